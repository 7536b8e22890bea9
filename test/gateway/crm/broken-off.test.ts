import { AmoClient } from '../../../src/gateway/crm/amo-client';
import { RequestLimiter } from '../../../src/gateway/crm/request-limiter';
import { FakeAmo } from '../support/fake-amo';
import { HandClock } from '../support/hand-clock';

it('breaks a request off, and does not send one that was broken off before', async () => {
  const amo = new FakeAmo();
  amo.troubles = ['falls-silent', 'falls-silent'];
  const access = { bearer: async () => 'token', accepted: () => undefined, refused: async () => false };
  const settings = { baseUrl: `http://127.0.0.1:${await amo.listen()}`, access, heardTime: () => undefined };
  const client = new AmoClient(settings, new RequestLimiter(new HandClock()));
  const { signal, ...stopping } = abortable();
  const post = { method: 'POST', path: '/api/v4/calls', body: [], urgency: 'record', signal } as const;
  const answer = client.request(post);
  while (amo.requests.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
  stopping.abort();
  expect((await answer).kind).toBe('answer-lost');
  expect((await client.request(post)).kind).toBe('unreachable');
  expect(amo.requests).toHaveLength(1);
  await client.close();
  await amo.close();
});

function abortable(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
