import { backbone, type HostModel } from '../../host-model';
import { blame } from '../blame';
import type { Watch } from '../watch';
import { watchCalls } from '../watched-function';

interface PageModels {
  readonly current_list?: unknown;
  readonly current_card?:
    { readonly model?: unknown; readonly linked_forms?: { form_models?: unknown } } | false;
}

/** The model of the open card, of its linked forms, or of a row of the list. A widget may have models of its own. */
function isOfPage(model: HostModel & { readonly collection?: unknown }, data: PageModels): boolean {
  const card = data.current_card || undefined;
  if (card?.model === model) return true;
  const homes = [data.current_list, card?.linked_forms?.form_models];
  return model.collection !== undefined && homes.includes(model.collection);
}

/** Writes to the values that the user is looking at. */
export function watchHostModels(watch: Watch, data: PageModels): void {
  watchCalls(backbone().Model.prototype as object, 'set', {
    before: ({ self, args: [key] }) => {
      const by = isOfPage(self as HostModel, data) ? blame() : undefined;
      const name = typeof key === 'string' ? key : Object.keys(key ?? {}).join();
      if (by) watch.caught('app-write', `model.set('${name}')`, by);
    },
  });
}
