import { gatewayAddress } from '../channel/gateway-address';

/** What is wrong with a field; each has a sentence in `i18n/` under `setup.wrong`. */
export type FieldFault =
  'address-empty' | 'address-wrong' | 'address-http' | 'address-secret' | 'extension' | 'seconds';

/** As the gateway reads it (`profile-parts.ts`). */
const EXTENSION = /^\d{2,6}$/;
const MOST_SECONDS = 600;

/** amoCRM's page is HTTPS: a browser asks nothing of a plain address but of its own machine. */
export function addressFault(typed: string): FieldFault | undefined {
  const text = typed.trim();
  if (text === '') return 'address-empty';
  const address = gatewayAddress(text);
  if (!address) return 'address-wrong';
  if (/^([a-z]+:\/\/)?[^/]*@/i.test(text)) return 'address-secret';
  const { protocol, hostname } = new URL(address.origin);
  return protocol === 'https:' || isOwnMachine(hostname) ? undefined : 'address-http';
}

const isOwnMachine = (host: string): boolean => host === 'localhost' || /^127(\.\d+){3}$/.test(host);

/** Empty = the default. */
export function secondsFault(typed: string): FieldFault | undefined {
  const text = typed.trim();
  return text === '' || (/^\d{1,3}$/.test(text) && Number(text) <= MOST_SECONDS) ? undefined : 'seconds';
}

/** One answer for each, in their order. Users may share an extension: shifts do. */
export function extensionFaults(typed: readonly string[]): readonly (FieldFault | undefined)[] {
  const texts = typed.map((text) => text.trim());
  return texts.map((text) => (text === '' || EXTENSION.test(text) ? undefined : 'extension'));
}
