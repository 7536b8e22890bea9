import type { Leg, TransferTarget } from '../pbx/leg';
import { uriOf, userOf, type HeaderLine, type SipRequest } from './sip-message';

/** What a REFER asks for (RFC 3515; with Replaces in the URI RFC 3891). Undefined: nothing the office can do. */
export function transferTargetOf(
  request: SipRequest,
  legNamedBy: (replaces: string) => Leg | undefined,
): TransferTarget | undefined {
  const uri = uriOf(request.headers.get('refer-to'));
  const replaces = uri && /[?&]Replaces=([^&]+)/i.exec(uri)?.[1];
  if (replaces !== undefined) {
    const consult = legNamedBy(unescape(replaces));
    return consult && { kind: 'attended', consult };
  }
  const exten = userOf(uri);
  return exten === undefined ? undefined : { kind: 'blind', exten };
}

function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not escaped properly: then it names no dialog either.
    return text;
  }
}

/** The body and headers of the NOTIFY that ends the subscription of a REFER. */
export function transferNotice(
  request: SipRequest,
  status: number,
): { readonly lines: HeaderLine[]; readonly body: string } {
  const id = /^\d+/.exec(request.headers.get('cseq') ?? '')?.[0] ?? '1';
  const lines: HeaderLine[] = [
    ['Event', `refer;id=${id}`],
    ['Subscription-State', 'terminated;reason=noresource'],
    ['Content-Type', 'message/sipfrag;version=2.0'],
  ];
  return { lines, body: `SIP/2.0 ${status} ${status === 200 ? 'OK' : 'Failed'}\r\n` };
}
