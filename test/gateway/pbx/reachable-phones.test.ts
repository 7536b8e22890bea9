import type { AmiFrame } from '../../../src/gateway/pbx/asterisk/ami-frame';
import { ReachablePhones } from '../../../src/gateway/pbx/asterisk/reachable-phones';

const frame = (fields: Readonly<Record<string, string>>): AmiFrame =>
  new Map(Object.entries(fields).map(([key, value]) => [key, [value]]));
const device = (name: string, state: string): AmiFrame => frame({ Device: name, State: state });
const peer = (name: string, status: string): AmiFrame => frame({ Peer: name, PeerStatus: status });

function listed(...devices: readonly AmiFrame[]): ReachablePhones {
  const phones = new ReachablePhones({ trunks: ['trunk'], extensionPattern: /^\d{3}$/ });
  for (const one of devices) phones.listed(one);
  phones.complete();
  return phones;
}
const now = (phones: ReachablePhones): readonly string[] | undefined => phones.now && [...phones.now];

it('claims nothing before the list is whole', () => {
  const phones = new ReachablePhones({ trunks: ['trunk'], extensionPattern: /^\d{3}$/ });
  phones.listed(device('PJSIP/101', 'NOT_INUSE'));
  expect(now(phones)).toBeUndefined();
});

it('takes devices that are idle, ringing or in use for reachable, and no trunk, queue or stranger', () => {
  const phones = listed(
    device('PJSIP/101', 'NOT_INUSE'),
    device('PJSIP/102', 'UNAVAILABLE'),
    device('PJSIP/103', 'INUSE'),
    device('PJSIP/trunk', 'NOT_INUSE'),
    device('Queue:sales', 'INUSE'),
    device('', 'NOT_INUSE'),
  );
  expect(now(phones)).toEqual(['101', '103']);
});

it('follows phones that come and go', () => {
  const phones = listed(device('PJSIP/101', 'NOT_INUSE'));
  phones.told(peer('PJSIP/102', 'Reachable'));
  phones.told(peer('PJSIP/101', 'Unreachable'));
  phones.told(peer('SIP/103', 'Registered'));
  phones.told(peer('PJSIP/102', 'Lagged'));
  expect(now(phones)).toEqual(['102', '103']);
});

it('knows nothing any more when the PBX is away', () => {
  const phones = listed(device('PJSIP/101', 'NOT_INUSE'));
  phones.reset();
  expect(now(phones)).toBeUndefined();
});
