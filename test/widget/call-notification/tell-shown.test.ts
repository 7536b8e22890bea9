import { tellShown } from '../../../src/widget/call-notification/tell-shown';
import type { AgentCommand } from '../../../src/widget/channel/agent-command';
import type { AgentPicture } from '../../../src/widget/channel/agent-picture';
import { EMPTY_PICTURE } from '../../../src/widget/channel/picture';
import { callId, callView, talking } from '../../support/call-view-builder';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** A tab of amoCRM that the agent sees or does not. */
function tab() {
  const said: AgentCommand[] = [];
  let visibilityState = 'visible';
  let changed: () => void = () => undefined;
  let show: (picture: AgentPicture) => void = () => undefined;
  const page = {
    get visibilityState() {
      return visibilityState;
    },
    location: { pathname: '/leads/detail/17' },
    addEventListener: (_name: string, listener: () => void) => (changed = listener),
    removeEventListener: () => (changed = () => undefined),
  } as unknown as Document;
  const line = {
    watch: (listener: typeof show) => {
      show = listener;
      return () => undefined;
    },
    run: async (command: AgentCommand) => void said.push(command),
  };
  const destroy = tellShown(line, page);
  return {
    said,
    destroy,
    /** Comes from the gateway; told of after the page has drawn it. */
    come: (...calls: AgentPicture['calls']) => show({ ...EMPTY_PICTURE, calls }),
    calls(...calls: AgentPicture['calls']) {
      show({ ...EMPTY_PICTURE, calls });
      jest.runAllTimers();
    },
    turn(seen: boolean) {
      visibilityState = seen ? 'visible' : 'hidden';
      changed();
    },
  };
}

const ringing = (id: string) => callView({ id: callId(id) });

it('tells once that the agent sees the card, and on which page', () => {
  const { said, calls } = tab();
  calls(ringing('c1'));
  calls(ringing('c1'), ringing('c2'));
  expect(said).toEqual([
    { command: 'cardShown', callId: 'c1', page: '/leads/detail/17' },
    { command: 'cardShown', callId: 'c2', page: '/leads/detail/17' },
  ]);
});

it('says nothing in a tab that is not looked at, until it is and the call rings still', () => {
  const { said, calls, turn } = tab();
  turn(false);
  calls(ringing('c1'));
  calls(callView({ id: callId('c1'), phase: talking(5) }), ringing('c2'));
  expect(said).toEqual([]);
  turn(true);
  expect(said.map((command) => 'callId' in command && command.callId)).toEqual(['c2']);
});

it('keeps no card waiting: it is told when the card is drawn', () => {
  const { said, come } = tab();
  come(ringing('c1'));
  expect(said).toEqual([]);
  jest.runAllTimers();
  expect(said).toHaveLength(1);
});

it('says nothing any more once it is taken away', () => {
  const { said, come, destroy } = tab();
  come(ringing('c1'));
  destroy();
  jest.runAllTimers();
  expect(said).toEqual([]);
});
