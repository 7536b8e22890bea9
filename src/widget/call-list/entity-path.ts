import type { EntityRef } from '../../call/entity-rule';

const PATHS = { contact: 'contacts', company: 'companies', lead: 'leads', customer: 'customers' } as const;

/** Where amoCRM shows the first card that brought a number; `''` = it came from a file. */
export function entityPath(links: readonly EntityRef[]): string {
  const [link] = links;
  return link ? `/${PATHS[link.type]}/detail/${link.id}` : '';
}
