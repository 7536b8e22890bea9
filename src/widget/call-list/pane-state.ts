import type { ListSettings } from '../../call/dial-list';
import type { DialNow, ListNow, SeatNow } from '../../protocol/dial-lists';
import type { TeamNow } from '../../protocol/dial-team';

/** What stands above the list: something is going on, or was done. */
export interface Notice {
  readonly notice: 'adding' | 'added' | 'failed' | 'wrong-file' | 'clear' | 'drop';
  /** Numbers for the sentence. */
  readonly values: Readonly<Record<string, string | number>>;
  /** What does not fit into a sentence: names without a phone, rows of a file. */
  readonly details: readonly string[];
  readonly buttons: readonly ('addAll' | 'show' | 'cancel' | 'yes' | 'no' | 'close')[];
}

/** The form of a list's settings while it is open. */
export interface SettingsForm {
  readonly settings: ListSettings;
  readonly name: string;
  /** Whom a supervisor sees and may give the list to; missing = this agent is none. */
  readonly team: TeamNow | undefined;
  readonly members: readonly number[];
  readonly bad: readonly string[];
  readonly busy: boolean;
}

export interface PaneState {
  readonly now: DialNow;
  readonly list: ListNow | undefined;
  readonly notice: Notice | undefined;
  readonly form: SettingsForm | undefined;
  readonly opensCard: boolean;
  /** All seven outcomes are shown. */
  readonly allOutcomes: boolean;
  /** The button that was pressed and is not answered yet. */
  readonly busy: string;
  readonly isSupervisor: boolean;
  /** Gateway's clock minus this computer's. */
  readonly skewMs: number;
  readonly isLinked: boolean;
  /** When the talk with the row's customer began, epoch ms of the gateway; missing = he is still being called. */
  readonly talkSince?: number | undefined;
}

/** The agent's place in the list that is shown. */
export const seatOf = ({ now, list }: PaneState): SeatNow | undefined =>
  now.seat && now.seat.listId === list?.id ? now.seat : undefined;
