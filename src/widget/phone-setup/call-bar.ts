import template from '../../../templates/call-bar.twig';
import type { AgentPicture } from '../channel/agent-picture';
import { icon } from '../ui/icons';
import type { SetupNeeds } from './phone-setup';
import { gradeWords } from './grade-words';
import { soundWords } from './sound-words';

/** How the talk in the panel sounds. What the agent must know at once is also told as a notice: his panel may be closed. */
export function createCallBar(place: HTMLElement, needs: SetupNeeds): () => void {
  const { line, say, tab, page } = needs;
  const view = needs.openView(place, () => undefined);
  let told = '';

  const tell = (text: string): void => {
    if (text === told) return;
    told = text;
    if (text !== '' && tab.isSeen()) page.tellFault({ title: say('widget.name'), text, place: 'toast' });
  };
  const unwatch = line.watch((picture: AgentPicture) => {
    const text = soundWords(picture, say);
    tell(text);
    view.paint(template, {
      grade: gradeWords(picture, say),
      note: text,
      noteIcon: icon('warning', 'tel-i--16'),
    });
  });
  return () => {
    unwatch();
    view.destroy();
  };
}
