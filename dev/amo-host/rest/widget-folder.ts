import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const manifestSchema = z.object({
  widget: z
    .object({
      name: z.string().default('widget.name'),
      description: z.string().default('widget.description'),
      version: z.union([z.string(), z.number()]).transform(String).default('1.0.0'),
      init_once: z.union([z.boolean(), z.enum(['Y', 'N'])]).optional(),
      locale: z.array(z.string()).default(['ru']),
      support: z.record(z.string(), z.unknown()).optional(),
    })
    .loose(),
  locations: z.array(z.string()).default([]),
  settings: z
    .record(
      z.string(),
      z.object({ name: z.string().optional(), type: z.string(), required: z.boolean().optional() }),
    )
    .optional(),
  advanced: z.object({ title: z.string() }).optional(),
  left_menu: z
    .record(
      z.string(),
      z.object({
        title: z.string(),
        submenu: z.record(z.string(), z.object({ title: z.string() }).loose()).optional(),
      }),
    )
    .optional(),
});
export type WidgetManifest = z.output<typeof manifestSchema>;

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // Foreign folders may be broken in any way; what is missing is then shown as missing.
    return undefined;
  }
}

/** Read at every use: a folder that is rebuilt while the stand-in runs is shown as it is now. */
export function readManifest(directory: string): WidgetManifest | undefined {
  const parsed = manifestSchema.safeParse(readJson(join(directory, 'manifest.json')));
  return parsed.success ? parsed.data : undefined;
}

/** A text of the wished language's file (or of the first language there is), by its dotted path. */
export function widgetText(directory: string, path: string, wished = 'ru'): string {
  const language = widgetLanguage(directory, wished);
  const text = path
    .split('.')
    .reduce<unknown>(
      (at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined),
      readJson(join(directory, 'i18n', `${language}.json`)),
    );
  return typeof text === 'string' ? text : path;
}

export function widgetLanguage(directory: string, wished = 'ru'): string {
  const languages = readManifest(directory)?.widget.locale ?? [];
  return languages.includes(wished) ? wished : (languages[0] ?? wished);
}
