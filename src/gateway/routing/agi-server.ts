import { createServer, type Server, type Socket } from 'node:net';
import type { CallId } from '../../call/ids';
import { isSameSecret } from '../same-secret';
import { timelyRoute, type RouteParts } from './timely-route';

/** More than Asterisk ever tells of a call, or takes to tell it. */
const MOST_BYTES = 8192;
const PATIENCE_MS = 2000;
const LONGEST = 128;

/**
 * FastAGI (Asterisk's `AGI(agi://…/route/ACCOUNT,KEY,LINKEDID)`): sets the channel's variable `LINIA_ANSWER` to what
 * `GET /route` would answer, and is done. For dialplans without `CURL()`; `docs/asterisk/linia-routing-agi.conf` has the
 * watchdog that lets the caller go when nobody answers here.
 */
export function agiServer(parts: RouteParts): Server {
  const answer = async (told: Told): Promise<string> => {
    const [, id = ''] = /^route\/(\d+)$/.exec(told.of('agi_network_script')) ?? [];
    const account = parts.account(id);
    if (!account || !isSameSecret(told.of('agi_arg_1'), account.key)) {
      parts.log.warn(
        { script: told.of('agi_network_script').slice(0, LONGEST) },
        'a dialplan asked over FastAGI for an account without forwarding, or with a wrong key',
      );
      return '';
    }
    const [number, callId] = [told.of('agi_callerid'), told.of('agi_arg_2') || told.of('agi_uniqueid')];
    if (number.length > LONGEST || callId.length > LONGEST) return '';
    return timelyRoute(account, number, callId as CallId, parts);
  };

  return createServer((socket) => {
    // Whoever hangs up before the answer is no fault of ours.
    socket.on('error', () => socket.destroy());
    socket.setTimeout(PATIENCE_MS, () => socket.destroy());
    readTold(socket, (told) => {
      answer(told)
        .then((extensions) => {
          socket.write(`SET VARIABLE LINIA_ANSWER "${extensions}"\n`);
          // Asterisk says `200 result=1` once the variable is set; to close before that would lose it.
          socket.once('data', () => socket.end());
        })
        .catch((error: unknown) => {
          parts.log.error({ err: error }, 'a question over FastAGI failed');
          socket.destroy();
        });
    });
  });
}

/** What Asterisk says of the channel: `agi_callerid: 79984445566`. Of a name said twice the first counts. */
class Told {
  private readonly values = new Map<string, string>();

  constructor(lines: readonly string[]) {
    for (const line of lines) {
      const [, name = '', value = ''] = /^(\w+): (.*)$/.exec(line) ?? [];
      if (!this.values.has(name)) this.values.set(name, value);
    }
  }

  of(name: string): string {
    return this.values.get(name) ?? '';
  }
}

/** Up to the empty line. */
function readTold(socket: Socket, done: (told: Told) => void): void {
  let text = '';
  const read = (chunk: Buffer): void => {
    text += chunk.toString('latin1');
    if (text.length > MOST_BYTES) return void socket.destroy();
    const end = text.indexOf('\n\n');
    if (end === -1) return;
    socket.off('data', read);
    done(new Told(text.slice(0, end).split('\n')));
  };
  socket.on('data', read);
}
