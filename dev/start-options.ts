import { parseArgs } from 'node:util';
import { PLATFORMS, type Language, type Platform } from './amo-host/account/platform';
import { AREA_NAMES } from './amo-host/opening/area-address';
import { DEMO_USERS } from './demo/demo-account';

/** A widget that is not ours. */
export interface ForeignWidget {
  /** Folder or zip file. */
  readonly path: string;
  /** Missing: as its manifest says, else a plain one. */
  readonly code: string | undefined;
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface StartOptions {
  readonly port: number;
  /** Missing: our own. */
  readonly widget: ForeignWidget | undefined;
  readonly area: string | undefined;
  readonly userId: number | undefined;
  readonly hasOffice: boolean;
  readonly platform: Platform['name'];
  /** Missing: the one that new accounts have. */
  readonly language: Language | undefined;
}

/** The command line is wrong; the message says what to type instead. */
export class WrongFlags extends Error {}

export const USAGE = `npm start -- [--port N] [--no-open] [--area AREA] [--user ID] [--kommo] [--language CODE]
            [--widget DIR_OR_ZIP [--code CODE] [--settings JSON] [--no-office]]

  --widget    folder or widget.zip of another widget, shown instead of ours
  --code      its code in the account (letters, digits, _ and -)
  --settings  its settings as a JSON object, e.g. '{"login":"100","phones":{"504141":"101"}}'
  --area      the page to open: ${AREA_NAMES.join(', ')}
  --user      whose window to open: ${DEMO_USERS.map(({ id, name }) => `${id} ${name}`).join(', ')}
  --kommo     a Kommo instead of an amoCRM
  --language  of the users' profiles: ru, en, es, pt; Kommo has no ru
  --no-office without the telephone office and its panel
  --port      of the page, 8080 unless told; 0: any free one
  --no-open   does not open a browser`;

const OPTIONS = {
  port: { type: 'string', default: '8080' },
  widget: { type: 'string' },
  code: { type: 'string' },
  settings: { type: 'string' },
  area: { type: 'string' },
  user: { type: 'string' },
  kommo: { type: 'boolean', default: false },
  language: { type: 'string' },
  'no-office': { type: 'boolean', default: false },
} as const;

function flagsOf(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (cause) {
    // Node's first sentence names the flag; the others are about writing tools.
    const said = (cause instanceof Error ? cause.message : String(cause)).split('. ')[0] ?? '';
    throw new WrongFlags(`${said}.\n\n${USAGE}`, { cause });
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new WrongFlags(`--port ${text} is no port: give a number from 0 to 65535.`);
  return port;
}

function userOf(text: string): number {
  const user = DEMO_USERS.find(({ id }) => String(id) === text);
  if (!user)
    throw new WrongFlags(
      `--user ${text}: nobody in the demo account has this id. There are ${DEMO_USERS.map(({ id, name }) => `${id} (${name})`).join(', ')}.`,
    );
  return user.id;
}

function languageOf(code: string, { name, languages }: Platform): Language {
  const language = languages.find((known) => known === code);
  if (!language)
    throw new WrongFlags(`--language ${code}: users of ${name} can choose ${languages.join(', ')}.`);
  return language;
}

function areaOf(name: string): string {
  if (!AREA_NAMES.includes(name))
    throw new WrongFlags(`--area ${name} is no area of amoCRM. There are ${AREA_NAMES.join(', ')}.`);
  return name;
}

function settingsOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch (cause) {
    throw new WrongFlags(`--settings is not valid JSON: ${(cause as Error).message}`, { cause });
  }
  throw new WrongFlags('--settings must be a JSON object, e.g. \'{"login":"100"}\'.');
}

function codeOf(code: string): string {
  if (!/^[\w-]{1,64}$/.test(code))
    throw new WrongFlags(`--code ${code}: a widget's code is made of letters, digits, _ and -.`);
  return code;
}

export function startOptions(args: readonly string[]): StartOptions {
  const flags = flagsOf(args);
  const foreignOnly = [
    flags.code !== undefined && '--code',
    flags.settings !== undefined && '--settings',
    flags['no-office'] && '--no-office',
  ].filter((flag) => flag !== false);
  if (flags.widget === undefined && foreignOnly.length > 0)
    throw new WrongFlags(`${foreignOnly.join(', ')} only makes sense together with --widget DIR_OR_ZIP.`);
  const platform = PLATFORMS[flags.kommo ? 'kommo' : 'amocrm'];
  return {
    port: portOf(flags.port),
    widget:
      flags.widget === undefined
        ? undefined
        : {
            path: flags.widget,
            code: flags.code === undefined ? undefined : codeOf(flags.code),
            settings: flags.settings === undefined ? {} : settingsOf(flags.settings),
          },
    area: flags.area === undefined ? undefined : areaOf(flags.area),
    userId: flags.user === undefined ? undefined : userOf(flags.user),
    hasOffice: !flags['no-office'],
    platform: platform.name,
    language: flags.language === undefined ? undefined : languageOf(flags.language, platform),
  };
}
