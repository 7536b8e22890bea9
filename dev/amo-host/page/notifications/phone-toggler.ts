import type { PhoneToggler } from '../app';
import { icon } from '../icons';
import { html } from '../markup';

/** The phone icon in the left menu. It has one owner at a time; who comes later takes it over. */
export function phoneToggler() {
  let owner: PhoneToggler | undefined;
  const remove = (): void => {
    if (owner) $(document).off(`click${owner.ns}`, '.calls-list-toggler');
    owner = undefined;
    $('#left_menu .calls-list-toggler').remove();
  };
  return {
    /** Silent about a missing field: that is how the build has it. The namespace must begin with a dot. */
    notificationsPhone: ({ ns, click }: Partial<PhoneToggler>): void => {
      if (!ns || typeof click !== 'function') return;
      remove();
      owner = { ns, click };
      $('#left_menu .nav__notifications').prepend(
        html`<div class="calls-list-toggler" role="button" tabindex="0" aria-label="Звонки" title="Звонки">
          <div class="calls-list-toggler__wrapper">
            <span class="calls-list-toggler__icon">${icon('phone')}</span>
            <span class="nav__counter js-notifications_call_list_counter" style="display: none">0</span>
          </div>
        </div>`.text,
      );
      $(document).on(`click${ns}`, '.calls-list-toggler', function (this: Element, event) {
        event.stopPropagation();
        click.call(this, event);
      });
    },
    destroyNotificationsPhone: ({ ns }: { ns?: string }): void => {
      if (owner && owner.ns === ns) remove();
    },
  };
}
