import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type PeerCertificate } from 'node:tls';
import { io } from 'socket.io-client';
import { readCertificate, type Certificate } from '../../../src/gateway/tls/certificate';
import { FreshCertificate } from '../../../src/gateway/tls/fresh-certificate';
import { Authority, type Issued } from '../../support/tls/authority';
import { eventually } from '../../support/eventually';
import { World } from '../support/gateway-under-test';
import { HandClock } from '../hub/running-hub';

const authority = new Authority();
const folder = mkdtempSync(join(tmpdir(), 'linia-'));
const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };

function install({ certPath, keyPath }: Issued): void {
  copyFileSync(certPath, files.cert);
  copyFileSync(keyPath, files.key);
}

function certificateNow(): Certificate {
  const read = readCertificate(files, (path) => readFileSync(path, 'utf8'));
  if ('why' in read) throw new Error(read.why);
  return read.certificate;
}

describe('the gateway with a certificate of its own', () => {
  let world: World;
  beforeEach(async () => {
    install(authority.issue(['pbx.example', '127.0.0.1']));
    world = await World.start((own) => {
      own.changes = { listen: { host: '127.0.0.1', port: 0, tls: { files, certificate: certificateNow() } } };
    });
  });
  afterEach(() => world.stop());

  const trusting = { ca: authority.cert };

  async function shown(): Promise<PeerCertificate> {
    const socket = connect({ host: '127.0.0.1', port: world.gateway.port, ...trusting });
    await once(socket, 'secureConnect');
    const certificate = socket.getPeerCertificate();
    socket.destroy();
    return certificate;
  }

  it('speaks HTTPS and secure WebSocket, and no plain HTTP', async () => {
    expect(world.gateway.url).toMatch(/^https:/);
    const answer = await new Promise<number | undefined>((resolve, reject) =>
      get(`${world.gateway.url}/healthz`, trusting, ({ statusCode }) => resolve(statusCode)).on(
        'error',
        reject,
      ),
    );
    expect(answer).toBe(200);
    const socket = io(world.gateway.url, { transports: ['websocket'], reconnection: false, ...trusting });
    const [error] = (await once(socket as unknown as NodeJS.EventEmitter, 'connect_error')) as [Error];
    expect(error.message).toBe('ticket-invalid');
    await expect(fetch(`http://127.0.0.1:${world.gateway.port}/healthz`)).rejects.toThrow();
  });

  it.each(['TLSv1', 'TLSv1.1'] as const)('speaks no %s', async (version) => {
    const socket = connect({
      ...{ host: '127.0.0.1', port: world.gateway.port, minVersion: version, maxVersion: version },
      ...{ ...trusting, ciphers: 'ALL:@SECLEVEL=0' },
    });
    await expect(once(socket, 'secureConnect')).rejects.toThrow();
  });

  it('takes up a renewed certificate without a restart', async () => {
    const before = await shown();
    const renewed = authority.issue(['pbx.example', '127.0.0.1']);
    install(renewed);
    await eventually('the new certificate', async () => (await shown()).serialNumber !== before.serialNumber);
  });
});

describe('the files of a certificate', () => {
  const clock = new HandClock();
  const used: Certificate[] = [];
  const lines: unknown[] = [];
  let fresh: FreshCertificate;
  beforeEach(() => {
    install(authority.issue(['pbx.example'], 30));
    used.length = lines.length = 0;
    const log = { error: (line: unknown) => lines.push(line), info: () => undefined };
    const start = Date.now();
    const now = { now: () => start, after: (ms: number, call: () => void) => clock.after(ms, call) };
    const use = (certificate: Certificate): void => void used.push(certificate);
    fresh = new FreshCertificate({ files, certificate: certificateNow(), use, clock: now, log });
    fresh.start();
  });
  afterEach(() => fresh.stop());

  it.each([
    [
      'the key is another one’s',
      () => copyFileSync(authority.issue(['x']).keyPath, files.key),
      'is not the key of',
    ],
    [
      'the certificate is half written',
      () => writeFileSync(files.cert, '-----BEGIN CERT'),
      'is no certificate',
    ],
    ['the key is none', () => writeFileSync(files.key, ''), 'is no private key'],
  ])('change nothing while %s, and that is told once', (_what, spoil, why) => {
    spoil();
    clock.turn(60_000);
    clock.turn(60_000);
    expect(used).toEqual([]);
    expect(lines).toEqual([{ why: expect.stringContaining(why) as string }]);
    expect(fresh.trouble?.words).toContain(why);
    install(authority.issue(['pbx.example'], 30));
    clock.turn(60_000);
    expect(used).toHaveLength(1);
    expect(fresh.trouble).toBeUndefined();
  });

  it('are told of a week before their end', () => {
    expect(fresh.trouble).toBeUndefined();
    install(authority.issue(['pbx.example'], 5));
    clock.turn(60_000);
    expect(fresh.trouble?.words).toMatch(/ends in 5 days: renew it/);
  });
});
