import type { Clock } from '../../lib/clock';

/** `none` = not configured; `silent` = it does not answer, or not in time. */
export type PathFound = 'none' | 'ok' | 'silent';

export interface PathsFound {
  readonly stun: PathFound;
  readonly turn: PathFound;
  /** Until the last answer. */
  readonly ms: number;
}

const PATIENCE_MS = 5_000;

/** Asks the STUN and TURN servers of the phone for a way, as a call does. */
export async function tryPaths(servers: readonly RTCIceServer[], clock: Clock): Promise<PathsFound> {
  const urls = servers.flatMap((server) => server.urls);
  const [hasStun, hasTurn] = [/^stuns?:/, /^turns?:/].map((kind) => urls.some((url) => kind.test(url)));
  if (!hasStun && !hasTurn) return { stun: 'none', turn: 'none', ms: 0 };
  const startedAt = clock.now();
  const { ways, failed, lastAt } = await gather([...servers], clock);
  // A computer without a router before it is told its own address, and the browser does not tell it twice.
  const stun = ways.has('srflx') || ![...failed].some((url) => url.startsWith('stun'));
  const found = (has: boolean | undefined, ok: boolean): PathFound => (!has ? 'none' : ok ? 'ok' : 'silent');
  return { stun: found(hasStun, stun), turn: found(hasTurn, ways.has('relay')), ms: lastAt - startedAt };
}

interface Gathered {
  readonly ways: ReadonlySet<string>;
  readonly failed: ReadonlySet<string>;
  readonly lastAt: number;
}

function gather(iceServers: RTCIceServer[], clock: Clock): Promise<Gathered> {
  const peer = new RTCPeerConnection({ iceServers });
  const [ways, failed] = [new Set<string>(), new Set<string>()];
  let lastAt = clock.now();
  return new Promise((resolve, reject) => {
    const end = (): void => {
      cancel();
      peer.close();
      resolve({ ways, failed, lastAt });
    };
    const cancel = clock.after(PATIENCE_MS, () => {
      // Who has neither answered nor failed by now is of no use to a call.
      if (!ways.has('srflx')) iceServers.flatMap(({ urls }) => urls).forEach((url) => failed.add(url));
      end();
    });
    peer.onicecandidate = ({ candidate }) => {
      if (!candidate) return end();
      if (candidate.type === 'srflx' || candidate.type === 'relay') lastAt = clock.now();
      if (candidate.type) ways.add(candidate.type);
    };
    peer.onicecandidateerror = ({ url }) => void failed.add(url);
    peer.createDataChannel('');
    peer.setLocalDescription().catch(reject);
  });
}
