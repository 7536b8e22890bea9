import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bits, integer, objectId, octets, plainTagged, sequence, set, tagged, time, utf8, yes } from './der';

/** Files in PEM. */
export interface Issued {
  readonly certPath: string;
  readonly keyPath: string;
}

interface Wanted {
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Buffer[];
  readonly days: number;
}

const DAY_MS = 24 * 60 * 60_000;
const NAME = 'Authority of a test';
const ECDSA_WITH_SHA256 = sequence(objectId('1.2.840.10045.4.3.2'));

const nameOf = (text: string): Buffer => sequence(set(sequence(objectId('2.5.4.3'), utf8(text))));
const critical = (id: string, value: Buffer): Buffer => sequence(objectId(id), yes, octets(value));
const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' });

/** An authority of certificates (RFC 5280) that exists for one test. */
export class Authority {
  readonly folder = mkdtempSync(join(tmpdir(), 'linia-authority-'));
  readonly certPath: string;
  readonly cert: string;
  private readonly keys = newKeys();
  private issued = 0;

  constructor() {
    const mayIssue = critical('2.5.29.19', sequence(yes));
    const signsOnly = critical('2.5.29.15', bits(Buffer.from([0b0000_0110]), 1));
    const { publicKey } = this.keys;
    this.cert = this.certify({ subject: NAME, publicKey, extensions: [mayIssue, signsOnly], days: 2 });
    this.certPath = this.written('authority.pem', this.cert);
  }

  /** For these host names or addresses. `days`: until it ends. */
  issue(names: readonly string[], days = 2): Issued {
    const { publicKey, privateKey } = newKeys();
    const alternatives = sequence(
      ...names.map((name) => (isIP(name) ? addressOf(name) : plainTagged(2, name))),
    );
    const extensions = [sequence(objectId('2.5.29.17'), octets(alternatives))];
    const cert = this.certify({ subject: names[0] ?? '', publicKey, extensions, days });
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const own = `issued-${this.issued++}`;
    return { certPath: this.written(`${own}.pem`, cert), keyPath: this.written(`${own}.key`, key) };
  }

  private certify({ subject, publicKey, extensions, days }: Wanted): string {
    const now = Date.now();
    const content = sequence(
      tagged(0, integer(Buffer.from([2]))),
      integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
      ECDSA_WITH_SHA256,
      nameOf(NAME),
      sequence(time(now - DAY_MS), time(now + days * DAY_MS)),
      nameOf(subject),
      publicKey.export({ type: 'spki', format: 'der' }),
      tagged(3, sequence(...extensions)),
    );
    const signature = sign('sha256', content, this.keys.privateKey);
    return pemOf(sequence(content, ECDSA_WITH_SHA256, bits(signature)));
  }

  private written(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  }
}

const addressOf = (address: string): Buffer => plainTagged(7, Buffer.from(address.split('.').map(Number)));

function pemOf(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
