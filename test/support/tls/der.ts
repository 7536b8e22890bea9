/*
 * As much of DER (ITU-T X.690) as a certificate needs. Node reads certificates and makes none, and not every machine
 * that runs these tests has openssl.
 */

export const der = (tag: number, ...parts: readonly (Buffer | string)[]): Buffer => {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body]);
};

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([0x80 + bytes.length]), bytes]);
}

export const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
export const set = (...parts: readonly Buffer[]): Buffer => der(0x31, ...parts);
export const utf8 = (text: string): Buffer => der(0x0c, text);
export const octets = (bytes: Buffer): Buffer => der(0x04, bytes);
export const bits = (bytes: Buffer, unused = 0): Buffer => der(0x03, Buffer.from([unused]), bytes);
export const yes = der(0x01, Buffer.from([0xff]));
export const integer = (bytes: Buffer): Buffer => der(0x02, bytes);
/** `[n]`, constructed. */
export const tagged = (n: number, ...parts: readonly Buffer[]): Buffer => der(0xa0 + n, ...parts);
/** `[n]`, primitive. */
export const plainTagged = (n: number, bytes: Buffer | string): Buffer => der(0x80 + n, bytes);

/** `2.5.29.19` */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(arc: number): number[] {
  const low = arc % 0x80;
  return arc < 0x80 ? [low] : [...base128(Math.floor(arc / 0x80)).map((byte) => byte | 0x80), low];
}

/** `261231235959Z`, as certificates have it until 2049. */
export const time = (at: number): Buffer =>
  der(0x17, `${new Date(at).toISOString().slice(2, 19).replace(/\D/g, '')}Z`);
