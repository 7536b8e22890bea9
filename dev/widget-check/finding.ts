import type { RuleId } from './rules';
import type { WidgetArchive } from './widget-archive';

export interface Finding {
  readonly rule: RuleId;
  /** Path from the widget's root; empty: the archive as a whole. */
  readonly file: string;
  /** From 1; missing: the file as a whole. */
  readonly line?: number | undefined;
  readonly sentence: string;
}

/** Looks at one subject; never throws, whatever the archive holds. */
export type Check = (archive: WidgetArchive) => Iterable<Finding>;
