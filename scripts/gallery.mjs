/** `npm run gallery`: pictures of the widget, for people to look at; see docs/gallery.md. */
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ROOT, runPackage } from './command.mjs';
import { chromiumPath, ensurePeers } from './peers.mjs';

const WALKS = [
  ...['ru', 'en', 'es', 'pt'].map((language) => ({ folder: language, language, view: '1366x768' })),
  { folder: '4k', language: 'ru', view: '3840x2160' },
  { folder: 'zoom-200', language: 'ru', view: '683x384' },
];

await ensureBuilt();
await ensurePeers();
let failed = 0;
for (const { folder, language, view } of WALKS) {
  const env = {
    ...process.env,
    CHROMIUM: chromiumPath() ?? '',
    SHOTS: join(ROOT, 'dist/gallery', folder),
    SHOTS_LANGUAGE: language,
    SHOTS_VIEW: view,
  };
  const options = [
    '--selectProjects',
    'browser',
    '--runInBand',
    '--forceExit',
    '--testNamePattern',
    'nothing serious',
  ];
  failed += await runPackage('jest/bin/jest.js', [...options, '--', 'test/e2e/every-state.test.ts'], { env });
  console.log(`dist/gallery/${folder}`);
}
process.exitCode = failed > 0 ? 1 : 0;
