import type { AmiServer } from './ami/ami-server';
import type { Contact } from './sip/registrar';

/** A contact as Asterisk shows one behind a WebSocket: the page's name, the socket's address, the invented host. */
export function contactUri(contact: Contact): string {
  const [, user = contact.extension, host = 'unknown.invalid'] =
    /^sips?:([^@]+)@([^;>]+)/.exec(contact.uri) ?? [];
  return `sip:${user}@127.0.0.1:${contact.flow.port};transport=ws;x-ast-orig-host=${host}:0`;
}

/** `peerChanged`: the extension went from unreachable to reachable, or back. */
export function tellContact(
  ami: Pick<AmiServer, 'tell'>,
  contact: Contact,
  status: 'NonQualified' | 'Removed',
  peerChanged: boolean,
): void {
  const { extension } = contact;
  if (peerChanged)
    ami.tell('PeerStatus', 'system', [
      ['ChannelType', 'PJSIP'],
      ['Peer', `PJSIP/${extension}`],
      ['PeerStatus', status === 'Removed' ? 'Unreachable' : 'Reachable'],
    ]);
  ami.tell('ContactStatus', 'system', [
    ['URI', contactUri(contact)],
    ['ContactStatus', status],
    ['AOR', extension],
    ['EndpointName', extension],
    ['RoundtripUsec', 0],
  ]);
}
