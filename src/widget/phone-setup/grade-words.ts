import type { AgentPicture } from '../channel/agent-picture';
import { phoneCallOf } from '../channel/phone-call-of';
import type { Say } from '../host/phrases';
import type { PhoneCall } from '../softphone/softphone';

export interface GradeModel {
  readonly bars: number;
  readonly text: string;
  readonly isWarning: boolean;
}

/** How the talk that is heard sounds; `undefined` = nothing is known, or nothing is heard. */
export function gradeWords(picture: AgentPicture, say: Say): GradeModel | undefined {
  const grade = heard(picture)?.grade;
  if (!grade) return undefined;
  const { bars, trouble } = grade;
  return { bars, text: say(`sound.grade.${trouble ?? 'good'}`), isWarning: trouble !== undefined };
}

/** A talk whose way back is being looked for is not graded: the panel says what is going on. */
function heard(picture: AgentPicture): PhoneCall | undefined {
  if (picture.calls.some(({ phase }) => phase.phase === 'reconnecting')) return undefined;
  const talks = picture.phone.calls.filter(({ state, held }) => state === 'established' && !held);
  const known = picture.calls.filter(({ phase }) => phase.phase === 'talking');
  return talks.find((talk) => known.some(({ id }) => phoneCallOf(id, picture) === talk)) ?? talks[0];
}
