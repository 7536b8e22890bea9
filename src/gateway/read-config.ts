import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { isSupportedCountry } from 'libphonenumber-js';
import { z } from 'zod';
import type { AccountId, Extension, UserId } from '../call/ids';
import type { GatewayConfig, OwnTls } from './config';
import { mistakesTogether, type Mistake } from './config-as-a-whole';
import { DEFAULT_EXTENSION_PATTERN } from './extension-pattern';
import { JOURNAL_DAYS } from './journal/journal-days';
import { routingSchema } from './routing/routing-schema';
import { readCertificate } from './tls/certificate';
import type { RecordingSettings } from './recordings/open-recordings';
import { RECORDING_FORMATS } from './recordings/recording-source';
import { formatOf } from './recordings/recording-store';

/** What is wrong with a configuration: every mistake, each with its place, in words. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly mistakes: readonly string[]) {
    super(`The configuration has mistakes:\n${mistakes.map((mistake) => `  - ${mistake}`).join('\n')}`);
  }
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Text of a file with a secret; throws when it cannot be read. */
  readonly readFile: (path: string) => string;
}

const SURROUNDINGS: Surroundings = { env: process.env, readFile: (path) => readFileSync(path, 'utf8') };

/** Configuration file → what the gateway runs with. Throws `ConfigError` with all mistakes at once. */
export function readConfig(path: string, surroundings = SURROUNDINGS): GatewayConfig {
  return parseConfig(readJson(path, surroundings), surroundings);
}

export function parseConfig(raw: unknown, surroundings = SURROUNDINGS): GatewayConfig {
  const result = schemaIn(surroundings).safeParse(raw);
  const mistakes = [...(result.error?.issues ?? []), ...mistakesTogether(raw)];
  if (!result.success || mistakes.length > 0) throw new ConfigError(mistakes.map(sentenceOf));
  return result.data;
}

/** What may stand in the file, as JSON Schema: docs/configuration.md is made of it. */
export const configurationSchema = (): object =>
  z.toJSONSchema(schemaIn({ env: {}, readFile: () => '' }), { io: 'input', unrepresentable: 'any' });

function readJson(path: string, { readFile }: Surroundings): unknown {
  try {
    return JSON.parse(readFile(path)) as unknown;
  } catch (cause) {
    throw new ConfigError([`${path}: ${cause instanceof Error ? cause.message : String(cause)}`]);
  }
}

function sentenceOf({ path, message }: Mistake): string {
  const place = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return `${place.replace(/^\./, '') || 'the file'}: ${message}`;
}

const text = z.string().min(1, 'must not be empty');
const port = z.int().min(0).max(65535);

/** A secret stands in the environment or in a file, not among the settings: `{"env": "NAME"}` or `{"file": "path"}`. */
function secretIn({ env, readFile }: Surroundings) {
  const source = z.union([z.strictObject({ env: text }), z.strictObject({ file: text })], {
    error: 'a secret is given as {"env": "NAME"} or {"file": "path"}',
  });
  return source.transform((from, context): string => {
    const value = 'env' in from ? (env[from.env] ?? '') : fileText(from.file, readFile);
    if (value !== '') return value;
    const where = 'env' in from ? `environment variable ${from.env}` : `file ${from.file}`;
    context.addIssue({ code: 'custom', message: `the secret is missing: ${where} is not there, or empty` });
    return z.NEVER;
  });
}

function fileText(path: string, readFile: Surroundings['readFile']): string {
  try {
    return readFile(path).trim();
  } catch {
    return ''; // Told by the caller, together with the place in the configuration.
  }
}

function schemaIn(surroundings: Surroundings) {
  const secret = secretIn(surroundings);
  return z
    .strictObject({
      listen: z
        .strictObject({
          host: text.default('127.0.0.1'),
          port: port.default(8089),
          tls: tlsIn(surroundings).optional(),
        })
        .prefault({}),
      agi: z.strictObject({ host: text.default('127.0.0.1'), port: port.default(4573) }).optional(),
      trustProxy: z.array(proxyAddress).default([]),
      pathPrefix: z
        .string()
        .regex(/^(\/[\w-]+)*$/, 'is empty or like "/linia"')
        .default(''),
      publicUrl: z
        .url('is the address under which amoCRM reaches this gateway, like https://pbx.example/linia')
        .transform((url) => url.replace(/\/$/, ''))
        .optional(),
      allowedOrigins: z.array(text).default([]),
      store: text.default('linia.sqlite'),
      database: secret.optional(),
      logLevel: z.enum(['error', 'warn', 'info', 'debug']).default('info'),
      journal: z.strictObject({ days: z.int().min(1).max(3650).default(JOURNAL_DAYS) }).prefault({}),
      metrics: z.strictObject({ key: secret }).optional(),
      pbx: z.array(pbxSchema(secret)).min(1, 'name at least one PBX'),
      accounts: z.array(accountSchema(secret)).min(1, 'name at least one amoCRM account'),
    })
    .transform(({ store, database, ...rest }, context): GatewayConfig => {
      const databaseUrl = database ?? surroundings.env['DATABASE_URL'];
      if (databaseUrl !== undefined && !POSTGRES.test(databaseUrl)) {
        const message = 'the database is given as an address like postgres://linia:secret@db.example/linia';
        context.addIssue({ code: 'custom', path: ['database'], message });
        return z.NEVER;
      }
      return { ...rest, storePath: store, databaseUrl };
    });
}

const POSTGRES = /^postgres(ql)?:\/\/\S+$/;

/** Read at once: what is wrong with the files is a mistake like any other. */
function tlsIn({ readFile }: Surroundings) {
  return z.strictObject({ cert: text, key: text }).transform((files, context): OwnTls => {
    const read = readCertificate(files, readFile);
    if ('certificate' in read) return { files, certificate: read.certificate };
    context.addIssue({ code: 'custom', message: read.why });
    return z.NEVER;
  });
}

export type Secret = ReturnType<typeof secretIn>;

/** An address or a network; names would have to be looked up on every request. */
const proxyAddress = z
  .string()
  .refine(isAddressOrNetwork, 'is an address like "127.0.0.1" or a network like "10.0.0.0/8"');

function isAddressOrNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

const iceServer = z.strictObject({ urls: text, username: text.optional(), credential: text.optional() });

/** Pages of amoCRM may open no other, and a password would go in the clear; `ws` is for this machine alone. */
const SECURE_SOCKET = /^(wss:\/\/|ws:\/\/(127\.0\.0\.1|localhost)[:/])/;

/** A browser asks for a new pass every 20 minutes. */
const relaySchema = (secret: Secret) =>
  z.strictObject({
    urls: z
      .array(z.string().regex(/^turns?:/, 'is an address like turn:turn.example:3478?transport=udp'))
      .min(1, 'name at least one address of the relay'),
    secret,
    passMinutes: z.int().min(30).max(1440).default(60),
  });

function pbxSchema(secret: Secret) {
  return z.discriminatedUnion('kind', [asteriskSchema(secret), webhookSchema(secret)], {
    error: 'is of a kind that we know: "asterisk" or "webhook"',
  });
}

function asteriskSchema(secret: Secret) {
  return z
    .strictObject({
      kind: z.literal('asterisk'),
      host: text,
      port: port.default(5038),
      user: text,
      secret,
      trunks: z.array(text).min(1, 'name the endpoints that lead outside, or every call is internal'),
      extensionPattern: z.string().default(DEFAULT_EXTENSION_PATTERN).transform(expression),
      originate: z
        .strictObject({
          context: text,
          channel: z.string().includes('{extension}').default('PJSIP/{extension}'),
          ringSec: z.int().min(5).max(120).default(30),
        })
        .transform(({ ringSec, ...rest }) => ({ ...rest, ringMs: ringSec * 1000 })),
      queueMember: z.string().includes('{extension}').optional(),
      ...anyPbx(secret),
    })
    .transform(({ id, kind, dial, recordings, sip, ...asterisk }) => ({
      id,
      kind,
      dial,
      recordings,
      sip: sip && withoutGaps(sip),
      asterisk,
    }));
}

function webhookSchema(secret: Secret) {
  return z
    .strictObject({
      ...anyPbx(secret),
      kind: z.literal('webhook'),
      key: secret.refine((key) => key.length >= 16, 'has 16 characters at least'),
      commandUrl: z.url('is where the PBX takes commands, like https://pbx.example/linia'),
      ringSec: z.int().min(5).max(120).default(30),
    })
    .transform(({ id, kind, dial, recordings, sip, ringSec, ...webhook }) => ({
      id,
      kind,
      dial,
      recordings,
      sip: sip && withoutGaps(sip),
      webhook: { ...webhook, ringMs: ringSec * 1000 },
    }));
}

/** In a folder, or below an address. */
function recordingsSchema(secret: Secret) {
  return z
    .strictObject({
      folder: text.optional(),
      mp3Folder: text.optional(),
      url: z
        .url('is an address like https://store.example/{yyyy}/{mm}/{dd}/{callId}.wav')
        .refine((url) => url.includes('{callId}'), 'holds {callId} where the id of the call stands')
        .refine((url) => formatOf(url) !== undefined, `ends with .${RECORDING_FORMATS.join(', .')}`)
        .optional(),
      authorization: secret.optional(),
      linkDays: z.int().min(1).max(3650).default(1095),
    })
    .transform(({ folder, mp3Folder, url, authorization, linkDays }, context): RecordingSettings => {
      if (folder !== undefined && url === undefined && authorization === undefined)
        return { folder, mp3Folder, linkDays };
      if (url !== undefined && folder === undefined && mp3Folder === undefined)
        return { url, authorization, linkDays };
      const message = 'has either "folder" (and "mp3Folder"), or "url" (and "authorization")';
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    });
}

/** What does not depend on how the PBX is spoken to. */
function anyPbx(secret: Secret) {
  return {
    id: text,
    dial: z
      .strictObject({
        format: z.enum(['digits', 'plus', 'trunk-8']).default('digits'),
        prefix: z.string().default(''),
      })
      .prefault({}),
    recordings: recordingsSchema(secret).optional(),
    sip: z
      .strictObject({
        serverUrl: z.string().regex(SECURE_SOCKET, 'is an address like wss://pbx.example/ws'),
        realm: text.optional(),
        echo: z
          .string()
          .regex(/^[\d*#]{1,10}$/, 'is a number that phones can dial')
          .optional(),
        iceServers: z.array(iceServer).default([]),
        relay: relaySchema(secret).optional(),
      })
      .optional(),
  };
}

/** Optional keys that are missing must be missing, not `undefined`: they go over the socket. */
function withoutGaps<Value extends object>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}

function expression(source: string, context: z.RefinementCtx): RegExp {
  try {
    return new RegExp(source);
  } catch (error) {
    const message = `is no regular expression: ${error instanceof Error ? error.message : String(error)}`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
}

function accountSchema(secret: Secret) {
  return z.strictObject({
    id: z
      .union([z.int().positive(), z.string().regex(/^\d+$/, 'is a number')])
      .transform((id) => String(id) as AccountId),
    baseUrl: z.url('is an address like https://example.amocrm.ru').transform((url) => new URL(url).origin),
    country: z
      .string()
      .refine((code) => isSupportedCountry(code), 'is a country code like "RU" or "KZ"')
      .default('RU'),
    source: text.default('Linia'),
    integration: z.strictObject({
      clientUuid: text,
      secret,
      redirectUri: z.url('is the redirect URI of the integration'),
      token: secret.optional(),
    }),
    /** A stand-in's `host:port` may issue tokens as well; only for development. */
    devIssuerHosts: z.array(text).default([]),
    pbxId: text,
    eventsPath: z.string().startsWith('/', 'is a path like "/api/v2/events"').optional(),
    routing: routingSchema(secret).optional(),
    users: z.array(userSchema(secret)).default([]),
    browserPhones: z.array(z.strictObject({ extension, password: secret })).default([]),
    settings: z.record(z.string(), z.string('is written as text: "20"')).default({}),
  });
}

const extension = z
  .string()
  .regex(/^\d{2,6}$/, 'is an internal number like "101"')
  .transform((text) => text as Extension);

function userSchema(secret: Secret) {
  return z
    .strictObject({
      userId: z
        .int()
        .positive()
        .transform((id) => id as UserId),
      name: text,
      extension: extension.optional(),
      device: z.enum(['browser', 'desk', 'none']).default('none'),
      phone: z.strictObject({ password: secret }).optional(),
    })
    .transform(({ phone, ...user }) => ({ ...user, phonePassword: phone?.password }));
}
