import {
  LONGEST_NOTE,
  parseResultsNow,
  parseSaveDraft,
  parseSaveResult,
} from '../../src/protocol/call-results';

const result = { status: 4, note: 'Договорились', link: { link: 'rule' } } as const;
const saving = (changes: object) => parseSaveResult({ callId: 'c1', result: { ...result, ...changes } });

it('takes a result with status, note and link, with or without a task', () => {
  const task = { typeId: 1, text: 'Перезвонить', dueAt: 1_795_374_000_000 };
  expect(saving({})).toEqual({ callId: 'c1', result });
  expect(saving({ task })).toEqual({ callId: 'c1', result: { ...result, task } });
});

it.each([
  ['a status that amoCRM does not have', { status: 8 }],
  ['no note', { note: undefined }],
  ['no link', { link: undefined }],
  ['a link to what is no entity', { link: { link: 'entity', entity: { type: 'task', id: 1, name: '' } } }],
  [
    'an entity whose id is a path',
    { link: { link: 'entity', entity: { type: 'lead', id: '1/../2', name: '' } } },
  ],
  ['a task whose time is in seconds and a half', { task: { typeId: 1.5, text: '', dueAt: 1 } }],
  ['a task at the end of days', { task: { typeId: 1, text: '', dueAt: 1e15 } }],
  ['a novel', { note: 'я'.repeat(LONGEST_NOTE + 1) }],
])('refuses a result with %s', (_, changes) => {
  expect(saving(changes)).toBeUndefined();
});

it('takes a draft of which only a part was typed, and refuses one that is wrong in any part', () => {
  expect(parseSaveDraft({ callId: 'c1', draft: { note: 'Про' } })).toEqual({
    callId: 'c1',
    draft: { note: 'Про' },
  });
  expect(parseSaveDraft({ callId: 'c1', draft: {} })).toEqual({ callId: 'c1', draft: {} });
  expect(parseSaveDraft({ callId: 'c1', draft: { note: 'Про', status: 0 } })).toBeUndefined();
  expect(parseSaveDraft({ callId: '', draft: {} })).toBeUndefined();
});

it('shows a call whose draft or owners it cannot read, without them', () => {
  const awaited = {
    ...{ callId: 'c1', revision: 1, direction: 'inbound', other: { number: '', text: '' } },
    ...{ startedAt: 1, endedAt: 2, talkMs: 1, opens: true, logsAt: 3, stands: 'nowhere' },
  };
  const now = { taskTypes: [{ id: 1, name: 'Связаться' }], timezone: 'Europe/Moscow' };
  const odd = { ...awaited, draft: { status: 'later', at: 1 }, owners: [{ id: 'x' }] };
  expect(parseResultsNow({ ...now, awaited: [odd] })).toEqual({ ...now, awaited: [awaited] });
});
