/** @jest-environment node */
import type { RowToAdd } from '../../../src/protocol/dial-lists';
import { addRows } from '../../../src/widget/call-list/add-rows';
import { collectRows, type Batch } from '../../../src/widget/call-list/collect-rows';
import csv from '../../../src/widget/csv/csv';
import { listQuery } from '../../../src/widget/call-list/list-query';
import type { AgentQuery } from '../../../src/widget/channel/agent-query';
import type { HttpAnswer, Selection } from '../../../src/widget/host/amo-host';

const contact = (id: number, phones: readonly string[], embedded: object = {}) => ({
  ...{ id, name: `Контакт ${id}`, _embedded: embedded },
  custom_fields_values: [{ field_code: 'PHONE', values: phones.map((value) => ({ value })) }],
});

/** amoCRM with these answers, by the beginning of the path. */
function amo(answers: Readonly<Record<string, readonly HttpAnswer[]>>) {
  const asked: string[] = [];
  const left = Object.fromEntries(Object.entries(answers).map(([path, list]) => [path, [...list]]));
  const get = async (path: string): Promise<HttpAnswer> => {
    asked.push(decodeURIComponent(path));
    const name = Object.keys(left).find((start) => path.startsWith(start)) ?? '';
    const list = left[name] ?? [];
    return (list.length > 1 ? list.shift() : list[0]) ?? { status: 204, body: undefined };
  };
  return { asked, get };
}
const found = (name: string, elements: readonly object[]): HttpAnswer => ({
  status: 200,
  body: { _embedded: { [name]: elements } },
});

async function collected(
  selection: Omit<Selection, 'search'> & { readonly search?: string },
  get: (path: string) => Promise<HttpAnswer>,
  signal = new AbortController().signal,
): Promise<readonly Batch[]> {
  const batches: Batch[] = [];
  const needs = { get, doNotCall: 'Не звонить', wait: async () => undefined, signal };
  for await (const batch of collectRows({ search: '', ...selection }, needs)) batches.push(batch);
  return batches;
}

it('asks for a hundred at a time, and keeps the order of the ticks', async () => {
  const ids = Array.from({ length: 150 }, (_, index) => index + 1);
  const { get, asked } = amo({
    '/api/v4/contacts': [
      found(
        'contacts',
        [...ids].reverse().map((id) => contact(id, ['1'])),
      ),
      found(
        'contacts',
        ids.map((id) => contact(id, ['1'])),
      ),
    ],
  });
  const batches = await collected({ kind: 'contact', ids }, get);
  expect(batches.map(({ read }) => read)).toEqual([100, 50]);
  expect(batches[0]?.rows[0]).toEqual({
    ...{ number: '1', name: 'Контакт 1', company: '' },
    links: [{ type: 'contact', id: 1, name: 'Контакт 1' }],
  });
  expect(asked).toHaveLength(2);
});

it('reads page after page of the list as it is filtered', async () => {
  const page = (from: number, count: number) =>
    found(
      'companies',
      Array.from({ length: count }, (_, index) => contact(from + index, ['1'])),
    );
  const { get, asked } = amo({ '/api/v4/companies': [page(1, 250), page(251, 3)] });
  const batches = await collected({ kind: 'company', search: '?filter[responsible_user_id]=7&page=2' }, get);
  expect(batches.map(({ read }) => read)).toEqual([250, 3]);
  expect(asked[0]).toContain('filter[responsible_user_id]=7&limit=250&page=1');
});

it('names who has no phone, spares who is marked by tag or field, and knows the company', async () => {
  const marked = {
    ...contact(3, ['1']),
    custom_fields_values: [{ field_name: 'не звонить', values: [{ value: true }] }],
  };
  const { get } = amo({
    '/api/v4/contacts': [
      found('contacts', [
        contact(1, [' 8 998 ', '2'], { companies: [{ id: 9 }] }),
        contact(2, []),
        marked,
        contact(4, ['1'], { tags: [{ name: 'НЕ ЗВОНИТЬ' }] }),
      ]),
    ],
    '/api/v4/companies': [found('companies', [{ id: 9, name: 'ООО «Тень»' }])],
  });
  const [batch] = await collected({ kind: 'contact', ids: [1, 2, 3, 4] }, get);
  expect(batch).toMatchObject({ without: ['Контакт 2'], spared: 2, read: 4 });
  expect(batch?.rows.map(({ number, company }) => [number, company])).toEqual([
    ['8 998', 'ООО «Тень»'],
    ['2', 'ООО «Тень»'],
  ]);
});

it('brings the phones of the contacts of a lead, linked to both', async () => {
  const { get } = amo({
    '/api/v4/leads': [
      found('leads', [{ id: 5, name: 'Окна', _embedded: { contacts: [{ id: 1 }, { id: 2 }] } }]),
    ],
    '/api/v4/contacts': [found('contacts', [contact(1, ['1']), contact(2, ['2'])])],
  });
  const [batch] = await collected({ kind: 'lead', ids: [5] }, get);
  expect(batch?.rows.map(({ links }) => links.map(({ type, id }) => `${type} ${id}`))).toEqual([
    ['lead 5', 'contact 1'],
    ['lead 5', 'contact 2'],
  ]);
});

it('asks amoCRM less than seven times a second, also when nobody has a phone', async () => {
  const silent = Array.from({ length: 250 }, (_, index) => contact(index + 1, []));
  const pages = [silent, silent, []].map((page) => found('contacts', page));
  const { get, asked } = amo({ '/api/v4/contacts': pages });
  const waits: number[] = [];
  const wait = async (ms: number): Promise<void> => void waits.push(ms);
  const needs = { get, doNotCall: '', wait, signal: new AbortController().signal };
  for await (const { rows } of collectRows({ kind: 'contact', search: '' }, needs)) expect(rows).toEqual([]);
  expect(asked).toHaveLength(3);
  expect(waits).toHaveLength(3);
  expect(Math.min(...waits)).toBeGreaterThan(1000 / 7);
});

it('waits when amoCRM is busy, and gives up when it refuses', async () => {
  const busy = { status: 429, body: undefined };
  const { get, asked } = amo({ '/api/v4/contacts': [busy, busy, found('contacts', [contact(1, ['1'])])] });
  expect(await collected({ kind: 'contact', ids: [1] }, get)).toHaveLength(1);
  expect(asked).toHaveLength(3);
  const refusing = amo({ '/api/v4/contacts': [{ status: 403, body: undefined }] });
  await expect(collected({ kind: 'contact', ids: [1] }, refusing.get)).rejects.toThrow('403');
});

it.each([
  ['', ''],
  ['?page=3&order[name]=asc', ''],
  [
    '?filter[statuses][0][pipeline_id]=1&filter[statuses][0][status_id]=2',
    'filter[statuses][0][pipeline_id]=1&filter[statuses][0][status_id]=2',
  ],
  ['?query=%D0%BE%D0%BA%D0%BD%D0%B0', 'query=%D0%BE%D0%BA%D0%BD%D0%B0'],
  ['?filter[cf][123]=5', undefined],
])('the filter of the list %j is %j for the API', (search, query) => {
  expect(listQuery(search)).toBe(query);
});

const row = (number: string, name = ''): RowToAdd => ({ number, name, company: '', links: [] });
function gateway(answer: (rows: readonly RowToAdd[]) => unknown) {
  const sent: (readonly RowToAdd[])[] = [];
  const ask = async ({ query, args }: AgentQuery) => {
    if (query !== 'dialAdd') throw new Error(query);
    sent.push(args.rows);
    return answer(args.rows) as { readonly ok: true; readonly value: unknown };
  };
  return { sent, needs: { ask, wait: async () => undefined, signal: new AbortController().signal } };
}

it('sends rows in messages that the gateway takes, again when it is busy, and adds the counts up', async () => {
  const rows = Array.from({ length: 250 }, (_, index) =>
    row(String(index), 'Я'.repeat(index < 100 ? 250 : 1)),
  );
  let refusals = 1;
  const { sent, needs } = gateway((portion) =>
    refusals-- > 0
      ? { ok: false, fault: 'too-many' }
      : { ok: true, value: { listId: 'l', added: portion.length - 1, known: 1, wrong: [0] } },
  );
  const added = await addRows(rows, undefined, needs);
  const portions = sent.slice(1);
  expect(portions.flat()).toEqual(rows);
  for (const portion of portions) {
    expect(portion.length).toBeLessThanOrEqual(100);
    expect(Buffer.byteLength(JSON.stringify(portion))).toBeLessThan(15_000);
  }
  expect(added).toMatchObject({ listId: 'l', added: 250 - portions.length, known: portions.length });
  expect(added.wrong).toHaveLength(portions.length);
});

it('says why it stopped, and what is there already', async () => {
  let answered = 0;
  const { needs } = gateway((portion) =>
    answered++ === 0
      ? { ok: true, value: { listId: 'l', added: portion.length, known: 0, wrong: [] } }
      : { ok: false, fault: 'not-allowed' },
  );
  const rows = Array.from({ length: 150 }, (_, index) => row(String(index)));
  expect(await addRows(rows, undefined, needs)).toMatchObject({ added: 100, trouble: 'not-allowed' });
});

it('reads files with and without a head, by comma and by semicolon', () => {
  expect(csv.read('Телефон;ФИО;Организация\n8 998 700-00-01;Анна;ООО').rows).toEqual([
    { number: '8 998 700-00-01', name: 'Анна', company: 'ООО', links: [] },
  ]);
  expect(csv.read('Анна,+79987000001\r\n\r\nТимур,+79987000002\r\n').rows).toEqual([
    row('+79987000001', 'Анна'),
    row('+79987000002', 'Тимур'),
  ]);
  expect(csv.read('\uFEFF89987000001').rows).toEqual([row('89987000001')]);
});

it('tells line and column of what is no number, and takes nothing from what is no table', () => {
  expect(csv.read('name,phone\nАнна,\nТимур,нет\nОлег,89987000001').wrong).toEqual([
    { line: 2, column: 2, text: '' },
    { line: 3, column: 2, text: 'нет' },
  ]);
  expect(csv.read('').rows).toEqual([]);
  expect(csv.read('просто текст\nи ещё').rows).toEqual([]);
});

it('writes cells that a spreadsheet must not run', () => {
  expect(
    csv.write(
      ['a', 'b'],
      [
        ['=cmd|calc', '@x'],
        ['-1', 5],
      ],
    ),
  ).toBe(`\uFEFFa;b\r\n"'=cmd|calc";"'@x"\r\n"'-1";5`);
});
