/** Every promise has a row, also one whose bench broke. */
const PROMISES = Array.from({ length: 13 }, (_, index) => `P${index + 1}`);

const HEAD = `# How fast it is

Times differ between machines by half and more; a promise is a ratio of two things measured in turns in the same run, or a count of bytes. Each bench says its own way at the top of its file in [bench](../bench). \`npm run bench\` runs all of them, for about a quarter of an hour, and writes this page; \`npm run bench NAME\` one of them.
`;

const lineOf = (cells) => `| ${cells.join(' | ')} |`;

/** Of one promise: all its rows, or that it was not measured. */
function linesOf(id, rows) {
  const own = rows.filter((row) => row.id === id);
  if (own.length === 0) return [lineOf([id, 'not measured', '', '', '', '', '**no**'])];
  return own.map(({ what, ours, beside, ratio, must, holds }) =>
    lineOf([id, what, ours, beside, ratio, must, holds ? 'yes' : '**no**']),
  );
}

/** docs/performance.md of one run, and which promises it has no row for. */
export function performancePage(rows, machine, date) {
  const page = [
    HEAD,
    `Last run: ${date.toISOString().slice(0, 10)}, on ${machine}.\n`,
    lineOf(['', 'what', 'ours', 'beside', 'ratio', 'must', 'holds']),
    '|---|---|---|---|---|---|---|',
    ...PROMISES.flatMap((id) => linesOf(id, rows)),
    '',
  ].join('\n');
  return { page, missing: PROMISES.filter((id) => !rows.some((row) => row.id === id)) };
}
