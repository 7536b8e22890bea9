import { saw, type Fact } from '../fact';
import { problem, refusal, type WrongInput } from '../refusal';
import { unsortedEntry } from '../unsorted-entry';

const DOCS = { source: 'crm_platform/unsorted-api', trust: 'D' } as const;
const LIKELY = { ...DOCS, trust: 'likely' } as const;
const PATH = '/api/v4/leads/unsorted';

const wrongEntry = (
  wrong: Omit<WrongInput, 'path' | 'body'> & {
    readonly change: (given: ReturnType<typeof unsortedEntry>) => unknown;
  },
): Fact =>
  refusal({ ...wrong, path: `${PATH}/sip`, body: (account) => [wrong.change(unsortedEntry(account))] });

/** A mandatory field of the call's metadata, left out. */
const without = (key: string): Fact =>
  wrongEntry({
    id: `7.5-without-${key.replaceAll('_', '-')}`,
    ...DOCS,
    says: `\`metadata.${key}\` is mandatory: without it FieldMissing.`,
    change: (given) => ({ ...given, metadata: { ...given.metadata, [key]: undefined } }),
    at: `metadata.${key}`,
    code: 'FieldMissing',
  });

/** Entries that "Incoming leads" does not take. */
export const unsortedRefusalFacts: readonly Fact[] = [
  {
    id: '7.5-object',
    ...DOCS,
    says: 'One entry that is no array: 400.',
    needs: ['write'],
    check: async (account) => saw(await account.post(`${PATH}/sip`, unsortedEntry(account)), problem(400)),
  },
  ...[
    'phone',
    'call_responsible',
    'called_at',
    'duration',
    'link',
    'service_code',
    'uniq',
    'is_call_event_needed',
  ].map(without),
  wrongEntry({
    id: '7.5-without-source-uid',
    ...DOCS,
    says: '`source_uid` is mandatory: without it FieldMissing.',
    change: (given) => ({ ...given, source_uid: undefined }),
    at: 'source_uid',
    code: 'FieldMissing',
  }),
  wrongEntry({
    id: '7.5-without-source-name',
    ...DOCS,
    says: '`source_name` is mandatory: without it FieldMissing.',
    change: (given) => ({ ...given, source_name: undefined }),
    at: 'source_name',
    code: 'FieldMissing',
  }),
  wrongEntry({
    id: '7.5-without-metadata',
    ...DOCS,
    says: '`metadata` is mandatory: without it FieldMissing.',
    change: (given) => ({ ...given, metadata: undefined }),
    at: 'metadata',
    code: 'FieldMissing',
  }),
  wrongEntry({
    id: '7.5-unknown-pipeline',
    ...LIKELY,
    says: 'A pipeline that the account has not: NotSupportedChoice.',
    change: (given) => ({ ...given, pipeline_id: 4000000000 }),
    at: 'pipeline_id',
    code: 'NotSupportedChoice',
  }),
  wrongEntry({
    id: '7.5-duration-text',
    ...LIKELY,
    says: 'A duration that is no number: InvalidType.',
    change: (given) => ({ ...given, metadata: { ...given.metadata, duration: 'long' } }),
    at: 'metadata.duration',
    code: 'InvalidType',
  }),
];
