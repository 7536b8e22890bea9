/** @jest-environment node */
import type { PhoneAccount } from '../../../src/protocol/messages';
import { Relays } from '../../../src/widget/softphone/relays';
import type { AccountSource } from '../../../src/widget/softphone/softphone';
import { SleepyClock } from './sleepy-clock';

const MINUTE_MS = 60_000;

const account = (credential?: string): PhoneAccount => ({
  ...{ serverUrl: 'wss://pbx.example/ws', extension: '101' as PhoneAccount['extension'], password: 'x' },
  iceServers: [{ urls: 'turn:turn.example', ...(credential && { username: '1:101', credential }) }],
});

/** A gateway that numbers its passes; without an answer while it is `away`. */
function gateway() {
  const own = { asked: 0, away: false };
  const again: AccountSource = async () => {
    own.asked += 1;
    return own.away ? { ok: false } : { ok: true, value: account(`pass ${own.asked}`) };
  };
  return { own, again };
}

it('asks for new passes long before the old ones end, and soon again when there was no answer', async () => {
  const [clock, { own, again }] = [new SleepyClock(), gateway()];
  const relays = new Relays(clock);
  const pass = (): string | undefined => relays.servers[0]?.credential;
  relays.start(account('pass 0'), again);
  await clock.minutes(19);
  expect(pass()).toBe('pass 0');
  await clock.minutes(2);
  expect(pass()).toBe('pass 1');
  own.away = true;
  await clock.minutes(25);
  expect(pass()).toBe('pass 1');
  own.away = false;
  await clock.minutes(2);
  expect(pass()).toBe(`pass ${own.asked}`);
  expect(own.asked).toBeGreaterThan(2);
  relays.stop();
  const { asked } = own;
  await clock.minutes(60);
  expect(own.asked).toBe(asked);
});

it('asks at once when the computer wakes up after the passes ended, and never without passes', async () => {
  const [clock, { own, again }] = [new SleepyClock(), gateway()];
  const relays = new Relays(clock);
  relays.start(account('pass 0'), again);
  relays.wake();
  await clock.minutes(1);
  expect(own.asked).toBe(0);
  clock.sleep(60 * MINUTE_MS);
  relays.wake();
  await clock.minutes(1);
  expect(relays.servers[0]?.credential).toBe('pass 1');
  relays.start(account(), again);
  await clock.minutes(60);
  expect(own.asked).toBe(1);
});
