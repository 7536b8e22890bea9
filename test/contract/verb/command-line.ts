import { parseArgs } from 'node:util';
import type { Need, Target } from '../target';

export const USAGE = `Usage: npm run contract -- --base https://SUBDOMAIN.amocrm.ru --token TOKEN [options]

  --base ADDRESS         the account (https; http only on this machine)
  --token TOKEN          long-lived or access token of an administrator; or AMO_TOKEN in the environment
  --only PREFIX          only facts whose id begins so, for example 7.3
  --read-only            nothing is written
  --yes                  writes without asking
  --disturb              also facts that other users notice (call notices)
  --storm                also facts that run into the limit of requests on purpose
  --agent USER_ID        a user who sees and edits only what is his own
  --cookie COOKIE        Cookie header of that user's browser
  --client-id, --client-secret, --redirect-uri, --code
                         the integration and a fresh authorization code (it will be used up)
  --widget CODE          an installed widget
  --per-second N         requests a second, 5 unless told
  --settle-ms N          how long amoCRM needs to find what it has written, 2000 unless told
  --json FILE            the report as JSON as well`;

const OPTIONS = {
  base: { type: 'string' },
  token: { type: 'string' },
  only: { type: 'string', default: '' },
  'read-only': { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  disturb: { type: 'boolean', default: false },
  storm: { type: 'boolean', default: false },
  agent: { type: 'string' },
  cookie: { type: 'string' },
  'client-id': { type: 'string' },
  'client-secret': { type: 'string' },
  'redirect-uri': { type: 'string' },
  code: { type: 'string' },
  widget: { type: 'string' },
  'per-second': { type: 'string', default: '5' },
  'settle-ms': { type: 'string', default: '2000' },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

export interface Order {
  readonly target: Target;
  readonly only: string;
  readonly isAgreed: boolean;
  readonly jsonFile?: string;
}

export type Command =
  | { readonly kind: 'run'; readonly order: Order }
  | { readonly kind: 'help' }
  | { readonly kind: 'mistake'; readonly sentences: readonly string[] };

const read = (args: readonly string[]) =>
  parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false }).values;
type Values = ReturnType<typeof read>;

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|.+\.localhost)$/;

function mistakeOfBase(base: string | undefined): string | undefined {
  if (base === undefined) return '--base is missing: the address of the account.';
  if (!URL.canParse(base)) return `--base "${base}" is no address.`;
  const { protocol, hostname } = new URL(base);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
  return isSafe ? undefined : '--base must begin with https://, or the token would travel in the clear.';
}

const isCount = (text: string | undefined): boolean => text === undefined || /^[1-9]\d*$/.test(text);

function mistakesIn(values: Values, token: string): string[] {
  const keys = ['client-id', 'client-secret', 'redirect-uri', 'code'] as const;
  const given = keys.filter((key) => values[key] !== undefined);
  return [
    mistakeOfBase(values.base),
    token === '' ? '--token is missing (or AMO_TOKEN in the environment).' : undefined,
    isCount(values.agent) ? undefined : '--agent must be the number of a user.',
    /^\d+$/.test(values['settle-ms']) ? undefined : '--settle-ms must be a whole number.',
    isCount(values['per-second']) ? undefined : '--per-second must be a whole number from 1.',
    given.length === 0 || given.length === keys.length
      ? undefined
      : `--${keys.join(', --')} go together; only --${given.join(', --')} given.`,
    values.cookie !== undefined && values.agent === undefined
      ? '--cookie needs --agent: whose browser is it?'
      : undefined,
  ].filter((mistake) => mistake !== undefined);
}

function targetOf(values: Values, token: string): Target {
  const allowed: readonly (Need | false)[] = [
    !values['read-only'] && 'write',
    values.disturb && 'disturb',
    values.storm && 'storm',
  ];
  const codes = values.code === undefined ? [] : [values.code];
  return {
    baseUrl: (values.base ?? '').replace(/\/+$/, ''),
    token,
    perSecond: Number(values['per-second']),
    settleMs: Number(values['settle-ms']),
    allows: new Set(allowed.filter((need) => need !== false)),
    ...(values.agent !== undefined && { agentId: Number(values.agent) }),
    ...(values.cookie !== undefined && { sessionCookie: values.cookie }),
    ...(values.widget !== undefined && { widgetCode: values.widget }),
    ...(values['client-id'] !== undefined && {
      integration: {
        clientId: values['client-id'],
        clientSecret: values['client-secret'] ?? '',
        redirectUri: values['redirect-uri'] ?? '',
        takeCode: async () => codes.pop(),
      },
    }),
  };
}

/** What was asked for, or every mistake in it at once. */
export function parseCommandLine(args: readonly string[], env: NodeJS.ProcessEnv): Command {
  let values: Values;
  try {
    values = read(args);
  } catch (error) {
    return { kind: 'mistake', sentences: [error instanceof Error ? error.message : String(error)] };
  }
  if (values.help) return { kind: 'help' };
  const token = values.token ?? env['AMO_TOKEN'] ?? '';
  const sentences = mistakesIn(values, token);
  if (sentences.length > 0) return { kind: 'mistake', sentences };
  const order: Order = {
    target: targetOf(values, token),
    only: values.only,
    isAgreed: values.yes,
    ...(values.json !== undefined && { jsonFile: values.json }),
  };
  return { kind: 'run', order };
}
