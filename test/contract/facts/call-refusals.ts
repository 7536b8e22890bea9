import { saw, type Fact } from '../fact';
import { FILLED_TEXT, oneOf, orNull } from '../pattern';
import { problem, refusal, type WrongInput } from '../refusal';
import { callOf } from './calls';

const DOCS = { source: 'crm_platform/calls-api', trust: 'D' } as const;
const LIKELY = { ...DOCS, trust: 'likely' } as const;
const PATH = '/api/v4/calls';

const wrongCall = (
  wrong: Omit<WrongInput, 'path' | 'body'> & { readonly call: (phone: string) => unknown },
): Fact =>
  refusal({
    ...wrong,
    path: PATH,
    body: async (account) => [wrong.call((await account.cast.contact()).phone)],
  });

/** Calls that amoCRM does not take, and what it says to them. */
export const callRefusalFacts: readonly Fact[] = [
  {
    id: '7.3-object',
    ...DOCS,
    says: 'One call that is no array: 400.',
    check: async (account) => saw(await account.post(PATH, callOf(account.newPhone())), problem(400)),
  },
  wrongCall({
    id: '7.3-without-direction',
    ...DOCS,
    says: 'A call without direction: FieldMissing.',
    call: (phone) => ({ ...callOf(phone), direction: undefined }),
    at: 'direction',
    code: 'FieldMissing',
  }),
  wrongCall({
    id: '7.3-direction-sideways',
    ...DOCS,
    says: 'A direction that is neither inbound nor outbound: NotSupportedChoice.',
    call: (phone) => callOf(phone, { direction: 'incoming' }),
    at: 'direction',
    code: 'NotSupportedChoice',
  }),
  wrongCall({
    id: '7.3-without-duration',
    ...DOCS,
    says: 'A call without duration: FieldMissing (a missed one has 0).',
    call: (phone) => ({ ...callOf(phone), duration: undefined }),
    at: 'duration',
    code: 'FieldMissing',
  }),
  wrongCall({
    id: '7.3-duration-text',
    ...DOCS,
    says: 'A duration as a text: InvalidType.',
    call: (phone) => callOf(phone, { duration: '42' }),
    at: 'duration',
    code: 'InvalidType',
  }),
  wrongCall({
    id: '7.3-duration-fraction',
    ...LIKELY,
    says: 'A duration with a fraction: InvalidType.',
    call: (phone) => callOf(phone, { duration: 4.2 }),
    at: 'duration',
    code: 'InvalidType',
  }),
  wrongCall({
    id: '7.3-without-source',
    ...DOCS,
    says: 'A call without source: FieldMissing.',
    call: (phone) => ({ ...callOf(phone), source: undefined }),
    at: 'source',
    code: 'FieldMissing',
  }),
  wrongCall({
    id: '7.3-without-phone',
    ...DOCS,
    says: 'A call without phone: FieldMissing.',
    call: (phone) => ({ ...callOf(phone), phone: undefined }),
    at: 'phone',
    code: 'FieldMissing',
  }),
  wrongCall({
    id: '7.3-phone-number',
    ...DOCS,
    says: 'A phone that is a number: InvalidType.',
    call: (phone) => callOf(phone, { phone: 79980000000 }),
    at: 'phone',
    code: 'InvalidType',
  }),
  wrongCall({
    id: '7.3-phone-empty',
    ...LIKELY,
    says: 'An empty phone: NotBlank.',
    call: (phone) => callOf(phone, { phone: '' }),
    at: 'phone',
    code: 'NotBlank',
  }),
  wrongCall({
    id: '7.3-status-8',
    ...DOCS,
    says: 'A call_status outside 1…7: NotSupportedChoice.',
    call: (phone) => callOf(phone, { call_status: 8 }),
    at: 'call_status',
    code: 'NotSupportedChoice',
  }),
  wrongCall({
    id: '7.3-link-number',
    ...LIKELY,
    says: 'A link that is no text: InvalidType.',
    call: (phone) => callOf(phone, { link: 17 }),
    at: 'link',
    code: 'InvalidType',
  }),
  wrongCall({
    id: '7.3-created-at-text',
    ...LIKELY,
    says: 'created_at as a date in words: InvalidType.',
    call: (phone) => callOf(phone, { created_at: '2030-01-01' }),
    at: 'created_at',
    code: 'InvalidType',
  }),
  {
    id: '7.3-every-mistake',
    ...LIKELY,
    says: 'All mistakes of an item are told at once.',
    check: async (account) =>
      saw(await account.post(PATH, [{ source: 'contract_check' }]), {
        status: 400,
        body: {
          'validation-errors': [
            {
              errors: [
                { path: oneOf('direction', 'duration', 'phone') },
                { path: FILLED_TEXT },
                { path: FILLED_TEXT, detail: orNull(FILLED_TEXT) },
              ],
            },
          ],
        },
      }),
  },
];
