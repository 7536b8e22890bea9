import { join } from 'node:path';
import type { Browser, Dialog } from 'playwright-core';
import { openBrowser } from '../../../dev/demo/browser';
import { DEMO_USERS } from '../../../dev/demo/demo-account';
import { startDemo, type Demo } from '../../../dev/demo/demo';
import { AgentWindow } from '../agent-window';
import { eventually } from '../eventually';
import { heardEnergy } from '../peer-connections';
import { AmiWitness, type AmiBlock } from './ami-witness';
import { startAsterisk, type RealAsterisk } from './asterisk';
import { ListeningCustomer } from './listening-customer';

export const [ANNA, TIMUR] = DEMO_USERS.map(({ id }) => id) as [number, number];
export const MARINA = '79984445566';
/** Lines of `from-trunk` that keep their customers. */
export const KEPT_LINES = { anna: '74950000901', queue: '74950000902', group: '74950000903' } as const;
/** Instead of half a minute; a page takes seconds to open on a slow machine. */
export const HOLD_SEC = 8;

/**
 * A real Asterisk with the dialplan of docs/asterisk, gateway, stand-in and browser, and what agents and customers do
 * when pages go away. What agents dial is kept too, without a digit before it.
 */
export class KeptOffice {
  private readonly windows: AgentWindow[] = [];
  private readonly customers: ListeningCustomer[] = [];

  private constructor(
    readonly asterisk: RealAsterisk,
    readonly browser: Browser,
    readonly witness: AmiWitness,
    readonly demo: Demo,
  ) {}

  static async open(): Promise<KeptOffice> {
    const [asterisk, browser] = await Promise.all([
      startAsterisk((text) =>
        text
          .replace('CRM_HOLD_SEC=30', `CRM_HOLD_SEC=${HOLD_SEC}`)
          .replace('exten => _7XXXXXXXXXX,', 'exten => _6XXXXXXXXXX,')
          .replace('exten => _0X.,', 'exten => _7XXXXXXXXXX,')
          .replace('PJSIP/${EXTEN:1}@trunk,30,F', 'PJSIP/${EXTEN}@trunk,30,F'),
      ),
      openBrowser(),
    ]);
    const witness = await AmiWitness.connect(asterisk.witness);
    const demo = await startDemo({
      port: 0,
      widgetDirectory: join(__dirname, '../../../dist/widget'),
      pbx: { ami: asterisk.ami, sipUrl: asterisk.wsUrl, phonePassword: asterisk.phonePassword },
    });
    return new KeptOffice(asterisk, browser, witness, demo);
  }

  /** Between two tests: everybody goes home. */
  async clear(): Promise<void> {
    this.customers.splice(0).forEach((customer) => customer.hangUp());
    await Promise.all(this.windows.splice(0).map((window) => window.close()));
  }

  async close(): Promise<void> {
    this.witness.close();
    await this.browser.close();
    await this.demo.close();
    await this.asterisk.close();
  }

  /** At her amoCRM; the phone may not be there yet. */
  async arrives(userId: number): Promise<AgentWindow> {
    const agent = await AgentWindow.open(this.browser, this.demo.urlFor(userId));
    this.windows.push(agent);
    return agent;
  }

  async atThePhone(userId: number): Promise<AgentWindow> {
    const agent = await AgentWindow.atThePhone(this.browser, this.demo.urlFor(userId));
    this.windows.push(agent);
    return agent;
  }

  /** A customer has called Anna and hears her. */
  async calledTalk(line: string = KEPT_LINES.anna, at?: AgentWindow) {
    const anna = at ?? (await this.atThePhone(ANNA));
    const customer = await ListeningCustomer.calls(this.asterisk, MARINA, line);
    this.customers.push(customer);
    await anna.answer();
    await customer.hears('agent');
    return { anna, customer };
  }

  /** Anna has called a customer, and he hears her. */
  async dialledTalk() {
    const anna = await this.atThePhone(ANNA);
    const customer = await ListeningCustomer.isThere(this.asterisk);
    this.customers.push(customer);
    await anna.openPanel();
    await anna.panel.locator('input[name=number]').fill(`+${MARINA}`);
    await anna.panel.locator('.tel-btn[data-act=call]').click();
    await customer.hears('agent');
    return { anna, customer };
  }

  /** Legs of Anna that have ended with this Q.850 cause: 41 = by the gateway, 44 = Asterisk heard nothing any more. */
  endsOfAnna(cause: string): readonly AmiBlock[] {
    return this.witness
      .events('Hangup')
      .filter((block) => block['Channel']?.startsWith('PJSIP/101-') && block['Cause'] === cause);
  }
}

/** The page asks whether to leave, and the agent leaves. */
export async function reloads({
  page,
}: AgentWindow): Promise<{ readonly at: number; readonly asked: boolean }> {
  let asked = false;
  let at = Date.now();
  const leave = (dialog: Dialog): void => {
    asked = dialog.type() === 'beforeunload';
    at = Date.now();
    void dialog.accept();
  };
  page.on('dialog', leave);
  await page.reload();
  page.off('dialog', leave);
  return { at, asked };
}

/** When the customer hears the agent, and the page hears him; the page must be new. */
export async function bothHear(
  anna: AgentWindow,
  customer: ListeningCustomer,
  from: number,
): Promise<number> {
  const [byCustomer, byAgent] = await Promise.all([
    customer.hears('agent', from),
    eventually(
      'the agent hears the customer',
      async () => (await heardEnergy(anna.page)) > 0.0005 && Date.now(),
    ),
  ]);
  return Math.max(byCustomer, byAgent);
}

/** Ms from the click on the button to the end of the customer's leg. */
export async function hangsUp(anna: AgentWindow, customer: ListeningCustomer): Promise<number> {
  const clicked = Date.now();
  await anna.panel.locator('[data-act=hangUp]').click();
  const gone = await eventually('the office hung up', () => customer.hungUpAt);
  await anna.panel.locator('[data-act=hangUp]').waitFor({ state: 'detached' });
  return gone - clicked;
}

/** Times are the proof that a promise in seconds is true: they are printed. */
export function report(what: string, times: Readonly<Record<string, number>>): void {
  process.stdout.write(`${what}: ${JSON.stringify(times)} ms\n`);
}
