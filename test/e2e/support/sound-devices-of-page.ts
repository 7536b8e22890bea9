import type { BrowserContext, Page } from 'playwright-core';

interface DeviceWindow extends Window {
  unplugged: Set<string>;
  opened: MediaStreamTrack[];
}

/**
 * Lets a test pull the plug of Chromium's fake devices ("Fake Audio Input 1", …): what is unplugged is in no list, cannot
 * be opened, and its open microphones end, all as the browser does it.
 */
export async function makeDevicesUnpluggable(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const host = window as unknown as DeviceWindow;
    host.unplugged = new Set();
    host.opened = [];
    const devices = navigator.mediaDevices;
    const list = devices.enumerateDevices.bind(devices);
    const open = devices.getUserMedia.bind(devices);
    const isThere = ({ label }: { label: string }): boolean => !host.unplugged.has(label);
    devices.enumerateDevices = async () => (await list()).filter(isThere);
    devices.getUserMedia = async (wanted) => {
      const stream = await open(wanted);
      const [track] = stream.getAudioTracks();
      if (track && !isThere(track)) {
        track.stop();
        throw new DOMException('It is not there', 'NotFoundError');
      }
      if (track) host.opened.push(track);
      return stream;
    };
  });
}

/** Pulls the plug of these devices and puts all others in. */
export async function unplug(page: Page, ...labels: readonly string[]): Promise<void> {
  await page.evaluate((gone) => {
    const host = window as unknown as DeviceWindow;
    host.unplugged = new Set(gone);
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
    for (const track of host.opened.filter(
      ({ label, readyState }) => readyState === 'live' && gone.includes(label),
    )) {
      track.stop();
      track.dispatchEvent(new Event('ended'));
    }
  }, labels);
}

/** Names of the microphones that are sent in the calls of this page. */
export async function sentMicrophones(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const { watchedPeers = [] } = window as unknown as { watchedPeers?: RTCPeerConnection[] };
    return watchedPeers.flatMap((peer) =>
      peer
        .getSenders()
        .flatMap(({ track }) =>
          track?.readyState === 'live' && peer.connectionState !== 'closed' ? [track.label] : [],
        ),
    );
  });
}
