import type { Need } from '../target';

export interface Terminal {
  print(line: string): void;
  /** `undefined`: nobody sits there to answer. */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
}

export type Consent = 'agreed' | 'refused' | 'nobody-to-ask';

const WRITES = `This run WRITES into the account:
  - some 30 contacts, 5 companies, 20 leads, 2 customers, 5 tasks, 40 notes (30 of them calls) and
    15 entries in "Incoming leads"; one webhook to example.com, taken away at once;
  - amoCRM's API can delete nothing of it but the webhook: at the end leads are closed as lost, tasks are completed and
    "Incoming leads" declined; what stays is listed, and its name begins with "Contract check";
  - bots, digital pipeline and other integrations of the account will see new leads and calls.
Best on an account for tests.`;

const DISTURBS = '  - users get notices of calls in their notification centre (--disturb).';
const STORMS =
  '  - the limit of requests is reached on purpose; other integrations may be refused meanwhile (--storm).';

export const plannedChanges = (allows: ReadonlySet<Need>): string =>
  [
    ...(allows.has('write') ? [WRITES] : []),
    ...(allows.has('disturb') ? [DISTURBS] : []),
    ...(allows.has('storm') ? [STORMS] : []),
  ].join('\n');

/** Says what will be written and waits for a yes. A run that only reads needs none. */
export async function askConsent(
  allows: ReadonlySet<Need>,
  isAgreed: boolean,
  terminal: Terminal,
): Promise<Consent> {
  const changes = plannedChanges(allows);
  if (changes === '') return 'agreed';
  terminal.print(changes);
  if (isAgreed) return 'agreed';
  if (!terminal.ask) return 'nobody-to-ask';
  const answer = await terminal.ask('Go on? [y/N] ');
  return /^(y|yes|д|да)$/i.test(answer.trim()) ? 'agreed' : 'refused';
}
