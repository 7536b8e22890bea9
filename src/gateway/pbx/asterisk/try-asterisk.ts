import type { Clock } from '../../../lib/clock';
import type { Log } from '../../log';
import { AmiClient } from './ami-client';
import { LOGIN_REFUSED, TROUBLE_BY_HEARING, type AsteriskSettings } from './asterisk-pbx';
import { HearingTest } from './hearing-test';

/** Longer than the hearing test takes. */
const PATIENCE_MS = 12_000;

/** Logs in once, tries the rights, and leaves. Resolves with what must be mended, in words; none = all is well. */
export function tryAsterisk(settings: AsteriskSettings, clock: Clock, log: Log): Promise<string | undefined> {
  const client = new AmiClient(settings, clock, log);
  const where = `${settings.host}:${settings.port}`;
  return new Promise((resolve) => {
    const end = (trouble: string | undefined): void => {
      undo();
      hearing.stop();
      client.stop();
      resolve(trouble);
    };
    const undo = clock.after(PATIENCE_MS, () => end(`Asterisk at ${where} does not answer`));
    const hearing = new HearingTest({
      send: (fields) => client.send(fields),
      clock,
      turned: (found) => end(TROUBLE_BY_HEARING[found]?.words),
    });
    client.on('up', () => void hearing.run());
    client.on('event', (frame) => void hearing.isOwn(frame));
    client.on('refused', () => end(LOGIN_REFUSED.words));
    client.on('closed', ({ why }) => end(`Asterisk at ${where} cannot be reached: ${why}`));
    client.start();
  });
}
