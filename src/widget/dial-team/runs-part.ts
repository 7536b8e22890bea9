import { parsePastCalls, parseRuns, type PastCallNow, type RunNow } from '../../protocol/dial-team';
import { duration } from '../ui/duration';
import { hourOf } from '../ui/hour';
import { outcomeText } from '../ui/outcome-words';
import type { PartNeeds } from './team-pane';
import { average, pagerModel, share } from './team-words';

const RUNS_AT_ONCE = 20;
const CALLS_AT_ONCE = 100;

export interface RunsPart {
  read(): void;
  reset(): void;
  model(): object;
  act(act: string, element: HTMLElement): void;
}

const keyOf = ({ userId, began }: Pick<RunNow, 'userId' | 'began'>): string => `${userId}-${began}`;

/** What was called when, by whom and with which outcomes: runs, and the calls of the one that was chosen. */
export function createRunsPart({ say, language, clock, ask, state, paint }: PartNeeds): RunsPart {
  let runs: readonly RunNow[] | undefined;
  let from = 0;
  let chosen: RunNow | undefined;
  let calls: readonly PastCallNow[] | undefined;
  let age = 0;

  const read = async (): Promise<void> => {
    const { list } = state();
    if (!list) return;
    const asking = ++age;
    // One more than is shown tells whether there is another page.
    const window = { from, count: RUNS_AT_ONCE + 1 };
    const answer = await ask({ query: 'dialRuns', args: { listId: list.id, ...window } });
    const found = answer && parseRuns(answer.value);
    if (asking !== age || !found) return;
    runs = found;
    chosen = (chosen && found.find((run) => chosen && keyOf(run) === keyOf(chosen))) ?? chosen ?? found[0];
    paint();
    await readCalls();
  };
  const readCalls = async (): Promise<void> => {
    const { list } = state();
    if (!list || !chosen) return;
    const { userId, began } = chosen;
    const args = { listId: list.id, count: CALLS_AT_ONCE, run: { userId, began } };
    const asking = age;
    const answer = await ask({ query: 'dialCalls', args });
    const found = answer && parsePastCalls(answer.value);
    if (asking !== age || !found) return;
    calls = found;
    paint();
  };
  const choose = (run: RunNow | undefined): void => {
    [chosen, calls] = [run, undefined];
    age += 1;
    paint();
    void readCalls();
  };
  const look = (place: number): void => {
    from = Math.max(0, place);
    [chosen, calls] = [undefined, undefined];
    void read();
  };

  const hour = (at: number): string => hourOf(at, language, clock.now() + state().skewMs);
  const outcomesOf = ({ outcomes }: RunNow): string =>
    outcomes.map(({ outcome, calls: n }) => `${outcomeText(outcome, say)}: ${n}`).join(' · ');

  const runModel = (run: RunNow): object => ({
    ...{ id: keyOf(run), name: run.name, isOn: chosen !== undefined && keyOf(chosen) === keyOf(run) },
    began: run.began > 0 ? hour(run.began) : '—',
    last: say('team.lastCall', { time: hour(run.lastAt) }),
    ...{ calls: run.calls, talks: run.talks, share: share(run.talks, run.calls, language) },
    talk: average(run.talkMs, run.talks),
    outcomes: outcomesOf(run),
  });
  const callModel = ({ callId, at, name, text, talkMs, outcome }: PastCallNow): object => ({
    ...{ id: callId, when: hour(at), name: name || text, number: name === '' ? '' : text },
    outcome: outcome === undefined ? say('team.goesOn') : outcomeText(outcome, say),
    talk: talkMs > 0 ? duration(talkMs) : '',
  });

  return {
    read: () => void read(),
    reset() {
      age += 1;
      [runs, chosen, calls, from] = [undefined, undefined, undefined, 0];
    },
    model() {
      const shown = (runs ?? []).slice(0, RUNS_AT_ONCE);
      return {
        heads: ['began', 'who', 'calls', 'talks', 'talk'].map((head) => say(`team.head.${head}`)),
        runs: shown.map(runModel),
        reading: runs ? '' : say('advanced.reading'),
        empty: runs?.length === 0 ? say('team.noRuns') : '',
        pager: pagerModel({ from, shown: shown.length, total: from + (runs?.length ?? 0) }, say),
        chosen: chosen && {
          title: chosen.name,
          sub: outcomesOf(chosen),
          calls: (calls ?? []).map(callModel),
          more: calls?.length === CALLS_AT_ONCE ? say('team.moreCalls', { n: CALLS_AT_ONCE }) : '',
        },
      };
    },
    act(act, { dataset }) {
      if (act === 'run') choose(runs?.find((run) => keyOf(run) === dataset['id']));
      else if (act === 'runs-back') look(from - RUNS_AT_ONCE);
      else if (act === 'runs-on') look(from + RUNS_AT_ONCE);
    },
  };
}
