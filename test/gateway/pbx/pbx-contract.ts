import type { CallId, Extension, LegId } from '../../../src/call/ids';
import { CallTracker } from '../../../src/gateway/calls/call-tracker';
import type { LegsListed, Pbx } from '../../../src/gateway/pbx/pbx';
import { eventually } from '../../support/eventually';
import { quickClock } from '../support/quick-clock';
import { silentLog } from '../support/silent-log';

/** A PBX with the adapter before it, in the words of telephony. */
export interface PbxStage {
  readonly pbx: Pbx;
  rings(callId: string): Promise<void>;
  answers(callId: string): Promise<void>;
  hangsUp(callId: string): Promise<void>;
  /** The far end is gone; then there again, where these calls are being talked. */
  goesAway(): Promise<void>;
  comesBack(...talking: string[]): Promise<void>;
  /** The far end refuses commands to dial. */
  refusesToDial(): void;
  /** Leg of the customer, as the PBX names it, in its last command to hang up. */
  hungUp(): string | undefined;
  dialled(): string | undefined;
  stop(): Promise<void>;
}

/** What every adapter of a PBX keeps to. `open` gives one that is not started, with 101 registered. */
export function keepsToThePbxPort(open: () => Promise<PbxStage>): void {
  let stage: PbxStage;
  let tracker: CallTracker;
  let lists: LegsListed[];
  beforeEach(async () => {
    stage = await open();
    lists = [];
    tracker = new CallTracker(quickClock(1), silentLog);
    stage.pbx.on('call', (event) => tracker.take(event));
    stage.pbx.on('joined', (event) => tracker.join(event));
    stage.pbx.on('listed', (listed) => {
      lists.push(listed);
      tracker.listed(listed);
    });
    expect(stage.pbx.state).toBe('away');
    stage.pbx.start();
    await isUp();
  });
  afterEach(async () => {
    tracker.stop();
    await stage.pbx.stop();
    await stage.stop();
  });

  const isUp = () => eventually('the PBX is up', () => stage.pbx.state === 'up');
  const call = (id: string) => tracker.call(id as CallId);
  const ended = (id: string) => eventually(`${id} ended`, () => call(id)?.now.state === 'ended');

  it('is up once it knows every leg that exists', () => {
    expect(lists).toHaveLength(1);
    expect(stage.pbx.trouble).toBeUndefined();
  });

  it('tells one call of a customer from ring to end', async () => {
    await stage.rings('c1');
    await eventually('101 rings', () => call('c1')?.legs.length === 2);
    expect(call('c1')).toMatchObject({ origin: 'inbound', now: { state: 'live' } });
    await stage.answers('c1');
    await eventually('they talk', () => call('c1')?.talks.length === 1);
    await stage.hangsUp('c1');
    await ended('c1');
    expect(call('c1')?.now).toMatchObject({ disposition: 'answered' });
    expect(call('c1')?.talks.map(({ extension }) => extension)).toEqual(['101']);
  });

  it('ends what it no longer has after it was away, and keeps what goes on', async () => {
    await stage.rings('gone');
    await stage.rings('c2');
    await stage.answers('c2');
    await eventually('both are there', () => call('gone') && (call('c2')?.talks.length ?? 0) > 0);
    const before = Date.now();
    await stage.goesAway();
    await eventually('the PBX is away', () => stage.pbx.state === 'away');
    expect(await stage.pbx.place(placing)).toBe('away');
    await stage.comesBack('c2');
    await isUp();
    await ended('gone');
    expect(call('c2')?.now.state).toBe('live');
    expect(lists.at(-1)?.lostAt).toBeGreaterThanOrEqual(before - 1_000);
  });

  it('dials and hangs up, and says what the PBX said', async () => {
    expect(await stage.pbx.place(placing)).toBe('done');
    expect(stage.dialled()).toBe('79984445566');
    await stage.rings('c3');
    await eventually('101 rings', () => call('c3')?.legs.length === 2);
    expect(await stage.pbx.hangUp('c3' as LegId)).toBe('done');
    expect(stage.hungUp()).toBeDefined();
    stage.refusesToDial();
    expect(await stage.pbx.place(placing)).toBe('refused');
  });
}

const placing = {
  callId: 'linia-1' as CallId,
  extension: '101' as Extension,
  dialled: '79984445566',
  shown: '+7 998 444-55-66',
};
