import { isRecord, isText } from '../../protocol/raw';
import type { Say } from '../host/phrases';

/** The gateway's own sentences, by their beginning. */
const KNOWN = {
  'could not look': 'unsure',
  'no answer': 'lost',
  'amoCRM left it out': 'lost',
  'an answer of amoCRM was lost': 'look-by-hand',
  'the card of the task': 'card-gone',
} as const;
const BY_STATUS: Readonly<Record<string, string>> = {
  401: 'token',
  402: 'unpaid',
  403: 'forbidden',
  404: 'no-door',
  408: 'slow',
  429: 'too-many',
};
const LONGEST = 200;

/** Why amoCRM does not have a call, in words of the reader; `''` = there is no reason. */
export function whyWords(why: string, say: Say): string {
  const answer = why.replace(/^[a-z-]+: /, '');
  if (answer === '') return '';
  const [, status, rest = ''] = /^http-(\d{3}) ?([\s\S]*)$/.exec(answer) ?? [];
  if (status === undefined) return withoutStatus(answer, say);
  if (rest === 'without JSON') return say('advanced.why.proxy', { status });
  const named = BY_STATUS[status];
  if (named !== undefined) return say(`advanced.why.${named}`);
  if (status.startsWith('5')) return say('advanced.why.down', { status });
  return refused(rest || status, say);
}

function withoutStatus(answer: string, say: Say): string {
  const known = Object.entries(KNOWN).find(([beginning]) => answer.startsWith(beginning));
  if (known) return say(`advanced.why.${known[1]}`);
  if (answer.startsWith('{')) return refused(answer, say);
  return say('advanced.why.network', { code: answer.slice(0, LONGEST) });
}

const refused = (text: string, say: Say): string =>
  say('advanced.why.refused', { detail: detailIn(text).replace(/[.\s]+$/, '') });

/** What amoCRM itself says of it: its most exact words first. The gateway keeps the beginning of a long answer only. */
function detailIn(text: string): string {
  const body = jsonOf(text);
  const errors = isRecord(body) ? deepErrors(body) : [];
  if (errors.length > 0) return errors.slice(0, 3).join('; ').slice(0, LONGEST);
  const [, detail] = /"detail":"([^"]+)"/.exec(text) ?? [];
  return (detail ?? text).slice(0, LONGEST);
}

function deepErrors(body: Readonly<Record<string, unknown>>): readonly string[] {
  const checks = Array.isArray(body['validation-errors']) ? body['validation-errors'].filter(isRecord) : [];
  const within = checks
    .flatMap(({ errors }) => (Array.isArray(errors) ? errors.filter(isRecord) : []))
    .flatMap(({ path, detail }) => (isText(detail) ? [isText(path) ? `${path}: ${detail}` : detail] : []));
  if (within.length > 0) return within;
  return [body['detail'], body['title']].filter(isText).slice(0, 1);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // It was cut.
  }
}
