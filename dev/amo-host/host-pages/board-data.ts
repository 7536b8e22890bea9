import type { AccountState } from '../account/account-state';
import type { AccountUser, Actor } from '../account/account-user';
import { isActiveLead, type Lead } from '../account/entity';
import { PIPELINES, type PipelineStatus } from '../account/pipeline';
import { isVisible } from '../rest/entity-search';
import { entityRow, linkedRows, type EntityRow, type LinkedRow } from './page-data';

/** So many cards a column; the rest is a number. */
const SHOWN = 20;
const DAY = 86_400;

export interface BoardColumn {
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly count: number;
  readonly sum: number;
  readonly leads: readonly (EntityRow & { readonly linked: readonly LinkedRow[] })[];
}

const visibleLeads = (state: AccountState, actor: Actor): Lead[] =>
  [...state.leads.values()].filter((lead) => !lead.is_deleted && isVisible(state, actor, 'leads', lead));

const sumOf = (leads: readonly Lead[]): number => leads.reduce((sum, { price }) => sum + price, 0);

function column(
  state: AccountState,
  actor: Actor,
  leads: readonly Lead[],
  status: PipelineStatus,
): BoardColumn {
  const { id, name, color } = status;
  const own = leads.filter(({ status_id }) => status_id === id);
  const rows = own.slice(0, SHOWN).map((lead) => ({
    ...entityRow(state, 'leads', lead),
    linked: linkedRows(state, actor, 'leads', lead.id),
  }));
  return { id, name, color, count: own.length, sum: sumOf(own), leads: rows };
}

/** One pipeline by its stages; without an id, or with an unknown one, the first. */
export function boardPage(state: AccountState, user: AccountUser, pipelineId: number) {
  const actor: Actor = { kind: 'user', user };
  const pipeline = PIPELINES.find(({ id }) => id === pipelineId) ?? PIPELINES[0];
  const leads = visibleLeads(state, actor).filter(({ pipeline_id }) => pipeline_id === pipeline?.id);
  return {
    pipelines: PIPELINES.map(({ id, name }) => ({ id, name })),
    current: pipeline?.id,
    columns: (pipeline?.statuses ?? []).map((status) => column(state, actor, leads, status)),
  };
}

export interface DashboardFigure {
  readonly title: string;
  readonly value: number;
  readonly unit: 'count' | 'roubles';
  readonly url: string;
}

/** What the day looks like for this user. */
export function dashboardPage(state: AccountState, user: AccountUser): { figures: DashboardFigure[] } {
  const leads = visibleLeads(state, { kind: 'user', user }).filter(isActiveLead);
  const now = state.now();
  const tasks = [...state.tasks.values()].filter(
    ({ is_completed, responsible_user_id }) => !is_completed && responsible_user_id === user.id,
  );
  const calls = [...state.notes.values()].filter(
    ({ note_type, created_at }) => note_type.startsWith('call_') && created_at > now - DAY,
  );
  const count = (title: string, value: number, url: string): DashboardFigure => ({
    title,
    value,
    unit: 'count',
    url,
  });
  return {
    figures: [
      count('Сделки в работе', leads.length, '/leads/pipeline/'),
      { title: 'Сумма в работе', value: sumOf(leads), unit: 'roubles', url: '/leads/list/' },
      count('Мои задачи', tasks.length, '/todo/list/'),
      count('Просроченные', tasks.filter(({ complete_till }) => complete_till < now).length, '/todo/list/'),
      count('Звонки за сутки', calls.length, '/stats/'),
      count('Контакты', state.contacts.size, '/contacts/list/contacts/'),
    ],
  };
}
