import type { Fact } from '../fact';
import type { Outcome } from '../run-fact';

export interface Finding {
  readonly fact: Fact;
  readonly outcome: Outcome;
}

const VERDICT = { same: 'same       ', different: 'DIFFERENT  ', 'not checked': 'not checked' } as const;
const TRUST = {
  D: 'documented',
  H: 'seen in the code of amoCRM’s pages',
  G: 'seen in programs and threads of others',
  likely: 'our own conclusion',
} as const;

/** One finding as it is printed; more than a line only where the account is not as the contract says. */
export function findingLines({ fact, outcome }: Finding): string[] {
  const head = `${VERDICT[outcome.verdict]}  ${fact.id}  ${fact.says}`;
  switch (outcome.verdict) {
    case 'same':
      return [head];
    case 'different':
      return [
        head,
        `             source: ${fact.source} (${TRUST[fact.trust]})`,
        `             seen:   ${outcome.seen}`,
      ];
    case 'not checked':
      return [head, `             why:    ${outcome.seen}`];
  }
}

export const countOf = (findings: readonly Finding[], verdict: Outcome['verdict']): number =>
  findings.filter(({ outcome }) => outcome.verdict === verdict).length;

export const summary = (findings: readonly Finding[]): string =>
  `${countOf(findings, 'same')} same, ${countOf(findings, 'different')} different, ${countOf(findings, 'not checked')} not checked`;

export const asJson = (baseUrl: string, findings: readonly Finding[]): string =>
  JSON.stringify(
    {
      account: baseUrl,
      at: new Date().toISOString(),
      facts: findings.map(({ fact: { id, source, trust, says }, outcome }) => ({
        id,
        source,
        trust,
        says,
        ...outcome,
      })),
    },
    null,
    2,
  );
