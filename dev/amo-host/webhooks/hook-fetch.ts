import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { rootCertificates } from 'node:tls';
import { Agent, fetch } from 'undici';

/** A request to the server of an integration. */
export type HookFetch = typeof fetch;

/** As browsers do (RFC 6761), and not every system: `pbx.localhost` is this machine. */
const loopbackByName: LookupFunction = (name, options, done) => {
  if (!name.endsWith('.localhost')) return lookup(name, options, done as never);
  const found = { address: '127.0.0.1', family: 4 };
  if (options.all) done(null, [found]);
  else done(null, found.address, found.family);
};

/** `trusts`: certificates in PEM that are believed beside those of the machine. */
export function hookFetch(trusts: string | undefined): HookFetch {
  const ca = trusts === undefined ? undefined : [...rootCertificates, trusts];
  const dispatcher = new Agent({ connect: { ca, lookup: loopbackByName } });
  return (address, init) => fetch(address, { ...init, dispatcher });
}
