import type { Browser, Page } from 'playwright-core';
import type { PhoneState } from '../../src/widget/softphone/softphone';
import { PhonePage } from '../widget/softphone/phone-page';
import { waitUntilHeard } from './peer-connections';
import type { TcpLink } from './tcp-link';

/** Who calls the agent, at a telephone that no network trouble of the agent touches. */
export interface CallingCustomer {
  /** Resolves when he hears the agent from now on. */
  hearsAgent(): Promise<unknown>;
  hangUp(): unknown;
}

export interface PbxOnALink {
  readonly browser: Browser;
  /** Of the page with the phone. */
  readonly siteUrl: string;
  readonly link: TcpLink;
  /** Where phone 101 registers: through `link`. */
  readonly sipUrl: string;
  readonly password: string;
  /** Rings phone 101. */
  customerCalls(): Promise<CallingCustomer>;
}

/** Decided: a black hole is noticed within 10 s. */
const NOTICED_MS = 10_000;
/** A second to notice that the clock has jumped, 1.5 s for the answer of a dead connection, half a second of back-off. */
const AWAKE_MS = 5_000;

export const isRegistered = ({ registration }: PhoneState): boolean => registration === 'registered';
export const isLost = ({ registration }: PhoneState): boolean => registration === 'lost';
export const isTalking = ({ calls }: PhoneState): boolean => calls[0]?.state === 'established';
export const isFree = ({ calls }: PhoneState): boolean => calls.length === 0;

/** The same against every PBX: what becomes of a talk when the network of the agent does what networks do. */
export function networkCases(pbx: () => PbxOnALink): void {
  let phone: PhonePage;
  beforeEach(async () => {
    const { browser, siteUrl, link, sipUrl, password } = pbx();
    link.mend();
    phone = await PhonePage.open(browser, siteUrl);
    await phone.start(sipUrl, '101', password);
    await phone.until(isRegistered);
  });
  afterEach(() => phone.close());

  const talk = async (): Promise<CallingCustomer> => {
    const customer = await pbx().customerCalls();
    const { calls } = await phone.until(({ calls: [call] }) => call?.state === 'ringing');
    expect(await phone.run('answer', calls[0]?.id ?? '')).toBe('ok');
    await phone.until(isTalking);
    await bothHear(customer);
    return customer;
  };
  const bothHear = (customer: CallingCustomer): Promise<unknown> =>
    Promise.all([waitUntilHeard(phone.page), customer.hearsAgent()]);

  it('a cut of the socket in a talk: the sound goes on, the phone is back, and the far end can hang up', async () => {
    const customer = await talk();
    const { link } = pbx();
    link.cut();
    const cutAt = Date.now();
    await phone.until(isLost);
    await bothHear(customer);
    link.mend();
    await phone.until(isRegistered);
    report(`socket cut: registered again after ${Date.now() - cutAt} ms`);
    await bothHear(customer);
    expect((await phone.state())?.calls).toHaveLength(1);
    await customer.hangUp();
    await phone.until(isFree);
    expect(await phone.errors()).toEqual([]);
  });

  it('a black hole in a talk: noticed within 10 s, the sound goes on; the far end hangs up meanwhile, and the talk is over when the socket is back', async () => {
    const customer = await talk();
    const { link } = pbx();
    link.swallow();
    const swallowedAt = Date.now();
    await phone.until(isLost, NOTICED_MS);
    report(`black hole: noticed after ${Date.now() - swallowedAt} ms`);
    await bothHear(customer);
    await customer.hangUp();
    link.mend();
    await phone.until(isFree);
    await phone.until(isRegistered);
    expect(await phone.errors()).toEqual([]);
  });

  it('a computer that has slept, and whose connection nobody closed: the phone is there again when it has hardly woken', async () => {
    const { link } = pbx();
    link.swallow();
    link.mend();
    const wokeAt = Date.now();
    await jumpClock(phone.page, 60_000);
    await phone.until(isLost);
    await phone.until(isRegistered);
    report(`woke up: registered again after ${Date.now() - wokeAt} ms`);
    expect(Date.now() - wokeAt).toBeLessThan(AWAKE_MS);
    await (await talk()).hangUp();
    await phone.until(isFree);
    expect(await phone.errors()).toEqual([]);
  });
}

/** As after sleep: the clock has gone on, and no timer has run. */
export const jumpClock = (page: Page, ms: number): Promise<void> =>
  page.evaluate((slept) => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + slept;
  }, ms);

export const report = (line: string): void => void process.stdout.write(`${line}\n`);
