import type { BrowserContext, Page } from 'playwright-core';

interface WatchedWindow extends Window {
  watchedPeers?: RTCPeerConnection[];
}

/** Keeps every peer connection of the pages to come, so that a test can ask the browser what was heard. */
export async function watchPeerConnections(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const watched: RTCPeerConnection[] = ((window as WatchedWindow).watchedPeers = []);
    window.RTCPeerConnection = new Proxy(window.RTCPeerConnection, {
      construct(Native, args: [RTCConfiguration?]) {
        const peer = new Native(...args);
        watched.push(peer);
        return peer;
      },
    });
  });
}

/** Energy of all that this page has received so far (`totalAudioEnergy` of inbound audio, W3C webrtc-stats). */
export async function heardEnergy(page: Page): Promise<number> {
  return page.evaluate(async () => {
    let energy = 0;
    for (const peer of (window as WatchedWindow).watchedPeers ?? []) {
      (await peer.getStats()).forEach(
        (report: { type: string; kind?: string; totalAudioEnergy?: number }) => {
          if (report.type === 'inbound-rtp' && report.kind === 'audio')
            energy += report.totalAudioEnergy ?? 0;
        },
      );
    }
    return energy;
  });
}

/** Resolves when the page has heard clearly more than at the call; the fake microphone beeps, so one level proves nothing. */
export async function waitUntilHeard(page: Page, timeoutMs = 15_000): Promise<void> {
  const before = await heardEnergy(page);
  const until = Date.now() + timeoutMs;
  while ((await heardEnergy(page)) < before + 0.0005) {
    if (Date.now() > until) throw new Error(`Nothing was heard within ${timeoutMs} ms`);
    await page.waitForTimeout(100);
  }
}

/** In the pages to come sound finds no way but through a relay, as behind a strict firewall. */
export async function relayOnly(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    window.RTCPeerConnection = new Proxy(window.RTCPeerConnection, {
      construct: (Native, [configuration]: [RTCConfiguration?]) =>
        new Native({ ...configuration, iceTransportPolicy: 'relay' }),
    });
  });
}

/** How the packets of the last talk leave this page, e.g. `relay`, as the browser's chosen pair of candidates says. */
export async function localCandidateType(page: Page): Promise<string | undefined> {
  return page.evaluate(async () => {
    const stats = await (window as WatchedWindow).watchedPeers?.at(-1)?.getStats();
    const reports = [...(stats?.values() ?? [])] as (RTCStats & Record<string, unknown>)[];
    const transport = reports.find(({ type }) => type === 'transport');
    const pair = reports.find(({ id }) => id === transport?.['selectedCandidatePairId']);
    const local = reports.find(({ id }) => id === pair?.['localCandidateId']);
    return local?.['candidateType'] as string | undefined;
  });
}
