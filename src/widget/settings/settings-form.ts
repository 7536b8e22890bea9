import type { AmoHost } from '../host/amo-host';
import { connectionTest } from './connection-test';
import { addressFault, extensionFaults, secondsFault, type FieldFault } from './field-faults';
import { formField, type FormField } from './form-field';
import { notificationChoice } from './notification-choice';

/** Our part of amoCRM's settings window. */
export interface SettingsForm {
  /** Shows what is wrong and brings the first wrong field into view. */
  mayBeSaved(): boolean;
}

export type SettingsFactory = (form: HTMLElement, host: AmoHost) => SettingsForm;

const HINTED = ['support_contact', 'supervisors', 'do_not_call'];
const SECONDS = ['result_after', 'dial_interval'];

/** Adds help, checks and the connection test to the form that amoCRM has drawn from the manifest. */
export const openSettingsForm: SettingsFactory = (form, host) => {
  const { say } = host;
  const find = (name: string): HTMLInputElement | null => form.querySelector(`input[name="${name}"]`);
  const fieldsOf = (names: readonly string[]): readonly FormField[] =>
    names.flatMap((name) => {
      const input = find(name);
      return input ? [formField(input, say, say(`setup.hint.${name}`))] : [];
    });
  const addresses = fieldsOf(['gateway_url']);
  const seconds = fieldsOf(SECONDS);
  const extensions = [...form.querySelectorAll<HTMLInputElement>('input[name^="extensions["]')].map((input) =>
    formField(input, say),
  );
  fieldsOf(HINTED);
  const mode = find('notification_mode');
  if (mode) notificationChoice(mode, say);
  for (const { input } of addresses) connectionTest(input, () => ownExtension(form, host), host);

  const judged = (): readonly (readonly [FormField, FieldFault | undefined])[] => {
    const twice = extensionFaults(extensions.map(({ input }) => input.value));
    return [
      ...addresses.map((field) => [field, addressFault(field.input.value)] as const),
      ...extensions.map((field, at) => [field, twice[at]] as const),
      ...seconds.map((field) => [field, secondsFault(field.input.value)] as const),
    ];
  };
  const showAll = (): readonly FormField[] => {
    const verdicts = judged();
    for (const [field, fault] of verdicts) field.show(fault);
    return verdicts.flatMap(([field, fault]) => (fault ? [field] : []));
  };
  // A person who still types is not corrected; a fault that he mends goes at once.
  form.addEventListener('change', showAll);
  form.addEventListener('input', () => {
    for (const [field, fault] of judged()) if (!fault) field.show(undefined);
  });
  return {
    mayBeSaved() {
      const [first] = showAll();
      first?.input.focus();
      return first === undefined;
    },
  };
};

function ownExtension(form: HTMLElement, { session }: AmoHost): string {
  const input = form.querySelector<HTMLInputElement>(`input[name="extensions[${session.userId}]"]`);
  return input?.value.trim() ?? '';
}
