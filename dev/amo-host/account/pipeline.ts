import { LOST, WON } from './entity';

export interface PipelineStatus {
  readonly id: number;
  readonly name: string;
  readonly sort: number;
  readonly color: string;
  /** 1 = "Incoming leads", 0 = an ordinary one. */
  readonly type: 0 | 1;
}

export interface Pipeline {
  readonly id: number;
  readonly name: string;
  readonly isMain: boolean;
  readonly statuses: readonly PipelineStatus[];
}

/** The two closing statuses have the same ids in every pipeline of every account. */
const CLOSING: readonly PipelineStatus[] = [
  { id: WON, name: 'Успешно реализовано', sort: 10000, color: '#ccff66', type: 0 },
  { id: LOST, name: 'Закрыто и не реализовано', sort: 11000, color: '#d5d8db', type: 0 },
];

const COLORS = ['#99ccff', '#ffff99', '#ffcc66', '#ffcccc', '#ccc8f9'];

function pipeline(id: number, name: string, isMain: boolean, steps: readonly string[]): Pipeline {
  const open = steps.map((step, index) => ({
    id: id * 10 + index + 1,
    name: step,
    sort: (index + 2) * 10,
    color: COLORS[index % COLORS.length] ?? '#99ccff',
    type: 0 as const,
  }));
  const unsorted = { id: id * 10, name: 'Неразобранное', sort: 10, color: '#c1c1c1', type: 1 as const };
  return { id, name, isMain, statuses: [unsorted, ...open, ...CLOSING] };
}

export const PIPELINES: readonly Pipeline[] = [
  pipeline(310001, 'Частные заказчики', true, [
    'Первичный контакт',
    'Замер назначен',
    'Согласование КП',
    'Договор',
  ]),
  pipeline(310002, 'Застройщики', false, ['Запрос', 'Тендер', 'Подписание']),
];

export const mainPipeline = (): Pipeline => PIPELINES.find(({ isMain }) => isMain) as Pipeline;

export const firstStatus = (of: Pipeline): PipelineStatus =>
  of.statuses.find(({ type }) => type === 0) as PipelineStatus;

export const unsortedStatus = (of: Pipeline): PipelineStatus =>
  of.statuses.find(({ type }) => type === 1) as PipelineStatus;

export function statusName(pipelineId: number, statusId: number): string {
  const status = PIPELINES.find(({ id }) => id === pipelineId)?.statuses.find(({ id }) => id === statusId);
  return status?.name ?? '';
}
