import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCallerNews, parseChooseOwner, parseOwners } from '../../src/protocol/callers';
import {
  parseResultsNow,
  parseCloseResult,
  parseSaveDraft,
  parseSaveResult,
} from '../../src/protocol/call-results';
import {
  parseDialAdd,
  parseDialDo,
  parseDialEdit,
  parseDialNow,
  parseDialRows,
  parseRowsAdded,
  parseRowsFound,
} from '../../src/protocol/dial-lists';
import {
  parseDialCalls,
  parseDialRuns,
  parseDialTeam,
  parsePastCalls,
  parseRuns,
  parseTeamNow,
} from '../../src/protocol/dial-team';
import { parseColleagues, parseFindColleagues } from '../../src/protocol/colleagues';
import {
  parseAgentState,
  parseCallView,
  parseChooseStatus,
  parseHangUp,
  parseOutcome,
  parsePhoneAccount,
  parsePlaceCall,
  parseSocketAuth,
  parseTicketAnswer,
} from '../../src/protocol/parse';

const PARSERS: Readonly<Record<string, (raw: unknown) => unknown>> = {
  ticket: parseTicketAnswer,
  auth: parseSocketAuth,
  state: parseAgentState,
  call: parseCallView,
  placeCall: parsePlaceCall,
  hangUp: parseHangUp,
  phoneAccount: parsePhoneAccount,
  caller: (raw: unknown) => {
    const news = parseCallerNews(raw);
    const owners = news && parseOwners(news.owners);
    return owners && { ...news, owners };
  },
  chooseOwner: parseChooseOwner,
  chooseStatus: parseChooseStatus,
  findColleagues: parseFindColleagues,
  colleagues: parseColleagues,
  results: parseResultsNow,
  saveResult: parseSaveResult,
  closeResult: parseCloseResult,
  saveDraft: parseSaveDraft,
  dialling: parseDialNow,
  dialAdd: parseDialAdd,
  rowsAdded: parseRowsAdded,
  dialRows: parseDialRows,
  rowsFound: parseRowsFound,
  dialDo: parseDialDo,
  dialEdit: parseDialEdit,
  dialTeam: parseDialTeam,
  team: parseTeamNow,
  dialRuns: parseDialRuns,
  runs: parseRuns,
  dialCalls: parseDialCalls,
  pastCalls: parsePastCalls,
  outcome: (raw) => parseOutcome(raw, (value) => value),
};

const page = readFileSync(join(__dirname, '../../docs/protocol.md'), 'utf8');
const samples = [...page.matchAll(/```json (\w+)\n([\s\S]*?)```/g)].map(
  ([, kind = '', json = '']) => [kind, JSON.parse(json) as unknown] as const,
);

it('shows a sample of everything that crosses the wire', () => {
  expect(new Set(samples.map(([kind]) => kind))).toEqual(new Set(Object.keys(PARSERS)));
});

it.each(samples)('the sample of %s is what the parser gives back, to the last field', (kind, raw) => {
  expect(PARSERS[kind]?.(raw)).toEqual(raw);
});

/** Lists are held item by item. */
const records = samples.flatMap(([kind, raw]): [string, unknown, boolean][] =>
  Array.isArray(raw) ? raw.map((item: unknown) => [kind, item, true]) : [[kind, raw, false]],
);

it.each(records)('the parser of %s wants every field of the sample', (kind, raw, inList) => {
  const record = raw as Record<string, unknown>;
  // Whatever is not `ok: true` is a refusal, whatever else it says.
  const optional = ['realm', 'value', 'ok'];
  for (const key of Object.keys(record).filter((name) => !optional.includes(name))) {
    const less = { ...record, [key]: Symbol('no value of the protocol') };
    expect(PARSERS[kind]?.(inList ? [less] : less)).not.toEqual(inList ? [raw] : raw);
  }
});

it.each([undefined, null, 1, 'text', [], {}, [{}]])('takes %p from a stranger without falling', (raw) => {
  for (const parse of Object.values(PARSERS)) parse(raw);
  expect(parseCallView(raw)).toBeUndefined();
  expect(parseAgentState(raw)).toBeUndefined();
});
