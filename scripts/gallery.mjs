/** `npm run gallery`: pictures of the widget, for people to look at; see docs/gallery.md. */
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ROOT, runPackage } from './command.mjs';
import { chromiumPath, ensurePeers } from './peers.mjs';

const WALKS = [
  // Those that docs/gallery.md shows.
  { folder: 'docs/pictures/states', language: 'ru', view: '1366x768', type: 'jpeg' },
  ...['en', 'es', 'pt'].map((language) => ({
    folder: `dist/gallery/${language}`,
    language,
    view: '1366x768',
  })),
  { folder: 'dist/gallery/4k', language: 'ru', view: '3840x2160' },
  { folder: 'dist/gallery/zoom-200', language: 'ru', view: '683x384' },
];
/** `npm run gallery -- --page`: only the first. */
const walks = process.argv.includes('--page') ? WALKS.slice(0, 1) : WALKS;

await ensureBuilt();
await ensurePeers();
let failed = 0;
for (const { folder, language, view, type = 'png' } of walks) {
  const env = {
    ...process.env,
    CHROMIUM: chromiumPath() ?? '',
    SHOTS: join(ROOT, folder),
    SHOTS_LANGUAGE: language,
    SHOTS_VIEW: view,
    SHOTS_TYPE: type,
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
  console.log(folder);
}
process.exitCode = failed > 0 ? 1 : 0;
