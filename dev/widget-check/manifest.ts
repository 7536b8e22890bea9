import { z } from 'zod';
import { jsonText, type JsonText } from './json-text';
import { textOf, type WidgetArchive } from './widget-archive';

export const LANGUAGES = ['ru', 'en', 'es', 'pt'] as const;
export type Language = (typeof LANGUAGES)[number];

const caption = z
  .string({ error: 'must be the path of a caption in the language files, e.g. "widget.name"' })
  .regex(/^[\w-]+(\.[\w-]+)+$/, 'must be the path of a caption in the language files, e.g. "widget.name"');
const yesOrNo = z.boolean({ error: 'must be true or false, without quotes' });
const language = z.enum(LANGUAGES, { error: `must be one of ${LANGUAGES.join(', ')}` });

const support = z
  .object(
    {
      link: z.url({ error: 'must be an address that begins with https://' }).optional(),
      email: z.email({ error: 'must be an e-mail address' }).optional(),
    },
    { error: 'must be an object with the link or the e-mail of the support' },
  )
  .refine(({ link, email }) => link ?? email, 'must hold the link or the e-mail of the support');

const setting = z.object({
  name: caption,
  type: z.string({ error: 'must be the type of the field' }),
  required: yesOrNo,
});

/** integrations/structure, what every widget must have; what hangs on a location or the installation is asked by the checks. */
const MANIFEST = z.object(
  {
    widget: z.object(
      {
        name: caption,
        description: caption,
        short_description: caption,
        version: z.string({ error: 'must be text, e.g. "1.0.0"' }).optional(),
        interface_version: z.literal([1, 2], { error: 'must be the number 2' }).optional(),
        init_once: z.union([z.boolean(), z.enum(['Y', 'N'])], { error: 'must be true or false' }).optional(),
        locale: z
          .array(language, { error: 'must be the list of languages' })
          .min(1, 'must name at least one language'),
        installation: yesOrNo,
        is_showcase: yesOrNo.optional(),
        support,
      },
      { error: 'must be an object' },
    ),
    locations: z.array(z.string({ error: 'must be the code of a location' }), {
      error: 'must be the list of the places where the widget works',
    }),
    tour: z.object(
      {
        is_tour: z.literal(true, { error: 'must be true' }),
        tour_images: z.record(
          z.string(),
          z
            .array(z.string({ error: 'must be a path that begins with /images/' }))
            .min(1, 'must hold at least one picture'),
          { error: 'must hold a list of pictures for each language' },
        ),
        tour_description: caption,
      },
      { error: 'must be an object: the tour is mandatory' },
    ),
    settings: z.record(z.string(), setting, { error: 'must be an object of fields' }).optional(),
  },
  { error: 'must be an object' },
);

export type Manifest = z.infer<typeof MANIFEST>;

export interface ManifestFile {
  readonly json: JsonText;
  readonly complaints: readonly { readonly path: readonly (string | number)[]; readonly what: string }[];
}

export function manifestFileOf(archive: WidgetArchive): ManifestFile | undefined {
  const text = textOf(archive, 'manifest.json');
  if (text === undefined) return undefined;
  const json = jsonText(text);
  const complaints = MANIFEST.safeParse(json.value).error?.issues ?? [];
  return {
    json,
    complaints: complaints.map(({ path, message }) => ({
      path: path.filter((step) => typeof step !== 'symbol'),
      what: message,
    })),
  };
}

/** What is at `path`, whether or not the rest of the manifest is right. */
export function valueAt({ json }: ManifestFile, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
    json.value,
  );
}

export const textsAt = (manifest: ManifestFile, ...path: readonly string[]): readonly string[] => {
  const value = valueAt(manifest, ...path);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
};

export const entriesAt = (manifest: ManifestFile, ...path: readonly string[]): [string, unknown][] => {
  const value = valueAt(manifest, ...path);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
};
