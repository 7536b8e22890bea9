import type { AmoClient } from '../amo-client';

/** What the index lives on (amoCRM, webhooks). Customers only tell where the account has them. */
const SETTINGS = ['contact', 'company', 'lead', 'customer'].flatMap((entity) =>
  ['add', 'update', 'delete'].map((action) => `${action}_${entity}`),
);

/** Asks amoCRM to tell of changes at this address; asking again changes nothing. `false` = without it, polling alone. */
export async function subscribe(amo: Pick<AmoClient, 'request'>, destination: string): Promise<boolean> {
  const answer = await amo.request({
    method: 'POST',
    path: '/api/v4/webhooks',
    body: { destination, settings: [...SETTINGS, 'status_lead', 'responsible_lead', 'responsible_contact'] },
    urgency: 'background',
  });
  return answer.kind === 'answered' && answer.status >= 200 && answer.status < 300;
}
