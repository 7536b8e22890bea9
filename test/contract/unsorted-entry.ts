import type { AccountUnderTest } from './account-under-test';
import { phoneField } from './cast';

/** A call of a stranger as it is put into "Incoming leads". */
export function unsortedEntry(account: AccountUnderTest, phone = account.newPhone()) {
  return {
    request_id: 'unsorted-1',
    source_uid: `contract-check-${account.stamp}`,
    source_name: 'Contract check',
    _embedded: {
      leads: [{ name: account.name('unsorted lead') }],
      contacts: [{ name: account.name('unsorted contact'), custom_fields_values: [phoneField(phone)] }],
    },
    metadata: {
      phone,
      call_responsible: 'Contract check',
      called_at: Math.floor(Date.now() / 1000),
      duration: 33,
      link: 'https://example.com/talk.mp3',
      service_code: 'contract_check',
      uniq: `unsorted-${phone}`,
      is_call_event_needed: true,
    },
  };
}
