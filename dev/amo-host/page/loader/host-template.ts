import button from '../host-controls/button.twig';
import cancelButton from '../host-controls/cancel_button.twig';
import checkbox from '../host-controls/checkbox.twig';
import checkboxesDropdown from '../host-controls/checkboxes_dropdown.twig';
import dateField from '../host-controls/date_field.twig';
import deleteButton from '../host-controls/delete_button.twig';
import file from '../host-controls/file.twig';
import input from '../host-controls/input.twig';
import multiselect from '../host-controls/multiselect.twig';
import radio from '../host-controls/radio.twig';
import select from '../host-controls/select.twig';
import suggest from '../host-controls/suggest.twig';
import textarea from '../host-controls/textarea.twig';

export interface TwigTemplate {
  render(params?: object): string;
}

interface TwigOptions {
  readonly id?: string;
  readonly ref?: string;
  readonly data?: string;
  readonly href?: string;
  readonly async?: boolean;
  readonly load?: (template: TwigTemplate) => void;
  readonly error?: (cause: unknown) => void;
}

export interface TwigLibrary {
  twig(options: TwigOptions): TwigTemplate | null;
  extendFunction(name: string, make: (...args: string[]) => string): void;
}

/** Module `twigjs`: callable, and with the library's own members. */
export type HostTwig = ((options: TwigOptions) => TwigTemplate | null) & TwigLibrary;

const CONTROLS: Record<string, string> = {
  button,
  cancel_button: cancelButton,
  checkbox,
  checkboxes_dropdown: checkboxesDropdown,
  date_field: dateField,
  delete_button: deleteButton,
  file,
  input,
  multiselect,
  radio,
  select,
  suggest,
  textarea,
};

export const controlRef = (name: string): string => `/tmpl/controls/${name}.twig`;

export function hostTwig(library: TwigLibrary): HostTwig {
  for (const [name, data] of Object.entries(CONTROLS)) library.twig({ id: controlRef(name), data });
  library.extendFunction('include_control', (name, params) => {
    const template = library.twig({ ref: controlRef(name ?? '') });
    return template?.render((params as unknown as object | undefined) ?? {}) ?? '';
  });
  return Object.assign((options: TwigOptions) => library.twig(options), library);
}
