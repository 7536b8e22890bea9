/** SIP messages as WebSocket frames carry them (RFC 3261 §7, RFC 7118): one message a frame, never split. */
export interface SipHeaders {
  /** First value, or undefined. Names are compared without case; compact forms are known. */
  get(name: string): string | undefined;
  all(name: string): readonly string[];
}

export interface SipRequest {
  readonly kind: 'request';
  readonly method: string;
  readonly uri: string;
  readonly headers: SipHeaders;
  readonly body: string;
}

export interface SipResponse {
  readonly kind: 'response';
  readonly status: number;
  readonly headers: SipHeaders;
  readonly body: string;
}

export type HeaderLine = readonly [name: string, value: string];

const COMPACT: Readonly<Record<string, string>> = {
  v: 'via',
  f: 'from',
  t: 'to',
  i: 'call-id',
  m: 'contact',
  l: 'content-length',
  c: 'content-type',
  r: 'refer-to',
  k: 'supported',
};
const REQUIRED = ['via', 'from', 'to', 'call-id', 'cseq'];
const MAX_BYTES = 64 * 1024;
const REQUEST_LINE = /^([A-Z]{2,20}) (sips?:[^\s]{1,500}) SIP\/2\.0$/;
const STATUS_LINE = /^SIP\/2\.0 ([1-6]\d\d)(?: .*)?$/;

function headersFrom(lines: readonly HeaderLine[]): SipHeaders {
  const all = (name: string): readonly string[] =>
    lines.filter(([key]) => key === name.toLowerCase()).map(([, value]) => value);
  return { all, get: (name) => all(name)[0] };
}

/** Folded lines (RFC 3261 §7.3.1) are joined first. Undefined: not header lines. */
function parseHeaders(text: string): SipHeaders | undefined {
  const lines: HeaderLine[] = [];
  for (const line of text.replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon < 1) return undefined;
    const name = line.slice(0, colon).trim().toLowerCase();
    lines.push([COMPACT[name] ?? name, line.slice(colon + 1).trim()]);
  }
  return headersFrom(lines);
}

/** Undefined: no SIP message, or one without what every message must have (RFC 3261 §8.1.1). */
export function parseSip(text: string): SipRequest | SipResponse | undefined {
  if (text.length > MAX_BYTES) return undefined;
  const headEnd = text.indexOf('\r\n\r\n');
  const head = headEnd < 0 ? text : text.slice(0, headEnd);
  const firstEnd = head.indexOf('\r\n');
  if (firstEnd < 0) return undefined;
  const headers = parseHeaders(head.slice(firstEnd + 2));
  if (!headers || REQUIRED.some((name) => headers.get(name) === undefined)) return undefined;
  const body = headEnd < 0 ? '' : text.slice(headEnd + 4);
  const request = REQUEST_LINE.exec(head.slice(0, firstEnd));
  if (request?.[1] && request[2])
    return { kind: 'request', method: request[1], uri: request[2], headers, body };
  const status = STATUS_LINE.exec(head.slice(0, firstEnd));
  return status?.[1] ? { kind: 'response', status: Number(status[1]), headers, body } : undefined;
}

/** A value that came from a stranger may not open a new header line. */
const oneLine = (value: string): string => value.replace(/[\r\n\0]+/g, ' ');

export function formatSip(firstLine: string, lines: readonly HeaderLine[], body = ''): string {
  const length: HeaderLine = ['Content-Length', String(Buffer.byteLength(body))];
  const head = [...lines, length].map(([name, value]) => `${name}: ${oneLine(value)}`);
  return [firstLine, ...head, '', body].join('\r\n');
}

const REASONS: Readonly<Record<number, string>> = {
  100: 'Trying',
  180: 'Ringing',
  200: 'OK',
  202: 'Accepted',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  480: 'Temporarily Unavailable',
  481: 'Call/Transaction Does Not Exist',
  486: 'Busy Here',
  487: 'Request Terminated',
  488: 'Not Acceptable Here',
  500: 'Server Internal Error',
  603: 'Decline',
};

/** The answer to a request: Via, From, Call-ID and CSeq are the request's own (RFC 3261 §8.2.6.2). */
export function formatResponse(
  request: SipRequest,
  status: number,
  options: { readonly toTag?: string; readonly lines?: readonly HeaderLine[]; readonly body?: string } = {},
): string {
  const to = request.headers.get('to') ?? '';
  const tagged = tagOf(to) || !options.toTag ? to : `${to};tag=${options.toTag}`;
  const copied: HeaderLine[] = [
    ...request.headers.all('via').map((via): HeaderLine => ['Via', via]),
    ['From', request.headers.get('from') ?? ''],
    ['To', tagged],
    ['Call-ID', request.headers.get('call-id') ?? ''],
    ['CSeq', request.headers.get('cseq') ?? ''],
  ];
  const lines = [...copied, ...(options.lines ?? [])];
  return formatSip(`SIP/2.0 ${status} ${REASONS[status] ?? 'Unknown'}`, lines, options.body);
}

/** The `tag` of a From or To value. */
export function tagOf(value: string | undefined): string | undefined {
  return value && /;\s*tag=([^;,\s]+)/.exec(value)?.[1];
}

/** The URI of a From, To, Contact or Refer-To value. */
export function uriOf(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  return /<([^>]*)>/.exec(value)?.[1] ?? /^\s*(sips?:[^;,\s]+)/.exec(value)?.[1];
}

/** The user part of a SIP URI, unescaped. */
export function userOf(uri: string | undefined): string | undefined {
  const user = uri && /^sips?:([^@;?]+)@/.exec(uri)?.[1];
  return user === undefined || user === '' ? undefined : unescape(user);
}

function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not an escape sequence: the text itself is the name.
    return text;
  }
}

export function branchOf(message: SipRequest | SipResponse): string | undefined {
  return /;\s*branch=([^;,\s]+)/.exec(message.headers.get('via') ?? '')?.[1];
}

/** A display name and address; quotes and backslashes are escaped (RFC 3261 §25.1 quoted-string). */
export function nameAddress(name: string | undefined, uri: string): string {
  return name ? `"${name.replace(/["\\]/g, '\\$&')}" <${uri}>` : `<${uri}>`;
}
