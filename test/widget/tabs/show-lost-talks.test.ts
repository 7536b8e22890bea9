import type { CallView } from '../../../src/call/call-view';
import type { AgentPicture } from '../../../src/widget/channel/agent-picture';
import { EMPTY_PICTURE } from '../../../src/widget/channel/picture';
import { showLostTalks } from '../../../src/widget/tabs/show-lost-talks';
import { callView, talking } from '../../support/call-view-builder';

const LOST = callView({ phase: { phase: 'reconnecting', since: 1_000 } });
const TALK = callView({ phase: talking(1_000) });
const withCalls = (...calls: readonly CallView[]): AgentPicture => ({ ...EMPTY_PICTURE, calls });

/** How often the panel was opened after each picture. */
function openings(holdsPhone: boolean, ...pictures: readonly AgentPicture[]): readonly number[] {
  let shown = 0;
  let tell = (_: AgentPicture): void => undefined;
  showLostTalks(
    { watch: (listener) => ((tell = listener), () => undefined) },
    () => holdsPhone,
    () => (shown += 1),
  );
  return pictures.map((picture) => (tell(picture), shown));
}

it('opens the panel once when a talk comes back to a reloaded page, and again when it is lost again', () => {
  expect(openings(true, withCalls(LOST), withCalls(LOST), withCalls(TALK), withCalls(LOST))).toEqual([
    1, 1, 1, 2,
  ]);
});

it('leaves the panel alone in tabs without the phone, and while the agent talks', () => {
  expect(openings(false, withCalls(LOST))).toEqual([0]);
  expect(openings(true, withCalls(TALK))).toEqual([0]);
});
