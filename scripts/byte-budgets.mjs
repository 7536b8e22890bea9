import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Bytes after gzip −9: what every agent loads at once, when the page has settled, and when he has a list or a browser phone. */
const BUDGETS = {
  'script.js': 30_000,
  'lookup.js': 6_000,
  'result.js': 15_000,
  'panel.js': 13_000,
  'dial.js': 16_000,
  'team.js': 13_000,
  'csv.js': 12_000,
  'settings.js': 8_000,
  'journal.js': 17_000,
  'softphone.js': 65_000,
  'phone-setup.js': 12_000,
  'tabs.js': 4_000,
};

export const inKb = (bytes) => `${(bytes / 1000).toFixed(1)} KB`;

function measure(folder, [name, budget]) {
  const path = join(folder, name);
  if (!existsSync(path)) return { line: `${name}: missing`, fits: false };
  const raw = readFileSync(path);
  const packed = gzipSync(raw, { level: 9 }).length;
  const verdict = packed <= budget ? 'of' : 'OVER the budget of';
  return {
    ...{ name, budget, packed },
    line: `${name}: ${inKb(raw.length)}, gzip -9 ${inKb(packed)} ${verdict} ${inKb(budget)}`,
    fits: packed <= budget,
  };
}

/** Of each bundle: what it weighs, and whether that is within its budget. */
export const weigh = (folder) => Object.entries(BUDGETS).map((budget) => measure(folder, budget));

/** Prints the size of each bundle beside its budget; false when one is missing or too big. */
export function byteBudgets(folder) {
  const measured = weigh(folder);
  for (const { line } of measured) console.log(line);
  return measured.every(({ fits }) => fits);
}
