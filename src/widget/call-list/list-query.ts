/** Filters of a list's address that the API knows by the same name (docs `crm_platform/filters-api`). */
const KNOWN =
  /^(query|filter\[(id|name|created_by|updated_by|responsible_user_id|created_at|updated_at|price|closed_at|closest_task_at|statuses|pipeline_id)\](\[\w*\])*)$/;
/** They choose a page, an order or a look, and no rows. */
const OF_THE_PAGE = /^(page|limit|order.*|sort.*|view|skip_filter|useFilter|element_type)$/i;

/** The filter of a list's address (`location.search`) as the API takes it; `undefined` = it has one that the API does not know. */
export function listQuery(search: string): string | undefined {
  const wanted = [...new URLSearchParams(search)].filter(
    ([name, value]) => !OF_THE_PAGE.test(name) && value !== '',
  );
  if (!wanted.every(([name]) => KNOWN.test(name))) return undefined;
  return wanted.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
}
