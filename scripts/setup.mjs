import { ensureNpm } from './npm-packages.mjs';
import { ensurePeers } from './peers.mjs';

await ensureNpm();
await ensurePeers();
