import type { UserId } from '../../call/ids';
import type { Say } from './phrases';

/** Who is signed in where. */
export interface AmoSession {
  readonly accountId: string;
  readonly userId: UserId;
  /** Known at run time only: amoCRM gives it when the archive is uploaded. */
  readonly widgetCode: string;
  readonly language: string;
  /** Currency of the account (ISO 4217); `''` when the host does not say. */
  readonly currency: string;
}

/** `status` 0 = no answer: network, timeout, CORS. `body` is parsed JSON, `undefined` when there is none. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface MissedCallNotice {
  readonly title: string;
  /** Plain text; the adapter escapes it. */
  readonly text: string;
  /** Number of a known caller, `''` when unknown (docs `telephony/capabilities-2`). */
  readonly from: string;
  /** Epoch ms. */
  readonly at: number;
  /** Path that a click opens. */
  readonly url: string;
  readonly entity?: {
    readonly type: 'contact' | 'lead' | 'company';
    readonly id: number;
    readonly name: string;
  };
}

export interface FaultNotice {
  readonly title: string;
  /** Plain text; the adapter escapes it. */
  readonly text: string;
  /** `toast`: in this tab now. `centre`: stays in amoCRM's notification centre. */
  readonly place: 'toast' | 'centre';
}

/** Elements of a list of amoCRM that the agent chose. */
export interface Selection {
  readonly kind: 'contact' | 'company' | 'lead';
  /** Ticked rows; missing = all that the list shows, on all its pages. */
  readonly ids?: readonly number[];
  /** The list's address behind its `?`: what it filters by. */
  readonly search: string;
}

/** Everything that the widget wants from amoCRM. Valid between the host's `init` and `destroy`. */
export interface AmoHost {
  readonly session: AmoSession;
  readonly say: Say;
  /** What the administrator entered, unparsed. */
  readonly settings: unknown;
  /** `POST` to a foreign origin with amoCRM's disposable token in `X-Auth-Token`. Never rejects. */
  readonly postAuthorized: (url: string) => Promise<HttpAnswer>;
  /** `GET` from the account's REST API with this agent's cookie, so with his rights. Never rejects. */
  readonly get: (path: string, signal: AbortSignal) => Promise<HttpAnswer>;
  /** Loads an AMD file of the widget's archive; resolves with its value. After a failure it may be asked again. */
  readonly load: (file: string) => Promise<unknown>;
  readonly page: AmoPage;
  /** For developers: something of ours or of a dependency broke. */
  readonly report: (error: unknown) => void;
}

/** amoCRM's own modal window (`lib/components/base/modal`). */
export interface ModalWish {
  /** Class of the window, of ours. */
  readonly style: string;
  /** Asked before it closes by Esc, by its page or by us; `false` keeps it open. */
  readonly mayClose: () => boolean;
  readonly closed: () => void;
}

export interface OpenModal {
  /** Ours to fill. */
  readonly body: HTMLElement;
  /** Another height: in the middle again. */
  resized(): void;
  /** Closes without asking. */
  close(): void;
}

/** What is done to the page around us. */
export interface AmoPage {
  readonly tellMissedCall: (notice: MissedCallNotice) => void;
  readonly tellFault: (notice: FaultNotice) => void;
  /** The end of a fault, as a toast without alarm. */
  readonly tellEnd: (notice: { readonly title: string; readonly text: string }) => void;
  /** What is ticked in the list that the agent looks at; `undefined` = nothing, or no list. */
  readonly selection: () => Selection | undefined;
  /** The number beside the phone icon; 0 = none. */
  readonly countAtPhoneIcon: (count: number) => void;
  /** Puts the phone icon into the left menu; returns the undo. */
  readonly showPhoneIcon: (clicked: () => void) => () => void;
  /** An item in the menu of every phone number; amoCRM has no way to take it back. */
  readonly offerCalls: (call: (number: string) => void) => void;
  /** Opens a page of amoCRM without a reload. */
  readonly navigate: (path: string) => void;
  /** It survives a change of the page. Rejects when the host has none. */
  readonly openModal: (wish: ModalWish) => Promise<OpenModal>;
  /** Where the widget draws its own page of amoCRM's settings; `null` = that page is not shown. */
  readonly workArea: () => HTMLElement | null;
  /** Links `style.css` of the archive, which amoCRM does not do by itself; returns the undo. */
  readonly linkStyle: () => () => void;
  /** While true amoCRM does not reload the page for a new release. */
  readonly setCallingStatus: (calling: boolean) => void;
}
