import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { OAuthTokens } from '../access/oauth-tokens';
import type { AccountState } from '../account/account-state';
import { phonesOf } from '../account/entity';
import { checkedObject } from '../rest/body-check';
import { ApiProblem } from '../rest/problem';
import type { OfficeControl } from '../../office/office-control';
import { DEMO_LINES, DEMO_USERS } from '../../demo/demo-account';
import { faultsInput, type Faults } from './faults';
import { findingsInput, type Findings } from './findings';
import type { WebhookSender } from '../webhooks/webhook-sender';
import type { RequestLog } from './request-log';

export interface Hands {
  readonly state: AccountState;
  readonly faults: Faults;
  readonly findings: Findings;
  readonly requests: RequestLog;
  readonly tokens: OAuthTokens;
  readonly webhooks: WebhookSender;
  /** A release of amoCRM: pages that are open notice it by the next answer. */
  releaseCore(which: 'frontend' | 'backend'): void;
}

/** The hands of a tester; nothing under `/__standin/` exists in amoCRM. */
export function mountStandin(app: FastifyInstance, hands: Hands): void {
  app.get('/__standin/faults', () => hands.faults.snapshot());
  app.post('/__standin/faults', (request) => {
    hands.faults.apply(checkedObject(request.body, faultsInput));
    return hands.faults.snapshot();
  });
  app.get('/__standin/requests', (request) => {
    const { last } = request.query as { last?: string };
    return { requests: hands.requests.all().slice(-(Number(last) || Number.POSITIVE_INFINITY)) };
  });
  app.get('/__standin/webhooks', () => ({ deliveries: hands.webhooks.deliveries }));
  app.get('/__standin/findings', () => ({ findings: hands.findings.all() }));
  app.post('/__standin/findings', (request) => {
    hands.findings.add(checkedObject(request.body, findingsInput).findings);
    return { findings: hands.findings.all() };
  });
  app.delete('/__standin/findings', () => {
    hands.findings.clear();
    return { findings: [] };
  });
  app.post('/__standin/oauth/code', () => ({ code: hands.tokens.issueCode() }));
  app.post('/__standin/release', (request) => {
    const { part } = checkedObject(request.body, z.object({ part: z.enum(['frontend', 'backend']) }));
    hands.releaseCore(part);
    return { status: 'ok' };
  });
}

const callInput = z.object({
  number: z.string().min(1),
  line: z.string().min(1),
  name: z.string().optional(),
});

/** People to call from, the known ones of the demos first. */
const callers = (state: AccountState) =>
  [...state.contacts.values()]
    .filter((contact) => phonesOf(contact).length > 0)
    .slice(0, 40)
    .map((contact) => ({ name: contact.name, number: phonesOf(contact)[0] ?? '' }));

const lines = () => [
  { number: DEMO_LINES.anna, title: DEMO_USERS[0]?.name ?? '' },
  { number: DEMO_LINES.timur, title: DEMO_USERS[1]?.name ?? '' },
  { number: DEMO_LINES.igor, title: DEMO_USERS[2]?.name ?? '' },
  { number: DEMO_LINES.sales, title: 'Группа «Продажи»' },
  { number: DEMO_LINES.support, title: 'Очередь «Поддержка»' },
];

/** The office says why in words that the panel shows. */
function refusedByOffice(cause: unknown): never {
  throw ApiProblem.of(422, cause instanceof Error ? cause.message : 'Офис не принял звонок');
}

/** The hand that plays the customers. */
export function mountOffice(app: FastifyInstance, office: OfficeControl, state: AccountState): void {
  app.get('/__standin/office/people', () => ({ callers: callers(state), lines: lines() }));
  app.get('/__standin/office/calls', () => ({ calls: office.calls() }));
  app.post('/__standin/office/call', (request) => {
    const { number, line, name } = checkedObject(request.body, callInput);
    return office
      .customerCalls({ number, line, ...(name !== undefined && { name }) })
      .catch((cause: unknown) => refusedByOffice(cause));
  });
  app.post('/__standin/office/hangup', async (request) => {
    await office.customerHangsUp(checkedObject(request.body, z.object({ id: z.string() })).id);
    return { status: 'ok' };
  });
  app.post('/__standin/office/next-outgoing', (request) => {
    const { reaction } = checkedObject(
      request.body,
      z.object({ reaction: z.enum(['answers', 'busy', 'no-answer']) }),
    );
    office.setNextOutgoing(reaction);
    return { status: 'ok' };
  });
}
