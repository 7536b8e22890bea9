import { yieldToLeader } from '../../../src/widget/tabs/yield-to-leader';
import { HandClock } from '../ui/hand-clock';

it('has the new leader register once more when the lead was taken from this tab, and again when its phone is gone', () => {
  const clock = new HandClock();
  const asked: unknown[] = [];
  let isLeader = false;
  let show = (): void => undefined;
  yieldToLeader(
    {
      watch: (listener) => ((show = listener as () => void), () => undefined),
      isLeader: () => isLeader,
      ask: async (query) => (asked.push(query.args), { ok: true, value: null }),
    },
    clock,
  );
  show();
  isLeader = true;
  show();
  clock.turn(5_000);
  expect(asked).toEqual([]);
  isLeader = false;
  show();
  show();
  expect(asked).toEqual(['register']);
  clock.turn(2_500);
  expect(asked).toEqual(['register', 'register']);
});
