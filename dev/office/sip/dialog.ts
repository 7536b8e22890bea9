import { randomBytes } from 'node:crypto';
import { formatSip, tagOf, uriOf, type HeaderLine, type SipRequest, type SipResponse } from './sip-message';

export const newTag = (): string => randomBytes(6).toString('hex');
export const newBranch = (): string => `z9hG4bK${randomBytes(8).toString('hex')}`;

/** The office's end of a dialog (RFC 3261 §12): ids, addresses and the count of its own requests. */
export class Dialog {
  /** Unknown until the phone answers our INVITE. */
  remoteTag: string | undefined;
  private sequence = 1;

  constructor(
    readonly callId: string,
    readonly localTag: string,
    /** From value of the office; known when it invites. */
    public local: string,
    private readonly remote: string,
    /** Where the phone wants requests (its Contact). */
    private target: string,
    /** Host and port of the office, for Via and Contact. */
    private readonly office: string,
  ) {}

  /** A dialog that the phone opened with its INVITE. */
  static openedBy(request: SipRequest, office: string): Dialog {
    const header = (name: string): string => request.headers.get(name) ?? '';
    const target = uriOf(header('contact')) ?? uriOf(header('from')) ?? '';
    const dialog = new Dialog(header('call-id'), newTag(), header('to'), header('from'), target, office);
    dialog.remoteTag = tagOf(header('from'));
    return dialog;
  }

  get remoteTarget(): string {
    return this.target;
  }

  get contact(): HeaderLine {
    return ['Contact', `<sip:office@${this.office};transport=ws>`];
  }

  /** Takes what a 2xx says about the phone (RFC 3261 §12.1.2). */
  confirmedBy(response: SipResponse): void {
    this.remoteTag = tagOf(response.headers.get('to'));
    this.target = uriOf(response.headers.get('contact')) ?? this.target;
  }

  /** The phone may have moved to a new page socket (target refresh, RFC 3261 §12.2.2). */
  refreshedBy(request: SipRequest): void {
    this.target = uriOf(request.headers.get('contact')) ?? this.target;
  }

  nextSequence(): number {
    return ++this.sequence;
  }

  get firstSequence(): number {
    return 1;
  }

  /** `to` replaces the To value: the ACK of a refusal repeats the tag of that refusal. */
  request(
    method: string,
    branch: string,
    sequence: number,
    options: { readonly lines?: readonly HeaderLine[]; readonly body?: string; readonly to?: string } = {},
  ): string {
    const remote =
      this.remoteTag && !tagOf(this.remote) ? `${this.remote};tag=${this.remoteTag}` : this.remote;
    const local = tagOf(this.local) ? this.local : `${this.local};tag=${this.localTag}`;
    const lines: HeaderLine[] = [
      ['Via', `SIP/2.0/WS ${this.office};branch=${branch}`],
      ['Max-Forwards', '70'],
      ['From', local],
      ['To', options.to ?? remote],
      ['Call-ID', this.callId],
      ['CSeq', `${sequence} ${method}`],
      this.contact,
      ...(options.lines ?? []),
    ];
    return formatSip(`${method} ${this.target} SIP/2.0`, lines, options.body);
  }

  /** As Replaces names it from the phone's side (RFC 3891): its remote tag is ours. */
  isNamedBy(replaces: string): boolean {
    const [callId, ...params] = replaces.split(';');
    return callId === this.callId && params.includes(`to-tag=${this.localTag}`);
  }
}
