import { connect, type Socket } from 'node:net';
import type { Office } from '../../../../dev/office/office';

export type Block = Readonly<Record<string, string>>;

/** A small AMI client that remembers everything it is told. */
export interface AmiClient {
  readonly events: readonly Block[];
  action(fields: readonly (readonly [string, string])[]): Promise<Block>;
  /** The first event (also among the past ones, from `from` on) that fits. */
  event(fits: (event: Block) => boolean, from?: number): Promise<Block>;
  close(): void;
}

function parseBlock(text: string): Block {
  const pairs = text.split('\r\n').map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  return Object.fromEntries(pairs);
}

export async function amiClient(office: Office, login = true): Promise<AmiClient> {
  const { host, port, user, secret } = office.ami;
  const socket: Socket = connect(port, host);
  const events: Block[] = [];
  const watchers = new Set<() => void>();
  const responses = new Map<string, (block: Block) => void>();
  let buffered = '';
  let greeted = false;
  let actions = 0;
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    buffered += text;
    if (!greeted && buffered.includes('\r\n')) {
      buffered = buffered.slice(buffered.indexOf('\r\n') + 2);
      greeted = true;
    }
    for (let end = buffered.indexOf('\r\n\r\n'); end >= 0; end = buffered.indexOf('\r\n\r\n')) {
      const block = parseBlock(buffered.slice(0, end));
      buffered = buffered.slice(end + 4);
      if (block['Event'] === undefined) responses.get(block['ActionID'] ?? '')?.(block);
      else events.push(block);
      watchers.forEach((watch) => watch());
    }
  });
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  const action: AmiClient['action'] = (fields) => {
    const id = fields.find(([name]) => name === 'ActionID')?.[1] ?? `t${++actions}`;
    const answer = new Promise<Block>((resolve) => responses.set(id, resolve));
    const lines = [...fields.filter(([name]) => name !== 'ActionID'), ['ActionID', id]];
    socket.write(`${lines.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`);
    return answer;
  };
  const event: AmiClient['event'] = (fits, from = 0) =>
    new Promise((resolve) => {
      const watch = (): void => {
        const found = events.slice(from).find(fits);
        if (!found) return;
        watchers.delete(watch);
        resolve(found);
      };
      watchers.add(watch);
      watch();
    });
  if (login)
    await action([
      ['Action', 'Login'],
      ['Username', user],
      ['Secret', secret],
    ]);
  return { events, action, event, close: () => socket.destroy() };
}
