import template from '../../../templates/delivery.twig';
import { parseDeliveryPage, type DeliveryKind, type DeliveryPage } from '../../protocol/delivery';
import { isNumber, isRecord } from '../../protocol/raw';
import type { PageTrouble } from './ask-gateway';
import { deliveryModel } from './delivery-model';
import type { Pane, PaneNeeds } from './pane';

export interface DeliveryState {
  readonly kind: DeliveryKind;
  readonly places: readonly string[];
  readonly page: DeliveryPage | undefined;
  readonly trouble: PageTrouble | undefined;
  /** Ids of calls that are being sent again, `*` = all. */
  readonly sending: ReadonlySet<string>;
  /** How many were sent again last. */
  readonly sent: number | undefined;
  /** "Send all" asks once. */
  readonly asksAll: boolean;
}

export interface DeliveryPane extends Pane {
  /** How many wait for the administrator; `undefined` = not known. */
  held(): number | undefined;
}

/** amoCRM answers within a second or two: so often it is looked what became of what was sent again. */
const LOOK_AFTER_MS = [700, 2_000, 5_000];

/** What waits for amoCRM, and what waits for the administrator. */
export function createDeliveryPane({ ask, say, language, clock, paint }: PaneNeeds): DeliveryPane {
  let state: DeliveryState = {
    ...{ kind: 'held', places: [''], page: undefined, trouble: undefined },
    ...{ sending: new Set(), sent: undefined, asksAll: false },
  };
  let round = 0;

  const become = (change: Partial<DeliveryState>): void => {
    state = { ...state, ...change };
    paint();
  };

  const read = async (): Promise<void> => {
    const own = ++round;
    const query = new URLSearchParams({ kind: state.kind, next: state.places.at(-1) ?? '' });
    const answer = await ask(`/delivery?${query}`, parseDeliveryPage);
    if (own !== round) return;
    become(answer.ok ? { page: answer.value, trouble: undefined } : { trouble: answer });
  };

  const look = (change: Partial<DeliveryState>): void => {
    become({ page: undefined, ...change });
    void read();
  };

  const resend = async (id: string | undefined): Promise<void> => {
    const mark = id ?? '*';
    if (state.sending.has(mark)) return;
    become({ sending: new Set([...state.sending, mark]), asksAll: false, sent: undefined });
    const answer = await ask(
      `/journal/resend${id === undefined ? '' : `?id=${encodeURIComponent(id)}`}`,
      callsIn,
    );
    const sending = new Set(state.sending);
    sending.delete(mark);
    if (!answer.ok) return become({ sending, trouble: answer });
    become({ sending, sent: answer.value });
    void read();
    for (const ms of LOOK_AFTER_MS) clock.after(ms, () => void read());
  };

  return {
    template,
    model: () => deliveryModel(state, { say, language, now: clock.now() }),
    read: () => void read(),
    held() {
      const counts = state.page?.counts;
      return counts && counts.refused + counts['no-entity'];
    },
    act(act, { dataset }) {
      const { places, page } = state;
      if (act === 'kind') look({ kind: dataset['kind'] as DeliveryKind, places: [''], sent: undefined });
      else if (act === 'older' && page?.next !== undefined) look({ places: [...places, page.next] });
      else if (act === 'newer' && places.length > 1) look({ places: places.slice(0, -1) });
      else if (act === 'resend') void resend(dataset['id']);
      else if (act === 'resend-all') become({ asksAll: true });
      else if (act === 'resend-no') become({ asksAll: false });
      else if (act === 'again') void read();
    },
  };
}

const callsIn = (raw: unknown): number | undefined =>
  isRecord(raw) && isNumber(raw['calls']) ? raw['calls'] : undefined;
