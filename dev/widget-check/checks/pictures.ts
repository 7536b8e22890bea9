import type { Check, Finding } from '../finding';
import { entriesAt, manifestFileOf, textsAt, type ManifestFile } from '../manifest';
import { pictureOf } from '../picture';
import type { WidgetArchive } from '../widget-archive';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** integrations/structure, "Изображения"; px. */
export const LOGOS = [
  { name: 'logo', width: 130, height: 100 },
  { name: 'logo_main', width: 400, height: 272 },
  { name: 'logo_small', width: 108, height: 108 },
  { name: 'logo_medium', width: 240, height: 84 },
  { name: 'logo_min', width: 84, height: 84 },
  { name: 'logo_dp', width: 174, height: 109 },
] as const;
const TOUR_SIZE: Size = { width: 1188, height: 616 };
const MAX_BYTES = 300 * 1024;

const logoPath = ({ files }: WidgetArchive, name: string): string | undefined =>
  ['png', 'jpeg', 'jpg', 'gif'].map((kind) => `images/${name}.${kind}`).find((path) => files.has(path));

function* judge(file: string, bytes: Buffer, size: Size): Iterable<Finding> {
  const picture = pictureOf(bytes);
  if (!picture) {
    yield { rule: 'picture/kind', file, sentence: 'This is neither a PNG nor a JPEG nor a GIF.' };
    return;
  }
  const { kind, width, height, isAnimated } = picture;
  if (
    !file
      .toLowerCase()
      .replace(/\.jpg$/, '.jpeg')
      .endsWith(`.${kind}`)
  )
    yield {
      rule: 'picture/kind',
      file,
      sentence: `The file holds a ${kind.toUpperCase()}, its name says otherwise.`,
    };
  if (width !== size.width || height !== size.height)
    yield {
      rule: 'picture/pixels',
      file,
      sentence: `It has ${width}×${height} px and must have ${size.width}×${size.height}.`,
    };
  if (isAnimated) yield { rule: 'picture/animated', file, sentence: 'The picture must not move.' };
}

export const logos: Check = function* (archive) {
  const manifest = manifestFileOf(archive);
  const hasPipeline =
    manifest && textsAt(manifest, 'locations').some((code) => /^digital_pipeline/.test(code));
  for (const { name, ...size } of LOGOS) {
    const path = logoPath(archive, name);
    const bytes = path === undefined ? undefined : archive.files.get(path);
    if (path !== undefined && bytes) yield* judge(path, bytes, size);
    else if (name !== 'logo_dp' || hasPipeline)
      yield {
        rule: 'archive/missing-file',
        file: `images/${name}.png`,
        sentence: `This picture of ${size.width}×${size.height} px is mandatory.`,
      };
  }
};

export const pictureBytes: Check = function* ({ files }) {
  for (const [file, { length }] of files)
    if (/\.(png|jpe?g|gif)$/i.test(file) && length > MAX_BYTES)
      yield {
        rule: 'picture/bytes',
        file,
        sentence: `It has ${Math.ceil(length / 1024)} KB; 300 KB are the limit.`,
      };
};

function* tourOf(archive: WidgetArchive, manifest: ManifestFile, language: string): Iterable<Finding> {
  const line = manifest.json.lineOf(['tour', 'tour_images', language]);
  for (const path of textsAt(manifest, 'tour', 'tour_images', language)) {
    const bytes = archive.files.get(path.replace(/^\//, ''));
    if (bytes && path.startsWith('/images/')) yield* judge(path.slice(1), bytes, TOUR_SIZE);
    else
      yield {
        rule: 'tour/missing-picture',
        file: 'manifest.json',
        line,
        sentence: bytes
          ? `The path of ${path} must begin with /images/.`
          : `The tour's picture ${path} is not in the archive.`,
      };
  }
}

export const tour: Check = function* (archive) {
  const manifest = manifestFileOf(archive);
  if (!manifest) return;
  const languages = entriesAt(manifest, 'tour', 'tour_images').map(([language]) => language);
  for (const language of languages) yield* tourOf(archive, manifest, language);
  for (const language of textsAt(manifest, 'widget', 'locale'))
    if (languages.length > 0 && !languages.includes(language))
      yield {
        rule: 'tour/language',
        file: 'manifest.json',
        line: manifest.json.lineOf(['tour', 'tour_images']),
        sentence: `The tour has no pictures for the language ${language}.`,
      };
};
