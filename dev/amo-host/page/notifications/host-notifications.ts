import type { Boot } from '../boot';
import type { Toast, Toasts } from './toasts';

interface Outcome {
  readonly done?: () => void;
  readonly fail?: () => void;
  readonly always?: () => void;
}

type Fields = Record<string, unknown>;

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
const nowSeconds = (): number => Math.floor(Date.now() / 1000);

const twoDigits = (value: number): string => String(value).padStart(2, '0');
const asClock = (seconds: number): string =>
  `${twoDigits(Math.floor(seconds / 60))}:${twoDigits(seconds % 60)}`;

/** A `phone=` inside an `href` of the text is encoded, so that `+7…` survives the address. */
const encodePhones = (message: string): string =>
  message.replace(/(href=["'][^"']*[?&]phone=)([^"'&]+)/g, (_all, before: string, phone: string) => {
    return before + encodeURIComponent(decodeURIComponent(phone));
  });

/** Header and text stand at the top, or together under `text`, as `show_notification` has them. */
function messageOf(fields: Fields): { header: string; message: string } {
  const nested =
    typeof fields['text'] === 'object' && fields['text'] !== null ? (fields['text'] as Fields) : undefined;
  return {
    header: text(nested?.['header'] ?? fields['header']),
    message: text(nested?.['text'] ?? fields['text'] ?? fields['message']),
  };
}

function addToInbox(request: Fields, outcome: Outcome = {}): void {
  $.ajax({ url: '/ajax/v1/inbox/add/', method: 'POST', data: { request }, dataType: 'json' })
    .done(() => outcome.done?.())
    .fail(() => outcome.fail?.())
    .always(() => outcome.always?.());
}

/** What `add_call` does to the object it was given: the build changes it in place, and so do we. */
function prepareCall(call: Fields): void {
  const duration = call['duration'];
  if (typeof duration === 'number' || (typeof duration === 'string' && /^\d+$/.test(duration))) {
    call['duration'] = asClock(Number(duration));
  }
  if ('phone' in call) {
    call['title'] = call['phone'];
    delete call['phone'];
  }
  if (typeof call['text'] === 'string') call['text'] = encodePhones(call['text']);
  call['element'] ??= { id: '', type: '', name: '' };
  call['date'] ??= nowSeconds();
}

/** `APP.notifications`; amocrm.ru/developers, "adding_notifications". */
export function hostNotifications(boot: Boot, toasts: Toasts): Record<string, unknown> {
  const show = (kind: Toast['kind'], fields: Fields = {}): void => {
    const { header, message } = messageOf(fields);
    const date = Number(fields['date']) || nowSeconds();
    const url = text(fields['link']);
    toasts.show({ kind, header, text: message, date, ...(url && { url }), iconUrl: text(fields['icon']) });
  };
  return {
    show_message: (fields: Fields) => show('message', fields),
    show_message_error: (fields: Fields) => show('error', fields),
    show_notification: (fields: Fields) => show(fields?.['type'] === 'error' ? 'error' : 'call', fields),
    add_error: (fields: Fields = {}, outcome?: Outcome) => {
      const { header, message } = messageOf(fields);
      const date = fields['date'] ?? nowSeconds();
      addToInbox({ date, type: 'error', message, header, link: text(fields['link']) }, outcome);
    },
    add_call: (call: Fields = {}, outcome?: Outcome) => {
      prepareCall(call);
      const { header, message } = messageOf(call);
      const {
        to = '',
        from = '',
        duration = '',
        link = '',
        date,
        element,
        click_link = '',
        id,
        title,
      } = call;
      addToInbox(
        {
          header: header || title || '',
          to,
          from,
          duration,
          link,
          user: boot.user.id,
          date,
          type: 'call',
          message,
          element,
          click_link,
          ...(id !== undefined && { id }),
        },
        outcome,
      );
    },
  };
}
