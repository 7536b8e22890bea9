import { BlockList, isIPv6 } from 'node:net';
import type { IncomingMessage } from 'node:http';

type Asking = Pick<IncomingMessage, 'headers'> & { readonly socket: { readonly remoteAddress?: string } };

/**
 * Whose request it is. Proxies that are trusted tell for whom they speak (`X-Forwarded-For`, the last one last), nobody
 * else does; as fastify's `request.ip`, for requests that do not come through it.
 */
export function clientAddress(trusted: readonly string[]): (request: Asking) => string {
  const proxies = blockListOf(trusted);
  return ({ headers, socket }) => {
    const told = String(headers['x-forwarded-for'] ?? '').split(',');
    let address = plain(socket.remoteAddress ?? '');
    while (isIn(proxies, address) && told.length > 0) address = plain((told.pop() ?? '').trim()) || address;
    return address;
  };
}

function blockListOf(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

/** What a proxy wrote may be anything; that is nobody's proxy. */
function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');
