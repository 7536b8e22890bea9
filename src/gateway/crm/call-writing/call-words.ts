import type { LoggedCall, NoteText } from '../../outbox/call-entry';

/** The gateway's own words in amoCRM, in the language of the account. */
export interface CallWords {
  /** Of a lead that is made for a call. */
  leadName(call: LoggedCall): string;
  /** Of a contact without a name. */
  contactName(call: LoggedCall): string;
  /** Who else talked; `''` = nobody. */
  othersTalked(call: LoggedCall): string;
  /** A plain note about a call whose own note stands on another card. */
  telling(call: LoggedCall, text: NoteText): string;
  /** Of a task whose text the agent left empty. */
  readonly taskText: string;
}

export type Language = 'ru' | 'en' | 'es' | 'pt';

interface Texts {
  readonly inbound: string;
  readonly outbound: string;
  readonly withheld: string;
  readonly lead: string;
  readonly others: string;
  readonly recording: string;
  readonly task: string;
}

const TEXTS: Readonly<Record<Language, Texts>> = {
  ru: {
    inbound: 'Входящий звонок',
    outbound: 'Исходящий звонок',
    withheld: 'Скрытый номер',
    lead: 'Звонок',
    others: 'В разговоре участвовали',
    recording: 'Запись',
    task: 'Связаться',
  },
  en: {
    inbound: 'Incoming call',
    outbound: 'Outgoing call',
    withheld: 'Withheld number',
    lead: 'Call',
    others: 'Also in the call',
    recording: 'Recording',
    task: 'Follow up',
  },
  es: {
    inbound: 'Llamada entrante',
    outbound: 'Llamada saliente',
    withheld: 'Número oculto',
    lead: 'Llamada',
    others: 'También en la llamada',
    recording: 'Grabación',
    task: 'Contactar',
  },
  pt: {
    inbound: 'Chamada recebida',
    outbound: 'Chamada realizada',
    withheld: 'Número oculto',
    lead: 'Chamada',
    others: 'Também na chamada',
    recording: 'Gravação',
    task: 'Entrar em contato',
  },
};

export function callWords(language: Language, textOfNumber: (number: string) => string): CallWords {
  const texts = TEXTS[language];
  const who = ({ number }: LoggedCall): string => textOfNumber(number) || texts.withheld;
  return {
    leadName: (call) => `${texts.lead} ${who(call)}`,
    contactName: who,
    othersTalked: ({ others }) => (others.length > 0 ? `${texts.others}: ${others.join(', ')}` : ''),
    telling(call, { result, link }) {
      const head = `${call.direction === 'inbound' ? texts.inbound : texts.outbound}, ${who(call)}, ${duration(call.talkMs)}`;
      return [head, result, link && `${texts.recording}: ${link}`].filter((line) => line !== '').join('\n');
    },
    taskText: texts.task,
  };
}

/** `4:18`, `1:04:18` */
function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
