import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { isSigned, signedHeaders } from '../../../src/gateway/pbx/webhook/signature';

export interface Command {
  readonly command: 'snapshot' | 'place' | 'hang-up';
  readonly [key: string]: unknown;
}

/** A hosted PBX by docs/pbx-webhook.md: takes signed commands, posts signed reports. */
export class FakeHostedPbx {
  readonly commands: Command[] = [];
  readonly key: string = 'key of the hosted pbx';
  /** What it signs with and asks of others; another one than the gateway's = refused. */
  ownKey = this.key;
  /** What `snapshot` tells: the events of every leg that exists. */
  legs: readonly object[] = [];
  phones: readonly string[] = ['101'];
  /** Status for commands of this name; missing = 200. */
  statuses: Readonly<Record<string, number>> = {};
  private server: Server | undefined;

  async listen(port = 0): Promise<number> {
    this.server = createServer((asked, answer) => {
      void text(asked).then((body) => {
        const { 'x-linia-time': time, 'x-linia-signature': signature } = asked.headers;
        if (!isSigned(this.ownKey, String(time), String(signature), body, Date.now()))
          return answer.writeHead(403).end();
        const command = JSON.parse(body) as Command;
        this.commands.push(command);
        const snapshot = { events: this.legs, phones: this.phones };
        answer.writeHead(this.statuses[command.command] ?? 200, { 'content-type': 'application/json' });
        return answer.end(JSON.stringify(command.command === 'snapshot' ? snapshot : {}));
      });
    });
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((done) => (this.server ? this.server.close(done) : done(undefined)));
  }

  /** What the PBX would post, with its headers. */
  signed(
    report: object,
    at = Date.now(),
  ): { readonly headers: Record<string, string>; readonly body: string } {
    const body = JSON.stringify(report);
    return { headers: signedHeaders(this.ownKey, at, body), body };
  }
}

const at = (): number => Date.now();

/** Events of a customer's call as docs/pbx-webhook.md tells them. */
export const customerRings = (callId: string, extension: string): readonly object[] => [
  {
    ...{ event: 'leg-started', callId, legId: callId, at: at(), role: 'caller' },
    ...{ party: { party: 'outside' }, number: '79984445566', dialled: '74950000101' },
  },
  {
    ...{ event: 'leg-started', callId, legId: `${callId}.${extension}`, at: at(), role: 'callee' },
    party: { party: 'agent', extension },
  },
  { event: 'leg-rang', callId, legId: `${callId}.${extension}`, at: at() },
];

export const answers = (callId: string, extension: string): readonly object[] => [
  { event: 'leg-answered', callId, legId: `${callId}.${extension}`, at: at() },
  ...[callId, `${callId}.${extension}`].map((legId) => ({
    ...{ event: 'bridge-entered', callId, legId, at: at(), bridgeId: `bridge-${callId}` },
  })),
];

export const hangsUp = (callId: string, extension: string): readonly object[] =>
  [`${callId}.${extension}`, callId].map((legId) => ({ event: 'leg-ended', callId, legId, at: at() }));
