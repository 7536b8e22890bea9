import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { standIn, type StandIn } from './stand-in-target';
import { parseCommandLine } from './verb/command-line';
import { EXIT, holdAgainst } from './verb/hold-against';

let account: StandIn;
beforeAll(async () => {
  account = await standIn();
});
beforeEach(() => account.host.requests.clear());
afterEach(() => account.host.faults.setStorm(undefined));
afterAll(() => account.close());

/** Runs the verb against the stand-in as if it were a real account; `answer` is what the one at the terminal types. */
async function contract(args: readonly string[], answer?: string) {
  const lines: string[] = [];
  const ask = async (question: string): Promise<string> => {
    lines.push(question);
    return answer ?? '';
  };
  const { baseUrl, token } = account.target;
  const whole = ['--base', baseUrl, '--token', token, '--per-second', '1000', '--settle-ms', '0', ...args];
  const code = await holdAgainst(
    whole,
    {},
    { print: (line) => lines.push(line), ...(answer !== undefined && { ask }) },
  );
  return { code, text: lines.join('\n') };
}

const writes = (): number => account.host.requests.all().filter(({ method }) => method !== 'GET').length;

describe('npm run contract', () => {
  it('says what it will write and writes nothing until the answer is yes', async () => {
    const { code, text } = await contract([], 'n');
    expect(text).toContain('This run WRITES into the account');
    expect(text).toContain('Nothing was written.');
    expect(code).toBe(EXIT.notRun);
    expect(writes()).toBe(0);
  });

  it('takes silence at the question for a no', async () => {
    expect((await contract([], '')).code).toBe(EXIT.notRun);
    expect(writes()).toBe(0);
  });

  it('writes nothing when nobody can be asked and --yes is not given', async () => {
    const { code, text } = await contract([]);
    expect(text).toContain('give --yes to write, or --read-only');
    expect(code).toBe(EXIT.notRun);
    expect(writes()).toBe(0);
  });

  it('goes on after a yes and ends with the count', async () => {
    const { code, text } = await contract(['--only', '7.3-to-'], 'y');
    expect(text).toMatch(/same {9}7\.3-to-lead/);
    expect(text).toMatch(/\n4 same, 0 different, 0 not checked$/);
    expect(code).toBe(EXIT.same);
  });

  it('closes the leads it made and lists what stays', async () => {
    const { text } = await contract(['--only', '7.3-two-leads', '--yes']);
    const ids = (/leads: ([\d, ]+)/.exec(text)?.[1] ?? '').split(', ').map(Number);
    expect(ids).toHaveLength(2);
    expect(ids.map((id) => account.host.state.leads.get(id)?.status_id)).toEqual([143, 143]);
  });

  it('leaves no entry of its own in "Incoming leads" and no open task', async () => {
    await contract(['--only', '7.5', '--yes']);
    await contract(['--only', '7.2-task', '--yes']);
    const { unsorted, tasks } = account.host.state;
    expect([...unsorted.values()].filter(({ state }) => state === 'waiting')).toEqual([]);
    expect(
      [...tasks.values()].filter((task) => task.text.startsWith('Contract check') && !task.is_completed),
    ).toEqual([]);
  });

  it('reads without asking and without a write when it is told --read-only', async () => {
    const { code, text } = await contract(['--read-only', '--only', '7.1']);
    expect(text).toMatch(/not checked {2}7\.1-with-leads/);
    expect(text).toContain('it writes: not with --read-only');
    expect(code).toBe(EXIT.same);
    expect(writes()).toBe(0);
  });

  it('disturbs nobody and storms nothing unless asked', async () => {
    await contract(['--yes']);
    expect(account.host.requests.to('POST', '/api/v2/events').filter(({ status }) => status < 300)).toEqual(
      [],
    );
    expect(account.host.requests.all().filter(({ status }) => status === 402)).toEqual([]);
    expect(account.host.faults.snapshot()).toMatchObject({ storm: null, revokeTokens: false });
  });

  it('tells a difference: what the contract says, where from, what was seen', async () => {
    account.host.faults.setStorm({ status: 500, path: '/api/v4/calls' });
    const { code, text } = await contract(['--only', '7.3-entity-not-found', '--yes']);
    expect(text).toContain('DIFFERENT    7.3-entity-not-found  A number that no card has');
    expect(text).toContain('source: https://github.com/amocrm/amocrm-api-php/issues/52');
    expect(text).toMatch(/seen: {3}status: wanted 400; .*500 application\/problem\+json/);
    expect(code).toBe(EXIT.different);
  });

  it('calls a fact not checked when a step before it failed, not different', async () => {
    account.host.faults.setStorm({ status: 500, path: '/api/v4/contacts' });
    const { code, text } = await contract(['--only', '7.3-to-contact', '--yes']);
    expect(text).toMatch(/not checked {2}7\.3-to-contact/);
    expect(text).toContain('A step before it failed');
    expect(code).toBe(EXIT.same);
  });

  it('stops with a sentence when the token is refused or nobody answers', async () => {
    account.host.faults.revokeTokens = true;
    const refused = await contract(['--yes']);
    account.host.faults.revokeTokens = false;
    expect(refused.text).toContain('answers 401: is the token right?');
    const lines: string[] = [];
    const code = await holdAgainst(
      ['--base', 'http://127.0.0.1:1', '--token', 't'],
      {},
      { print: (line) => lines.push(line) },
    );
    expect(lines.join()).toContain('cannot be reached');
    expect([refused.code, code]).toEqual([EXIT.notRun, EXIT.notRun]);
  });

  it('writes the report as JSON too', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'contract-'));
    const file = join(folder, 'report.json');
    await contract(['--read-only', '--only', '7.0-no-token', '--json', file]);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      account: account.target.baseUrl,
      facts: [
        { id: '7.0-no-token', verdict: 'same', trust: 'D' },
        { id: '7.0-no-token-for-a-write', verdict: 'same' },
      ],
    });
    await rm(folder, { recursive: true });
  });
});

describe('the command line', () => {
  const mistakesOf = (args: readonly string[], env = {}): string => {
    const command = parseCommandLine(args, env);
    return command.kind === 'mistake' ? command.sentences.join('\n') : command.kind;
  };

  it('tells every mistake at once', () => {
    const text = mistakesOf(['--agent', 'Anna', '--per-second', '0', '--code', 'x']);
    expect(text).toContain('--base is missing');
    expect(text).toContain('--token is missing');
    expect(text).toContain('--agent must be the number of a user');
    expect(text).toContain('--per-second must be a whole number');
    expect(text).toContain('go together; only --code given');
  });

  it('sends no token over plain http, except on this machine', () => {
    expect(mistakesOf(['--base', 'http://demo.amocrm.ru', '--token', 't'])).toContain('in the clear');
    expect(mistakesOf(['--base', 'http://127.0.0.1:8080', '--token', 't'])).toBe('run');
  });

  it('takes the token from the environment, out of the history of the shell', () => {
    expect(mistakesOf(['--base', 'https://demo.amocrm.ru'], { AMO_TOKEN: 't' })).toBe('run');
  });

  it('refuses an option that it does not know', () => {
    expect(mistakesOf(['--bass', 'https://demo.amocrm.ru'])).toContain('--bass');
  });
});
