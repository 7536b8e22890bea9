import type { Blame } from './blame';
import type { OwnNodes } from './own-nodes';
import type { Resources } from './resources';
import type { RuleId } from './rules';

/** What the single watches of this folder are given. */
export interface Watch {
  readonly resources: Resources;
  readonly own: OwnNodes;
  /** A breach whose place in the code is known. */
  readonly caught: (rule: RuleId, what: string, by: Blame) => void;
  /** A breach that was found afterwards, by its traces; with one widget in the page it is that one's. */
  readonly found: (rule: RuleId, what: string, where: string, widget?: string) => void;
}

/** A look at the whole page, taken again and again while widgets run. */
export type Inspection = () => void;
