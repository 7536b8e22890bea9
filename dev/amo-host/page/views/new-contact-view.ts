import { html } from '../markup';

interface Created {
  readonly _embedded: { readonly contacts: readonly { readonly id: number }[] };
}

/** `/contacts/add/?phone=…`: the number of an unknown caller waits in the form. */
export function drawNewContact($holder: JQuery, phone: string, navigate: (url: string) => void): void {
  $holder.html(
    html`<div class="card" id="card_holder">
      <form class="card-main new-contact">
        <h1 class="card-name">Новый контакт</h1>
        <label class="form-row">Имя<input class="text-input" name="name" autocomplete="off" /></label>
        <label class="form-row"
          >Телефон<input class="text-input" name="phone" value="${phone}" autocomplete="off"
        /></label>
        <label class="form-row">Email<input class="text-input" name="email" autocomplete="off" /></label>
        <p class="form-error" role="alert" hidden></p>
        <button type="submit" class="button-input button-input_blue">Сохранить</button>
      </form>
      <div class="feed"><div class="feed__entries feed__entries_empty">Карточка ещё не сохранена</div></div>
      <aside class="card-widgets"><div id="widgets_block" class="card-widgets__elements"></div></aside>
    </div>`.text,
  );
  const $form = $holder.find('.new-contact');
  $form.find('[name=name]').trigger('focus');
  $form.on('submit', (event) => {
    event.preventDefault();
    void save($form, navigate);
  });
}

async function save($form: JQuery, navigate: (url: string) => void): Promise<void> {
  const value = (name: string): string => String($form.find(`[name=${name}]`).val()).trim();
  const fields = (['phone', 'email'] as const)
    .filter((name) => value(name) !== '')
    .map((name) => ({ field_code: name.toUpperCase(), values: [{ value: value(name), enum_code: 'WORK' }] }));
  const contact = { name: value('name'), custom_fields_values: fields };
  try {
    const created = (await $.ajax({
      url: '/api/v4/contacts',
      method: 'POST',
      data: JSON.stringify([contact]),
      contentType: 'application/json',
      dataType: 'json',
    })) as Created;
    navigate(`/contacts/detail/${created._embedded.contacts[0]?.id ?? ''}`);
  } catch {
    $form.find('.form-error').prop('hidden', false).text('Не удалось сохранить контакт. Попробуйте ещё раз.');
  }
}
