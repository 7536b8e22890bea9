import type { RowNow } from '../../protocol/dial-lists';
import type { Say } from '../host/phrases';
import { hourOf } from '../ui/hour';
import { icon } from '../ui/icons';
import { outcomeText } from '../ui/outcome-words';
import { entityPath } from './entity-path';
import { listIcon } from './list-icons';

/** Finished strings of one row; `*Icon` is our own HTML. */
export interface RowModel {
  readonly key: string;
  readonly id: number;
  readonly index: number;
  readonly name: string;
  readonly url: string;
  readonly number: string;
  readonly sub: string;
  readonly end: string;
  readonly rowIcon: string;
  /** Somebody was called, or has it. */
  readonly isOver: boolean;
  readonly isNow: boolean;
  /** May be moved. */
  readonly isFree: boolean;
  readonly act: '' | 'remove' | 'again';
  readonly actText: string;
  readonly endIcon: string;
}

export interface RowContext {
  readonly say: Say;
  readonly language: string;
  /** Gateway's clock, epoch ms. */
  readonly serverNow: number;
  /** The agent's own next row. */
  readonly current: number | undefined;
  readonly mayChange: boolean;
}

const EMPTY = { id: 0, url: '', number: '', sub: '', end: '', act: '', actText: '', endIcon: '' } as const;

/** A row that is still on its way keeps the place of one. */
export function rowModel(row: RowNow | undefined, index: number, context: RowContext): RowModel {
  const { say, current } = context;
  if (!row)
    return {
      ...{ ...EMPTY, key: `at-${index}`, index, name: '…', rowIcon: listIcon('drag') },
      ...{ isOver: false, isNow: false, isFree: false },
    };
  const isNow = row.id === current;
  const wasCalled = row.outcome !== undefined && row.at !== undefined;
  const isFree = row.state === 'waiting' && context.mayChange;
  const act = actOf(row, context.mayChange);
  return {
    ...{ key: `row-${row.id}`, id: row.id, index, isNow, isFree: isFree && !wasCalled },
    name: row.name || row.text,
    url: entityPath(row.links),
    ...(wasCalled && row.state !== 'calling' ? calledText(row, context) : waitingText(row, context)),
    rowIcon: isNow ? icon('phone') : iconOf(row, wasCalled),
    isOver: row.state === 'done',
    act,
    actText: act && say(`dial.${act}`),
    endIcon: act === 'again' ? listIcon('again', 'tel-i--16') : act ? listIcon('close', 'tel-i--16') : '',
  };
}

function actOf({ state }: RowNow, mayChange: boolean): RowModel['act'] {
  if (!mayChange) return '';
  return state === 'waiting' ? 'remove' : state === 'done' ? 'again' : '';
}

function iconOf({ state, outcome }: RowNow, wasCalled: boolean): string {
  if (state === 'calling') return icon('phone');
  if (state === 'taken') return icon('contact');
  if (!wasCalled) return listIcon('drag');
  if (state === 'waiting') return icon('clock', 'tel-warn');
  if (outcome === 4) return listIcon('check', 'tel-ok');
  return outcome === 'unknown' ? icon('warning', 'tel-warn') : listIcon('minus');
}

function calledText(
  row: RowNow,
  { say, language, serverNow }: RowContext,
): Pick<RowModel, 'number' | 'sub' | 'end'> {
  const word = outcomeText(row.outcome, say);
  const isLater = row.state === 'waiting' && row.dueAt > serverNow;
  const again = isLater ? `, ${say('dial.again at', { time: hourOf(row.dueAt, language, serverNow) })}` : '';
  return { number: '', sub: `${word}${again}`, end: hourOf(row.at ?? 0, language, serverNow) };
}

function waitingText(row: RowNow, context: RowContext): Pick<RowModel, 'number' | 'sub' | 'end'> {
  const parts = [row.company, row.state === 'waiting' ? thereText(row.zone, context) : ''];
  const taken =
    row.state === 'taken' || row.state === 'calling' ? context.say(`dial.state.${row.state}`) : '';
  return {
    number: row.name === '' ? '' : row.text,
    sub: [...parts, row.id === context.current ? '' : taken].filter((part) => part !== '').join(' · '),
    end: '',
  };
}

/** Their time, where it is another one than the agent's. */
export function thereText(
  zone: string,
  { say, language, serverNow }: Pick<RowContext, 'say' | 'language' | 'serverNow'>,
): string {
  const own = timeIn(undefined, language, serverNow);
  const there = timeIn(zone, language, serverNow);
  return there === '' || there === own ? '' : say('dial.there', { time: there });
}

function timeIn(timeZone: string | undefined, language: string, at: number): string {
  try {
    return new Date(at).toLocaleTimeString(language, {
      hour: '2-digit',
      minute: '2-digit',
      ...(timeZone && { timeZone }),
    });
  } catch {
    // RangeError: a zone that this browser does not know.
    return '';
  }
}
