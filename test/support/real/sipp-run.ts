import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { soundPortBase } from './free-port';
import { fillPlaceholders } from './placeholders';
import { muLawTone } from './tone';

export interface SippRun {
  /** A file of sipp/ without its ending. */
  readonly scenario: string;
  /** What stands for `@NAME@` in it. */
  readonly values: Readonly<Record<string, string | number>>;
  /** The pitch it plays wherever the scenario speaks of `tone.ul`. */
  readonly toneHz: number;
  readonly host: string;
  readonly port: number;
  readonly officePort: number;
  /** For those who dial: what, and as whom. */
  readonly dials?: { readonly line: string; readonly number: string; readonly name?: string };
}

export interface SippOutcome {
  /** Every step went as the scenario has it; false also when the run was ended from outside. */
  readonly asMeant: boolean;
  /** Final SIP status of the call: 200 answered, 486 busy, 487 given up …; undefined when there was none. */
  readonly status: number | undefined;
  /** All SIP messages, as sipp saw them, and its complaints. */
  readonly messages: string;
}

export interface SippCall {
  /** Resolves when the call is over. */
  readonly over: Promise<SippOutcome>;
  /** Takes sipp away without a word, as a dead line does. */
  vanish(): Promise<void>;
}

function writeFiles(folder: string, { scenario, values, toneHz, dials }: SippRun): void {
  const text = readFileSync(join(__dirname, 'sipp', `${scenario}.xml`), 'utf8');
  writeFileSync(join(folder, 'scenario.xml'), fillPlaceholders(text, values));
  writeFileSync(join(folder, 'tone.ul'), muLawTone(toneHz));
  if (dials) writeFileSync(join(folder, 'caller.csv'), `SEQUENTIAL\n${dials.name ?? ''};${dials.number}\n`);
}

const sippArguments = ({ host, port, officePort, dials }: SippRun): string[] => [
  ...['-sf', 'scenario.xml', '-m', '1', '-nostdin'],
  ...(dials ? ['-inf', 'caller.csv', '-s', dials.line] : []),
  ...['-i', host, '-p', String(port), '-mi', host, '-mp', String(soundPortBase())],
  ...['-trace_msg', '-message_file', 'messages.log', '-trace_err', '-error_file', 'errors.log'],
  `127.0.0.1:${officePort}`,
];

/** sipp says nothing when it listens; the kernel's table of UDP sockets does. */
function isBound(host: string, port: number): boolean {
  const bytes = host.split('.').reverse().map(Number);
  const address = `${Buffer.from(bytes).toString('hex')}:${port.toString(16).padStart(4, '0')}`;
  return readFileSync('/proc/net/udp', 'latin1').includes(address.toUpperCase());
}

async function bound({ host, port }: SippRun, sipp: ChildProcess): Promise<void> {
  while (sipp.exitCode === null && !isBound(host, port))
    await new Promise((resolve) => setTimeout(resolve, 10));
}

function outcomeOf(exitCode: number | null, folder: string): SippOutcome {
  const logs = ['messages.log', 'errors.log']
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path));
  const messages = logs.map((path) => readFileSync(path, 'latin1')).join('\n');
  const answers = [...messages.matchAll(/^SIP\/2\.0 ([2-6]\d\d)(?:(?!\r?\n\r?\n)[^])*?^CSeq: \d+ INVITE/gm)];
  const status = answers.at(-1)?.[1];
  return { asMeant: exitCode === 0, status: status === undefined ? undefined : Number(status), messages };
}

/** Plays one scenario once; resolves when sipp has its port, so whoever is to be called is there. */
export async function runSipp(run: SippRun): Promise<SippCall> {
  const folder = mkdtempSync(join(tmpdir(), 'sipp-'));
  writeFiles(folder, run);
  const sipp = spawn('sipp', sippArguments(run), { cwd: folder, stdio: 'ignore' });
  const over = new Promise<SippOutcome>((resolve, reject) => {
    sipp.once('error', reject);
    sipp.once('exit', (code) => {
      resolve(outcomeOf(code, folder));
      rmSync(folder, { recursive: true, force: true });
    });
  });
  await Promise.race([bound(run, sipp), over]);
  const vanish = async (): Promise<void> => {
    sipp.kill('SIGKILL');
    await over;
  };
  return { over, vanish };
}
