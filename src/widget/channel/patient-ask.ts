import type { AgentLine, CommandTrouble } from './agent-line';
import type { AgentQuery } from './agent-query';
import type { Answer } from './gateway-channel';

export interface PatientNeeds {
  readonly ask: AgentLine['ask'];
  readonly wait: (ms: number) => Promise<void>;
  readonly signal: AbortSignal;
}

/** The gateway takes five commands a second. */
const PACE_MS = 210;
const LATER: readonly CommandTrouble[] = ['too-many', 'timeout', 'gateway-lost', 'not-saved'];
const MOST_TRIES = 8;
const AGAIN_MS = 1_500;

/** For long work in many portions: no faster than the gateway takes them, and once more what it could not take now. */
export async function patientAsk(
  query: AgentQuery,
  { ask, wait, signal }: PatientNeeds,
): Promise<Answer<unknown>> {
  for (let tries = 1; ; tries++) {
    const answer = await ask(query);
    const isFinal = answer.ok || !LATER.includes(answer.fault) || tries === MOST_TRIES || signal.aborted;
    await wait(isFinal ? PACE_MS : AGAIN_MS);
    if (isFinal) return answer;
  }
}
