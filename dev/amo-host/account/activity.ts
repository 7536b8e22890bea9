import type { EntityType } from './entity';

export const NOTE_TYPES = [
  'common',
  'call_in',
  'call_out',
  'service_message',
  'extended_service_message',
  'sms_in',
  'sms_out',
  'attachment',
  'geolocation',
  'message_cashier',
] as const;
export type NoteType = (typeof NOTE_TYPES)[number];

export interface Note {
  readonly id: number;
  readonly entityType: EntityType;
  entity_id: number;
  created_by: number;
  updated_by: number;
  created_at: number;
  updated_at: number;
  responsible_user_id: number;
  group_id: number;
  note_type: NoteType;
  params: Record<string, unknown>;
  account_id: number;
}

export interface Task {
  readonly id: number;
  created_by: number;
  updated_by: number;
  created_at: number;
  updated_at: number;
  responsible_user_id: number;
  group_id: number;
  entity_id: number | null;
  entity_type: EntityType | null;
  duration: number;
  is_completed: boolean;
  task_type_id: number;
  text: string;
  result: { text: string } | [];
  complete_till: number;
  account_id: number;
}

export const TASK_TYPES = [
  { id: 1, name: 'Связаться', code: 'FOLLOW_UP', color: null, icon_id: null },
  { id: 2, name: 'Встреча', code: 'MEETING', color: null, icon_id: null },
] as const;

/** What `POST /api/v2/events` leaves: a notice that a call is coming in. */
export interface CallEvent {
  readonly uid: string;
  readonly phone_number: string;
  readonly users: readonly number[];
  readonly element_id: number | null;
  readonly element_type: number | null;
  readonly created_at: number;
}

/** One entry of a user's notification centre. */
export interface Notification {
  readonly id: number;
  readonly uuid: string;
  readonly userId: number;
  readonly type: 'call' | 'error';
  readonly header: string;
  /** May hold links, as the sender wrote them. */
  readonly text: string;
  readonly link: string;
  readonly clickUrl: string;
  readonly createdAt: number;
  /** The request as it came, for tests and for the feed. */
  readonly request: Readonly<Record<string, unknown>>;
  isRead: boolean;
}

/** An entry of "Incoming leads": a lead that waits for somebody to take it, with whom and what came along. */
export interface Unsorted {
  readonly uid: string;
  readonly source_uid: string;
  readonly source_name: string;
  readonly category: 'sip' | 'forms';
  readonly pipeline_id: number;
  readonly created_at: number;
  /** Changes with its state. */
  updated_at: number;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly account_id: number;
  readonly leadIds: readonly number[];
  readonly contactIds: readonly number[];
  readonly companyIds: readonly number[];
  state: 'waiting' | 'accepted' | 'declined';
}
