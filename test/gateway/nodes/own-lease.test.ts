import type { LeaseStore } from '../../../src/gateway/nodes/lease-store';
import { OwnLease } from '../../../src/gateway/nodes/own-lease';
import { HandClock } from '../support/hand-clock';
import { silentLog } from '../support/silent-log';

/** Leases of it end when somebody says so. */
class FakeLeaseStore implements LeaseStore {
  owner: string | undefined;
  isAway = false;

  async take(node: string): Promise<boolean> {
    if (this.isAway) throw new Error('away');
    this.owner ??= node;
    return this.owner === node;
  }

  async answers(): Promise<boolean> {
    return !this.isAway;
  }

  async release(node: string): Promise<void> {
    if (this.owner === node) this.owner = undefined;
  }
}

function twoNodes() {
  const [store, clock] = [new FakeLeaseStore(), new HandClock()];
  const [works, waits] = ['works', 'waits'].map(
    (node) => new OwnLease({ store, node, clock, log: silentLog }),
  );
  return { store, clock, works: works!, waits: waits! };
}

/** The store answers within each step. */
async function turn(clock: HandClock, sec: number): Promise<void> {
  for (let passed = 0; passed < sec * 10; passed++) {
    await new Promise(setImmediate);
    clock.turn(100);
  }
  await new Promise(setImmediate);
}

const nothing = async (): Promise<void> => undefined;

it('works at once where nobody does, and tells nobody that it stands by', async () => {
  const { store, works } = twoNodes();
  const standsBy = jest.fn(nothing);
  expect(await works.get(standsBy)).toBe(true);
  expect(store.owner).toBe('works');
  expect(standsBy).not.toHaveBeenCalled();
});

it('stands by, says so once, and works within half a second of the end of the other’s lease', async () => {
  const { store, clock, works, waits } = twoNodes();
  await works.get(nothing);
  const standsBy = jest.fn(nothing);
  const gets = waits.get(standsBy);
  await turn(clock, 10);
  expect(standsBy).toHaveBeenCalledTimes(1);
  store.owner = undefined;
  await turn(clock, 0.5);
  expect(store.owner).toBe('waits');
  expect(await gets).toBe(true);
});

it.each([0, 0.1, 0.2, 0.3, 0.4])(
  'lets the node that works have its lease back first when the database was away (it asks %d s before the other)',
  async (sec) => {
    const { store, clock, works, waits } = twoNodes();
    await works.get(nothing);
    const lost = jest.fn();
    works.hold(lost);
    await turn(clock, sec);
    const gets = waits.get(nothing);
    await turn(clock, 1 - sec);
    store.isAway = true;
    await turn(clock, 10);
    store.owner = undefined;
    store.isAway = false;
    await turn(clock, 5);
    expect(store.owner).toBe('works');
    expect(lost).not.toHaveBeenCalled();
    await waits.release();
    expect(await gets).toBe(false);
  },
);

it('works after an outage of the database when the other is gone', async () => {
  const { store, clock, waits } = twoNodes();
  store.owner = 'dead';
  const gets = waits.get(nothing);
  await turn(clock, 1);
  store.isAway = true;
  await turn(clock, 10);
  store.owner = undefined;
  store.isAway = false;
  await turn(clock, 4);
  expect(await gets).toBe(true);
});

it('is told that another works, once', async () => {
  const { store, clock, works } = twoNodes();
  await works.get(nothing);
  const lost = jest.fn();
  works.hold(lost);
  await turn(clock, 3);
  expect(lost).not.toHaveBeenCalled();
  store.owner = 'another';
  await turn(clock, 5);
  expect(lost).toHaveBeenCalledTimes(1);
});

it('does not begin to work when it was given up while it asked', async () => {
  const { store, waits } = twoNodes();
  const gets = waits.get(nothing);
  await waits.release();
  expect(await gets).toBe(false);
  expect(store.owner).toBeUndefined();
});

it('gives the lease away when it is stopped, and does not begin to work any more', async () => {
  const { store, works, waits } = twoNodes();
  await works.get(nothing);
  const gets = waits.get(nothing);
  await waits.release();
  await works.release();
  expect(store.owner).toBeUndefined();
  expect(await gets).toBe(false);
});
