import { saveFile } from '../ui/save-file';

/** What it holds is what the gateway answered, so no secret and no link to a recording. */
export const saveJson = (value: object, name: string): void =>
  saveFile(`${JSON.stringify(value, null, 2)}\n`, name, 'application/json');
