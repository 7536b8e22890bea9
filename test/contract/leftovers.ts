import { listAt, type Answer } from './answer';

export const LEFT_TYPES = ['contacts', 'companies', 'leads', 'customers', 'tasks', 'unsorted'] as const;
export type LeftType = (typeof LEFT_TYPES)[number];

const idsIn = (list: readonly unknown[], key: string): (number | string)[] =>
  list.flatMap((item) => {
    const id = (item as Readonly<Record<string, unknown>> | null)?.[key];
    return typeof id === 'number' || typeof id === 'string' ? [id] : [];
  });

/** Everything that the run has made, read off the answers, so that a write that should have failed is found too. */
export class Leftovers {
  private readonly ids = new Map<LeftType, Set<number | string>>();

  of(type: LeftType): readonly (number | string)[] {
    return [...(this.ids.get(type) ?? [])];
  }

  remember(method: string, path: string, answer: Answer): void {
    if (method !== 'POST' || answer.status >= 300) return;
    const type = LEFT_TYPES.find((known) => new RegExp(`^/api/v4/(leads/)?${known}(/sip)?$`).test(path));
    if (type)
      this.add(type, idsIn(listAt(answer.body, `_embedded.${type}`), type === 'unsorted' ? 'uid' : 'id'));
    if (path.endsWith('/accept'))
      for (const made of ['leads', 'contacts'] as const)
        this.add(made, idsIn(listAt(answer.body, `_embedded.${made}`), 'id'));
    if (path === '/api/v4/leads/complex' && Array.isArray(answer.body)) this.addComplex(answer.body);
  }

  private addComplex(made: readonly unknown[]): void {
    this.add('leads', idsIn(made, 'id'));
    this.add('contacts', idsIn(made, 'contact_id'));
    this.add('companies', idsIn(made, 'company_id'));
  }

  private add(type: LeftType, ids: readonly (number | string)[]): void {
    const held = this.ids.get(type) ?? new Set();
    for (const id of ids) held.add(id);
    this.ids.set(type, held);
  }
}
