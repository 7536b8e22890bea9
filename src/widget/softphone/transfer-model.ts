import type { Presence } from '../../call/presence';
import type { ColleagueNow } from '../../protocol/colleagues';
import type { AgentPicture } from '../channel/agent-picture';
import type { Say } from '../host/phrases';
import type { TalkPane } from './talk-pane';

export interface TransferModel {
  readonly find: string;
  readonly rows: readonly TransferRow[];
  /** Why there are no rows; `''` = there are, or the gateway is being asked. */
  readonly empty: string;
}

export interface TransferRow {
  /** What is dialled. */
  readonly number: string;
  readonly name: string;
  readonly now: string;
  readonly dot: 'ok' | 'busy' | 'warn' | 'off';
  readonly isSelected: boolean;
  /** Without asking first: to a phone that is not there the PBX would lose the customer. */
  readonly isBlindSafe: boolean;
}

const DOTS = {
  free: 'ok',
  talking: 'busy',
  busy: 'busy',
  dnd: 'busy',
  away: 'warn',
  offline: 'off',
  unknown: 'off',
} as const satisfies Record<Presence['presence'], TransferRow['dot']>;

/** Digits with what people write between them, or `+` in front. */
const NUMBER = /^\+?[\d\s()-]{3,}$/;

/** Whom a call can be handed over to: colleagues that fit what was typed, and the number itself when it is one. */
export function transferModel(
  pane: Extract<TalkPane, { pane: 'transfer' }>,
  { colleagues, clockSkewMs }: AgentPicture,
  say: Say,
  now: number,
): TransferModel {
  const typed = pane.find.trim();
  // Enter may come before the gateway's answer to the last letter: who does not fit it must not be chosen.
  const list = (colleagues?.list ?? []).filter((colleague) => fits(colleague, typed));
  const rows = list.map((colleague) => rowOf(colleague, say, now + clockSkewMs));
  const isKnown = rows.some(({ number }) => number === typed);
  const all = NUMBER.test(typed) && !isKnown ? [...rows, numberRow(typed, say)] : rows;
  const chosen = all.find(({ number }) => number === pane.selected) ?? all[0];
  const answered = colleagues?.find === pane.find;
  return {
    find: pane.find,
    rows: all.map((row) => ({ ...row, isSelected: row === chosen })),
    empty: answered && all.length === 0 ? say('panel.nobody') : '',
  };
}

function rowOf(
  { extension, name, now: state }: ColleagueNow,
  say: Say,
  now: number,
): Omit<TransferRow, 'isSelected'> {
  const minutes = state.presence === 'talking' ? Math.floor((now - state.since) / 60_000) : 0;
  return {
    number: extension,
    name,
    now:
      minutes > 0 ? say.count('panel.presence.talkingFor', minutes) : say(`panel.presence.${state.presence}`),
    dot: DOTS[state.presence],
    isBlindSafe: state.presence !== 'offline',
  };
}

/** As the gateway compares: by the beginning of any name, or of the extension. */
function fits({ name, extension }: ColleagueNow, typed: string): boolean {
  const [wanted, plainName] = [plain(typed), plain(name)];
  return extension.startsWith(typed) || ` ${plainName}`.includes(` ${wanted}`);
}

const plain = (text: string): string => text.trim().toLowerCase().replaceAll('ё', 'е');

const numberRow = (number: string, say: Say): Omit<TransferRow, 'isSelected'> => ({
  number,
  name: say('panel.toNumber', { number }),
  now: '',
  dot: 'off',
  isBlindSafe: true,
});
