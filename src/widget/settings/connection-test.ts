import type { AmoHost } from '../host/amo-host';
import type { Say } from '../host/phrases';
import { checkConnection, FINDINGS, type CheckResult } from './check-connection';
import { element, outline } from './element';
import { answersAt, opensAt } from './knock';

const RING = 'M3 10a7 7 0 1 0 14 0a7 7 0 1 0-14 0z';
/** Outlines of the marks, on the icons' grid of 20 × 20. */
const MARKS = {
  ok: `${RING}M6.8 10.3l2.3 2.3 4.2-4.8`,
  warn: 'M10 3l7.5 13.5h-15zM10 8v4M10 14.3v.1',
  bad: `${RING}M10 6v5M10 13.6v.1`,
  skip: `${RING}M6.5 10h7`,
} as const;

/** The button below the gateway's address, and what it found. It asks at the address that is typed, saved or not. */
export function connectionTest(input: HTMLInputElement, ownExtension: () => string, host: AmoHost): void {
  const { say, postAuthorized } = host;
  const place = element('div', 'tel tel-setup');
  const button = element('button', 'tel-btn', say('setup.check.button'));
  button.type = 'button';
  const told = element('div', 'tel-setup__told');
  told.setAttribute('role', 'status');
  place.append(button, told);
  (input.nextElementSibling ?? input).after(place);
  const needs = { postAuthorized, answers: answersAt, opens: opensAt, now: Date.now };

  let round = 0;
  const run = async (): Promise<void> => {
    const own = ++round;
    // Not `disabled`: the keyboard's focus would be lost.
    button.setAttribute('aria-busy', 'true');
    told.replaceChildren(element('p', 'tel-setup__hint', say('setup.check.running')));
    const results = await checkConnection(input.value, ownExtension(), needs);
    if (own !== round) return;
    button.removeAttribute('aria-busy');
    told.replaceChildren(listOf(results, say));
  };
  button.addEventListener('click', () => void run().catch(host.report));
  // What was found was found at another address.
  input.addEventListener('input', () => {
    round += 1;
    button.removeAttribute('aria-busy');
    told.replaceChildren();
  });
}

function listOf(results: readonly CheckResult[], say: Say): HTMLElement {
  const list = element('ul', 'tel-setup__checks');
  list.append(...results.map((result) => rowOf(result, say)));
  return list;
}

function rowOf({ name, finding, values }: CheckResult, say: Say): HTMLElement {
  const state = finding ? FINDINGS[finding] : 'skip';
  const row = element('li', `is-${state}`);
  row.append(outline(MARKS[state]));
  const text = element('div', '', say(`setup.check.${name}`));
  text.append(
    element('small', '', finding ? say(`setup.finding.${finding}`, values) : say('setup.check.later')),
  );
  row.append(text);
  return row;
}
