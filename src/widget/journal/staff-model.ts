import type { StaffMember } from '../../protocol/staff';
import type { Say } from '../host/phrases';
import { duration } from '../ui/duration';
import { numberWords } from '../ui/number-words';
import type { Seen } from './journal-model';
import { pageIcon, troubleModel } from './pane';
import type { StaffState } from './staff-pane';

const DOTS = {
  ...{ free: 'ok', talking: 'busy', busy: 'busy', dnd: 'busy', away: 'warn' },
  ...{ offline: 'off', unknown: 'off' },
} as const;

/** Everything that `staff.twig` shows, finished. */
export function staffModel({ staff, trouble }: StaffState, { say, language, now }: Seen): object {
  const members = staff ?? [];
  const mapped = members.filter(({ extension }) => extension !== '');
  const reachable = mapped.filter((member) => !['offline', 'unknown'].includes(member.now?.presence ?? ''));
  return {
    ...{
      trouble: troubleModel(trouble, say),
      isReading: !staff && !trouble,
      reading: say('advanced.reading'),
    },
    figures: [
      { value: numberWords(mapped.length, language), text: say('advanced.figure.mapped') },
      { value: numberWords(reachable.length, language), text: say('advanced.figure.reachable') },
      {
        value: numberWords(members.filter(({ isOnline }) => isOnline).length, language),
        text: say('advanced.figure.online'),
      },
    ],
    hint: { icon: pageIcon('info'), text: say('advanced.staffHint') },
    heads: ['name', 'extension', 'phone', 'online', 'from'].map((head) => say(`advanced.head.${head}`)),
    rows: members.map((member) => rowOf(member, mapped, say, now)),
  };
}

function rowOf(member: StaffMember, mapped: readonly StaffMember[], say: Say, now: number): object {
  const { name, userId, extension, role, device, isOnline, from } = member;
  const sharers = mapped.filter((other) => other.extension === extension && other.userId !== userId);
  return {
    name: name || `ID ${userId}`,
    role: role === 'agent' ? '' : say(`advanced.role.${role}`),
    extension: extension || '—',
    shared:
      sharers.length > 0 ? say('advanced.shared', { who: sharers.map((one) => one.name).join(', ') }) : '',
    ...phoneOf(member, say, now),
    device: extension === '' ? '' : say(`advanced.device.${device}`),
    isOnline,
    online: say(isOnline ? 'advanced.isOpen' : 'advanced.isShut'),
    from: extension === '' ? '' : say(`advanced.from.${from}`),
  };
}

function phoneOf({ now: phone, extension }: StaffMember, say: Say, now: number): object {
  if (extension === '' || !phone) return { dot: '', phone: say('advanced.noPhone') };
  const { presence } = phone;
  const since = phone.presence === 'talking' ? `, ${duration(now - phone.since)}` : '';
  return { dot: DOTS[presence], phone: say(`panel.presence.${presence}`) + since };
}
