import type { AgentPicture } from '../../../src/widget/channel/agent-picture';
import { EMPTY_PICTURE } from '../../../src/widget/channel/picture';
import { tellOnDesktop } from '../../../src/widget/tabs/desktop-notice';
import { callId, callView, talking } from '../../support/call-view-builder';
import { sayIn } from '../support/words';

const RINGING = callView({ line: '+7 495 123-45-67' });
const MARINA = { id: 1, type: 'contact', name: 'Марина Ковалёва', url: '', details: '' } as const;
const KNOWN = {
  [callId('call-1')]: { caller: 'found', who: MARINA, entity: MARINA, company: '', topics: [], others: [] },
} as const;

function desktop({ isLeader = true, isSeen = false, isOtherSeen = false } = {}) {
  const state = { isLeader, isSeen, isOtherSeen };
  const notices: string[] = [];
  const gone: string[] = [];
  let show = (_: AgentPicture): void => undefined;
  let turn = (): void => undefined;
  const end = tellOnDesktop({
    line: { watch: (listener) => ((show = listener), () => undefined), isLeader: () => state.isLeader },
    seen: { isSeen: () => state.isSeen, onSeen: (listener) => ((turn = listener), () => undefined) },
    isOtherSeen: () => state.isOtherSeen,
    say: sayIn('ru'),
    show: (title, text) => {
      notices.push(`${title} | ${text}`);
      return () => gone.push(title);
    },
  });
  return {
    ...{ notices, gone, end },
    see: () => ((state.isSeen = true), turn()),
    shows: (change: Partial<AgentPicture>) => show({ ...EMPTY_PICTURE, ...change }),
  };
}

it('tells once who calls when the agent sees no tab, and takes it away when it rings no more', () => {
  const { notices, gone, shows } = desktop();
  shows({ calls: [RINGING], callers: { [callId('call-1')]: { caller: 'searching' } } });
  expect(notices).toEqual([]);
  shows({ calls: [RINGING], callers: KNOWN });
  shows({ calls: [RINGING], callers: KNOWN });
  expect(notices).toEqual(['Марина Ковалёва | Входящий звонок. Линия +7 495 123-45-67']);
  shows({ calls: [callView({ phase: talking(1) })], callers: KNOWN });
  expect(gone).toEqual(['Марина Ковалёва']);
});

it.each([{ isLeader: false }, { isSeen: true }, { isOtherSeen: true }])('tells nothing with %j', (where) => {
  const { notices, shows } = desktop(where);
  shows({ calls: [RINGING], callers: KNOWN });
  expect(notices).toEqual([]);
});

it('is gone when the agent comes back, and with the widget', () => {
  for (const way of ['see', 'end'] as const) {
    const { gone, shows, ...ways } = desktop();
    shows({ calls: [RINGING] });
    ways[way]();
    expect(gone).toEqual([RINGING.other.text]);
  }
});
