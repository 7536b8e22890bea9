import { icon } from '../icons';
import { html, NOTHING, type Markup } from '../markup';

/** A note as the card's data has it. */
export interface FeedNote {
  readonly id: number;
  readonly created_at: number;
  readonly author: string;
  readonly note_type: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface FeedTask {
  readonly id: number;
  readonly text: string;
  readonly complete_till: number;
  readonly responsible: string;
  readonly is_completed: boolean;
}

/** amoCRM's words for its call statuses (docs, "calls-api"). */
const CALL_STATUS: Record<string, string> = {
  1: 'оставил сообщение',
  2: 'перезвонить позже',
  3: 'нет на месте',
  4: 'разговор состоялся',
  5: 'неверный номер',
  6: 'не дозвонился',
  7: 'номер занят',
};

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
const time = (seconds: number): string =>
  new Date(seconds * 1000).toLocaleTimeString('ru', { hour: '2-digit', minute: '2-digit' });
const day = (seconds: number): string => {
  const date = new Date(seconds * 1000);
  if (date.toDateString() === new Date().toDateString()) return 'Сегодня';
  return date.toLocaleDateString('ru', { day: 'numeric', month: 'long' });
};
const clock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

function player(link: string): Markup {
  if (!/^https?:\/\//.test(link)) return NOTHING;
  return html`<audio class="feed-note__call-player" controls preload="none" src="${link}"></audio>`;
}

function callNote(note: FeedNote, responsibleOf: (id: unknown) => string): Markup {
  const isIncoming = note.note_type === 'call_in';
  const duration = Number(note.params['duration']) || 0;
  const status = CALL_STATUS[text(note.params['call_status'])];
  const who = responsibleOf(note.params['call_responsible']);
  const isMissed = isIncoming && duration === 0;
  return html`<div
    class="feed-note-wrapper feed-note-wrapper-call_in_out ${isMissed && 'feed-note_missed'}"
    data-id="${note.id}"
    data-type="${note.note_type}"
  >
    <span class="feed-note__icon">${icon(isIncoming ? 'incoming' : 'outgoing')}</span>
    <div class="feed-note__call-content">
      <div class="feed-note__head">
        ${time(note.created_at)} ·
        ${isMissed ? 'Пропущенный звонок' : isIncoming ? 'Входящий звонок' : 'Исходящий звонок'} ·
        <span class="feed-note__phone">${text(note.params['phone'])}</span>${who && html` · ${who}`}
      </div>
      <div>
        <span class="feed-note__call-duration">${clock(duration)}</span>
        ${status && html`<span class="feed-note__call-status">${status}</span>`}
      </div>
      ${text(note.params['call_result']) && html`<div class="feed-note__call-result">${text(note.params['call_result'])}</div>`}
      ${player(text(note.params['link']))}
    </div>
  </div>`;
}

const plainNote = (note: FeedNote): Markup =>
  html`<div class="feed-note-wrapper feed-note-wrapper-note" data-id="${note.id}">
    <span class="feed-note__icon">${icon('note')}</span>
    <div>
      <div class="feed-note__head">${time(note.created_at)} · ${note.author || 'Робот'}</div>
      <div class="feed-note__text">${text(note.params['text'])}</div>
    </div>
  </div>`;

const taskNote = (task: FeedTask): Markup =>
  html`<div class="feed-note-wrapper feed-note-wrapper-task" data-task="${task.id}">
    <span class="feed-note__icon">${icon('tasks')}</span>
    <div>
      <div class="feed-note__head">
        Задача до ${day(task.complete_till)}, ${time(task.complete_till)} · ${task.responsible}
      </div>
      <label class="feed-note__text"
        ><input type="checkbox" class="js-complete-task" data-id="${task.id}" /> ${task.text}</label
      >
    </div>
  </div>`;

/** The feed of a card: the oldest first, day by day, then what is still to be done. */
export function feedMarkup(
  notes: readonly FeedNote[],
  tasks: readonly FeedTask[],
  responsibleOf: (id: unknown) => string,
): Markup {
  let lastDay = '';
  const entries = [...notes]
    .sort((a, b) => a.created_at - b.created_at || a.id - b.id)
    .map((note) => {
      const today = day(note.created_at);
      const separator = today === lastDay ? NOTHING : html`<div class="feed-day">${today}</div>`;
      lastDay = today;
      const entry = note.note_type.startsWith('call_') ? callNote(note, responsibleOf) : plainNote(note);
      return html`${separator}${entry}`;
    });
  const open = tasks.filter(({ is_completed }) => !is_completed).map(taskNote);
  return html`${entries}${open}`;
}
