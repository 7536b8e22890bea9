import type { Extension } from '../../../call/ids';
import { field, type AmiFrame } from './ami-frame';
import { extensionOf, type ChannelNames } from './channel-party';

/** States of a device that has no registered phone (Asterisk's devicestate.h). */
const GONE: ReadonlySet<string> = new Set(['UNAVAILABLE', 'INVALID']);

/**
 * Which extensions have a registered phone: the list of devices (`DeviceStateList`) after a connect, then PeerStatus.
 * `PJSIPShowContacts` would want the right to `system`, which is the right to stop Asterisk.
 */
export class ReachablePhones {
  private readonly reachable = new Set<Extension>();
  private known = false;

  constructor(private readonly names: ChannelNames) {}

  /** `undefined` = the PBX has not said. */
  get now(): ReadonlySet<Extension> | undefined {
    return this.known ? this.reachable : undefined;
  }

  /** A list begins: what it does not name is not there. */
  reset(): void {
    this.reachable.clear();
    this.known = false;
  }

  /** `Event: DeviceStateChange` of the list, `Device: PJSIP/101` */
  listed(frame: AmiFrame): void {
    this.set(endpointOf(field(frame, 'Device')), !GONE.has(field(frame, 'State')));
  }

  complete(): void {
    this.known = true;
  }

  /** `Event: PeerStatus`, `Peer: PJSIP/101` */
  told(frame: AmiFrame): void {
    const endpoint = endpointOf(field(frame, 'Peer'));
    const status = field(frame, 'PeerStatus');
    if (status === 'Reachable' || status === 'Registered') this.set(endpoint, true);
    if (status === 'Unreachable' || status === 'Unregistered') this.set(endpoint, false);
  }

  private set(endpoint: string, reachable: boolean): void {
    const extension = extensionOf(endpoint, this.names);
    if (extension === undefined) return;
    if (reachable) this.reachable.add(extension);
    else this.reachable.delete(extension);
  }
}

const endpointOf = (device: string): string => device.split('/')[1] ?? '';
