import { writeFile } from 'node:fs/promises';
import { AccountUnderTest } from '../account-under-test';
import { SUBJECTS } from '../all-facts';
import { valueAt } from '../answer';
import { runFact } from '../run-fact';
import { parseCommandLine, USAGE, type Order } from './command-line';
import { askConsent, type Terminal } from './consent';
import { asJson, countOf, findingLines, summary, type Finding } from './report';
import { tidyUp } from './tidy-up';

/** Exit codes of the verb. */
export const EXIT = { same: 0, different: 1, notRun: 2 } as const;

/** Whose account it is, or why it cannot be reached. */
async function greeting(account: AccountUnderTest): Promise<{ isReached: boolean; line: string }> {
  const { baseUrl } = account.target;
  try {
    const { status, body } = await account.get('/api/v4/account');
    if (status !== 200)
      return { isReached: false, line: `${baseUrl} answers ${status}: is the token right?` };
    const name = String(valueAt(body, 'name'));
    return { isReached: true, line: `Account "${name}" (${String(valueAt(body, 'id'))}) at ${baseUrl}` };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
    return { isReached: false, line: `${baseUrl} cannot be reached${cause}.` };
  }
}

async function findAll(account: AccountUnderTest, only: string, terminal: Terminal): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { title, facts } of SUBJECTS) {
    const chosen = facts.filter(({ id }) => id.startsWith(only));
    if (chosen.length > 0) terminal.print(`\n${title}`);
    for (const fact of chosen) {
      const finding = { fact, outcome: await runFact(fact, account) };
      findings.push(finding);
      findingLines(finding).forEach((line) => terminal.print(line));
    }
  }
  return findings;
}

async function run({ target, only, isAgreed, jsonFile }: Order, terminal: Terminal): Promise<number> {
  const account = new AccountUnderTest(target);
  const { isReached, line } = await greeting(account);
  terminal.print(line);
  if (!isReached) return EXIT.notRun;
  const consent = await askConsent(target.allows, isAgreed, terminal);
  if (consent !== 'agreed') {
    terminal.print(
      consent === 'refused'
        ? 'Nothing was written.'
        : 'Nobody can be asked here: give --yes to write, or --read-only.',
    );
    return EXIT.notRun;
  }
  const findings = await findAll(account, only, terminal);
  const staying = await tidyUp(account);
  if (jsonFile !== undefined) await writeFile(jsonFile, asJson(target.baseUrl, findings));
  ['', ...staying, summary(findings)].forEach((text) => terminal.print(text));
  return countOf(findings, 'different') > 0 ? EXIT.different : EXIT.same;
}

/** `npm run contract`: holds the facts against an account and tells what differs. Resolves with the exit code. */
export async function holdAgainst(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  terminal: Terminal,
): Promise<number> {
  const command = parseCommandLine(args, env);
  switch (command.kind) {
    case 'help':
      terminal.print(USAGE);
      return EXIT.same;
    case 'mistake':
      [...command.sentences, '', USAGE].forEach((line) => terminal.print(line));
      return EXIT.notRun;
    case 'run':
      return run(command.order, terminal);
  }
}
