import { z } from 'zod';

/** What the rule watcher of a page sends; see `page/watcher/finding.ts`. */
const finding = z.object({
  rule: z.string(),
  severity: z.enum(['breaks', 'hint']),
  widget: z.string().nullable(),
  ru: z.string(),
  en: z.string(),
  where: z.string(),
  firstSeen: z.number(),
  count: z.int().positive(),
});

export const findingsInput = z.object({ findings: z.array(finding) });

export type Finding = Readonly<z.output<typeof finding>>;

const keyOf = ({ rule, widget, ru, where }: Finding): string => [rule, widget, ru, where].join('\n');

/** Breaches of amoCRM's rules by widgets, from all open pages, each place once. */
export class Findings {
  private readonly byPlace = new Map<string, Finding>();

  add(found: readonly Finding[]): void {
    for (const each of found) {
      const before = this.byPlace.get(keyOf(each));
      const count = each.count + (before?.count ?? 0);
      this.byPlace.set(keyOf(each), { ...(before ?? each), count });
    }
  }

  /** In the order in which they were seen first. */
  all(): readonly Finding[] {
    return [...this.byPlace.values()];
  }

  clear(): void {
    this.byPlace.clear();
  }
}
