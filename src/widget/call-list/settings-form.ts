import type { ListSettings } from '../../call/dial-list';
import { parseSettings } from '../../protocol/dial-lists';
import type { SettingsForm } from './pane-state';

export interface ReadForm {
  /** Missing = something in it is wrong. */
  readonly settings?: ListSettings;
  readonly name: string;
  readonly members: readonly number[];
  readonly bad: readonly string[];
}

/** What the agent entered. A midnight at the end of the hours is the end of the day. */
export function readForm(form: HTMLFormElement, { settings, name, members }: SettingsForm): ReadForm {
  const value = (field: string): string | undefined =>
    form.querySelector<HTMLInputElement>(`[name="${field}"]`)?.value;
  const number = (field: string, known: number): number => Number(value(field) ?? known);
  const minutes = (field: string, known: number): number => {
    const [hour = NaN, minute = NaN] = (value(field) ?? '').split(':').map(Number);
    return value(field) === undefined ? known : hour * 60 + minute;
  };
  const boxes = [...form.querySelectorAll<HTMLInputElement>('[name="member"]')];
  const { fromMin, toMin } = settings.hours;
  const hours = { fromMin: minutes('fromMin', fromMin), toMin: minutes('toMin', toMin) || 24 * 60 };
  const wanted = {
    mode: settings.mode,
    intervalSec: number('intervalSec', settings.intervalSec),
    perDay: number('perDay', settings.perDay),
    hours,
    retry: Object.fromEntries(
      ([2, 3, 6, 7] as const).map((status) => [
        status,
        {
          tries: number(`tries-${status}`, settings.retry[status].tries),
          afterMin: number(`after-${status}`, settings.retry[status].afterMin),
        },
      ]),
    ),
  };
  const read = parseSettings(wanted);
  return {
    ...(read && { settings: read }),
    name: value('name')?.trim() ?? name,
    members:
      boxes.length > 0 ? boxes.filter(({ checked }) => checked).map((box) => Number(box.value)) : members,
    bad: read ? [] : badFields(wanted),
  };
}

function badFields({
  intervalSec,
  perDay,
  hours,
}: {
  intervalSec: number;
  perDay: number;
  hours: ListSettings['hours'];
}): readonly string[] {
  const isWhole = (value: number, from: number, to: number): boolean =>
    Number.isInteger(value) && value >= from && value <= to;
  return [
    ...(isWhole(intervalSec, 0, 600) ? [] : ['intervalSec']),
    ...(isWhole(perDay, 1, 20) ? [] : ['perDay']),
    ...(hours.fromMin < hours.toMin ? [] : ['fromMin', 'toMin']),
  ];
}
