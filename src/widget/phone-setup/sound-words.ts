import type { AgentPicture } from '../channel/agent-picture';
import type { Say } from '../host/phrases';

/** That a talk uses other devices than the chosen ones, in words; `''` = all is as chosen. */
export function soundWords({ phone: { sound } }: AgentPicture, say: Say): string {
  const { microphone, speaker } = sound ?? {};
  const words = [
    ...(microphone === '' ? [say('sound.now.none')] : []),
    ...(microphone ? [say('sound.now.microphone', { name: microphone })] : []),
    ...(speaker === undefined
      ? []
      : [say(`sound.now.${speaker ? 'speaker' : 'ownSpeaker'}`, { name: speaker })]),
  ];
  return words.join(' ');
}
