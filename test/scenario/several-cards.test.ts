import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { startAmoHost, type AmoHost } from '../../dev/amo-host/amo-host';
import { DEMO_ACCOUNT, DEMO_INTEGRATION, DEMO_USERS } from '../../dev/demo/demo-account';
import type { AccountId, Extension, UserId } from '../../src/call/ids';
import type { GatewayConfig } from '../../src/gateway/config';
import { startGateway, type RunningGateway } from '../../src/gateway/gateway';
import { FakeAmi } from '../gateway/support/fake-ami';
import { AgentSocket, configOf } from '../gateway/support/gateway-under-test';
import { answers, customerRings, hangsUp } from '../gateway/support/office-calls';
import { silentLog } from '../gateway/support/silent-log';
import { callNotes } from '../support/call-notes';
import { eventually } from '../support/eventually';

/** The customer's number stands in two contacts of the account; amoCRM is the stand-in, the PBX a fake. */
const ANNA = DEMO_USERS[0]?.id as UserId;
const { accountId, integration } = {
  accountId: String(DEMO_ACCOUNT.id) as AccountId,
  integration: {
    clientUuid: DEMO_INTEGRATION.clientUuid,
    secret: DEMO_INTEGRATION.clientSecret,
    redirectUri: DEMO_INTEGRATION.redirectUri,
    token: DEMO_INTEGRATION.longLivedToken,
  },
};

const ami = new FakeAmi();
let host: AmoHost;
let config: GatewayConfig;
let gateway: RunningGateway;
let agent: AgentSocket;
let elena: number;

beforeAll(async () => {
  host = await startAmoHost({ port: 0, widgets: [], rateLimit: false });
  elena = await newContact('Елена', '+79984445566');
  const folder = mkdtempSync(join(tmpdir(), 'linia-'));
  const usual = configOf(await ami.listen(), Number(new URL(host.url).port), join(folder, 'store.sqlite'));
  const users = [{ userId: ANNA, name: 'Анна', extension: '101' as Extension, device: 'desk' }] as const;
  const settings = { result_after: '0', result_window: '10' };
  config = {
    ...usual,
    accounts: usual.accounts.map((account) => ({ ...account, id: accountId, integration, users, settings })),
  };
  await open();
});
afterAll(async () => {
  agent.close();
  await gateway.close();
  await ami.close();
  await host.close();
});

it('a call is logged on the card that the agent chose, and so are the next ones, also after a restart', async () => {
  expect(await talk('c1')).not.toBe(`contacts ${elena}`);
  const owner = { type: 'contact', id: elena };
  expect(await talk('c2', () => agent.ask('chooseOwner', { callId: 'c2', owner }))).toBe(`contacts ${elena}`);
  agent.close();
  await gateway.close();
  await open();
  expect(await talk('c3')).toBe(`contacts ${elena}`);
});

it('a call is logged on the lead that the agent says it is about, made a moment ago; the next one asks anew', async () => {
  const [, sills] = [await newLead('Окна', elena), await newLead('Подоконники', elena)];
  const owner = { type: 'contact', id: elena };
  const about = { type: 'lead', id: sills };
  const chosen = await talk('d1', async () => {
    expect(await agent.ask('chooseOwner', { callId: 'd1', owner, about })).toMatchObject({ ok: true });
  });
  expect(chosen).toBe(`leads ${sills}`);
  const unclear = async (): Promise<void> => {
    await agent.ask('chooseOwner', { callId: 'd2', owner, about });
    await agent.ask('chooseOwner', { callId: 'd2', owner });
  };
  expect(await talk('d2', unclear)).toBe(`contacts ${elena}`);
  expect(await talk('d3')).toBe(`contacts ${elena}`);
});

it('a lead that is made while the phone rings comes on the card', async () => {
  await talk('e1', async () => {
    await agent.callersOf('e1', (owners) => owners.length === 2);
    const lead = await newLead('Ремонт створок', elena);
    await amoTells();
    await agent.callersOf('e1', (owners) => owners.some(({ leads }) => leads.some(({ id }) => id === lead)));
  });
});

it('nothing is chosen for a call that is not his, or by a card with another number', async () => {
  const refusal = { ok: false, fault: 'unknown-call' };
  expect(await agent.ask('chooseOwner', { callId: 'c9', owner: { type: 'contact', id: elena } })).toEqual(
    refusal,
  );
  await talk('c4', async () => {
    const owner = { type: 'contact', id: elena + 999 };
    expect(await agent.ask('chooseOwner', { callId: 'c4', owner })).toEqual(refusal);
  });
});

async function open(): Promise<void> {
  gateway = await startGateway(config, { log: silentLog });
  const isReady = (): boolean =>
    Object.values(gateway.health()).every(({ phoneIndex, pbx }) => phoneIndex === 'filled' && pbx === 'up');
  await eventually('the phone index', isReady);
  agent = await atWork();
  await agent.state(({ pbx }) => pbx === 'up');
}

/** Where amoCRM has the log of it: `contacts 7`. */
async function talk(id: string, whileItRings: () => Promise<unknown> = async () => null): Promise<string> {
  ami.emit(...customerRings(id, '101'));
  await agent.viewOf(id);
  await whileItRings();
  ami.emit(...answers(id, '101'), ...hangsUp(id, '101'));
  await eventually('the call over', async () => {
    const closed = (await agent.ask('closeResult', { callId: id })) as { ok: boolean };
    return closed.ok;
  });
  const note = await eventually('its log', () => callNotes(host).find(({ params }) => params['uniq'] === id));
  return `${note.entityType} ${note.entity_id}`;
}

const newLead = (name: string, contact: number): Promise<number> =>
  added('leads', { name, _embedded: { contacts: [{ id: contact }] } });

const newContact = (name: string, phone: string): Promise<number> => {
  const values = [{ value: phone, enum_code: 'WORK' }];
  return added('contacts', { name, custom_fields_values: [{ field_code: 'PHONE', values }] });
};

async function added(list: 'leads' | 'contacts', entity: object): Promise<number> {
  const answer = await fetch(`${host.url}/api/v4/${list}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${integration.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify([entity]),
  });
  const { _embedded } = (await answer.json()) as { _embedded: Record<string, { id: number }[]> };
  return _embedded[list]?.[0]?.id ?? 0;
}

/** The gateway of this test has no address to which the stand-in could send its hooks, so the last one is brought. */
async function amoTells(): Promise<void> {
  const sent = await fetch(`${host.url}/__standin/webhooks`);
  const { deliveries } = (await sent.json()) as { deliveries: { destination: string; body: string }[] };
  const last = deliveries.at(-1);
  if (!last) throw new Error('amoCRM has sent nothing');
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const url = `${gateway.url}${new URL(last.destination).pathname}`;
  const { status } = await fetch(url, { method: 'POST', headers, body: last.body });
  expect(status).toBe(200);
}

async function atWork(): Promise<AgentSocket> {
  const now = Math.floor(Date.now() / 1000);
  const aud = new URL(integration.redirectUri).origin;
  const claims = { account_id: DEMO_ACCOUNT.id, user_id: ANNA, client_uuid: integration.clientUuid, aud };
  const token = await new SignJWT({ ...claims, iss: 'https://demo.amocrm.ru', iat: now, exp: now + 1800 })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(integration.secret));
  const answer = await fetch(`${gateway.url}/v1/ticket`, {
    method: 'POST',
    headers: { 'X-Auth-Token': token },
  });
  return new AgentSocket(gateway.url, ((await answer.json()) as { ticket: string }).ticket);
}
