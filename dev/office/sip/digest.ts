import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const NONCE_LIFE_MS = 5 * 60_000;

export type DigestVerdict =
  | { readonly kind: 'missing' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'right'; readonly username: string };

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

function sameText(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function parseDigest(header: string): ReadonlyMap<string, string> | undefined {
  const [, list] = /^Digest\s+(.*)$/i.exec(header) ?? [];
  if (list === undefined) return undefined;
  const fields = list.matchAll(/([a-z]+)=(?:"([^"]*)"|([^\s,]+))/gi);
  return new Map(
    [...fields].map(([, name = '', quoted, bare]) => [name.toLowerCase(), quoted ?? bare ?? '']),
  );
}

/** Digest authentication (RFC 7616 with MD5 and qop=auth, which is what sip.js speaks). Nonces carry their own age. */
export class DigestGuard {
  private readonly key = randomBytes(32);

  constructor(
    private readonly realm: string,
    /** The password of a user, or undefined. */
    private readonly passwordOf: (username: string) => string | undefined,
  ) {}

  challenge(now: number, stale: boolean): string {
    const flag = stale ? ', stale=true' : '';
    return `Digest realm="${this.realm}", nonce="${this.nonce(now)}", algorithm=MD5, qop="auth"${flag}`;
  }

  check(header: string | undefined, method: string, now: number): DigestVerdict {
    const fields = header === undefined ? undefined : parseDigest(header);
    const nonce = fields?.get('nonce');
    if (!fields || nonce === undefined) return { kind: 'missing' };
    const issuedAt = this.issuedAt(nonce);
    if (issuedAt === undefined) return { kind: 'stale' };
    const username = fields.get('username') ?? '';
    const password = this.passwordOf(username);
    if (
      password === undefined ||
      !sameText(this.expected(fields, method, password), fields.get('response') ?? '')
    )
      return { kind: 'wrong' };
    return now - issuedAt > NONCE_LIFE_MS ? { kind: 'stale' } : { kind: 'right', username };
  }

  private expected(fields: ReadonlyMap<string, string>, method: string, password: string): string {
    const field = (name: string): string => fields.get(name) ?? '';
    const ha1 = md5(`${field('username')}:${this.realm}:${password}`);
    const ha2 = md5(`${method}:${field('uri')}`);
    return field('qop') === ''
      ? md5(`${ha1}:${field('nonce')}:${ha2}`)
      : md5(`${ha1}:${field('nonce')}:${field('nc')}:${field('cnonce')}:${field('qop')}:${ha2}`);
  }

  private nonce(issuedAt: number): string {
    return `${issuedAt.toString(36)}.${this.sign(issuedAt)}`;
  }

  private sign(issuedAt: number): string {
    return createHmac('sha256', this.key).update(String(issuedAt)).digest('hex').slice(0, 32);
  }

  /** Undefined: no nonce of this office. */
  private issuedAt(nonce: string): number | undefined {
    const [time = '', signature = ''] = nonce.split('.');
    const issuedAt = parseInt(time, 36);
    return Number.isFinite(issuedAt) && sameText(this.sign(issuedAt), signature) ? issuedAt : undefined;
  }
}
