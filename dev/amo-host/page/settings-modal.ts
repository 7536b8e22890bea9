import type { Boot } from './boot';
import type { SettingsField, WidgetData } from './loader/widget-data';
import { html, trusted, type Markup } from './markup';
import { Modal } from './modal/modal';
import { callWidget, isThenable, type WidgetInstance } from './widget-instance';

type Values = Record<string, unknown>;

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

function perUser(value: unknown): Record<string, unknown> {
  const parsed: unknown = typeof value === 'string' && value.startsWith('{') ? JSON.parse(value) : value;
  return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
}

function usersField(boot: Boot, field: SettingsField, value: unknown): Markup {
  const values = perUser(value);
  return html`<div
    class="widget_settings_block__item_field widget_settings_block__users"
    data-key="${field.key}"
  >
    <div class="widget_settings_block_users__title_field">${field.title}</div>
    <ul class="widget_settings_block__users_list">
      ${Object.values(boot.managers).map(({ id, title }) => {
        const own = values[id];
        const login = (own ?? {}) as { login?: unknown; password?: unknown };
        return html`<li>
          <span class="widget_settings_block__user_name">${title}</span>
          ${
            field.type === 'users'
              ? html`<input
                  class="text-input"
                  name="${field.key}[${id}]"
                  value="${text(own)}"
                  autocomplete="off"
                />`
              : html`<input
                    class="text-input"
                    name="${field.key}[${id}][login]"
                    value="${text(login.login)}"
                    placeholder="Логин"
                    autocomplete="off"
                  />
                  <input
                    class="text-input"
                    type="password"
                    name="${field.key}[${id}][password]"
                    value="${text(login.password)}"
                    placeholder="Пароль"
                    autocomplete="new-password"
                  />`
          }
        </li>`;
      })}
    </ul>
  </div>`;
}

function fieldMarkup(boot: Boot, code: string, field: SettingsField, value: unknown): Markup {
  if (field.type === 'users' || field.type === 'users_lp') return usersField(boot, field, value);
  if (field.type === 'custom') {
    return html`<div class="widget_settings_block__item_field" data-key="${field.key}">
      <input type="hidden" id="${code}_custom" name="${field.key}" value="${text(value)}" />
      <div id="${code}_custom_content"></div>
    </div>`;
  }
  return html`<div class="widget_settings_block__item_field" data-key="${field.key}">
    <label class="widget_settings_block__title_field">${field.title}${field.required && ' *'}</label>
    <div class="widget_settings_block__input_field">
      <input
        class="text-input"
        type="${field.type === 'pass' ? 'password' : 'text'}"
        name="${field.key}"
        value="${text(value)}"
        autocomplete="off"
      />
    </div>
  </div>`;
}

/** The form as the host collects it: one value per field, those of users together as a JSON string. */
export function collectFields($body: JQuery, fields: readonly SettingsField[]): Values {
  const values: Values = {};
  for (const field of fields) {
    const inputs = $body
      .find(`[data-key="${field.key}"] input[name^="${field.key}"]`)
      .toArray() as HTMLInputElement[];
    if (field.type === 'users') {
      values[field.key] = JSON.stringify(
        Object.fromEntries(inputs.map(({ name, value }) => [name.slice(field.key.length + 1, -1), value])),
      );
    } else if (field.type === 'users_lp') {
      const byUser: Record<string, Record<string, string>> = {};
      for (const { name, value } of inputs) {
        const [, id = '', part = ''] = /\[(\d+)\]\[(\w+)\]$/.exec(name) ?? [];
        byUser[id] = { ...byUser[id], [part]: value };
      }
      values[field.key] = JSON.stringify(byUser);
    } else {
      values[field.key] = inputs[0]?.value ?? '';
    }
  }
  return values;
}

const buttons = (isActive: boolean): Markup =>
  html`<div class="widget-settings__actions">
    ${
      isActive
        ? html`<button
              type="button"
              class="button-input button-input_blue button-input-disabled js-widget-save"
              disabled
            >
              Сохранить
            </button>
            <button type="button" class="button-cancel js-widget-uninstall">Отключить</button>`
        : html`<button type="button" class="button-input button-input_blue js-widget-install">
            Установить
          </button>`
    }
    <span class="widget-settings__error" role="alert"></span>
  </div>`;

interface SettingsHost {
  readonly boot: Boot;
  readonly instance: () => WidgetInstance | undefined;
  readonly changed: (widget: WidgetData) => void;
}

/** The window in which a widget is installed, set up and switched off. */
export function openSettings(widget: WidgetData, host: SettingsHost): void {
  const values = JSON.parse(widget.settings) as Values;
  const isActive = widget.active === 'Y';
  const modal = new Modal({
    class_name: 'modal-list widget-settings-modal',
    init($body) {
      $body.append(
        html`<div class="widget-settings" data-code="${widget.code}">
          <span class="modal-body__close" role="button" tabindex="0" aria-label="Закрыть">×</span>
          <h2 class="widget-settings__name">${widget.name}</h2>
          <div class="widget-settings__status" data-status="${widget.status}">
            ${isActive ? 'Установлен' : 'Не установлен'}
          </div>
          <div class="widget-settings__description">${trusted(widget.description)}</div>
          <form class="widget_settings_block" id="widget_settings__fields_wrapper">
            ${widget.settings_template.map((field) => fieldMarkup(host.boot, widget.code, field, values[field.key]))}
          </form>
          ${buttons(isActive)}
        </div>`.text,
      );
      $body.trigger('modal:loaded').trigger('modal:centrify');
    },
  });
  bind(modal, widget, host);
  const instance = host.instance();
  if (instance && widget.locations.some((location) => location.startsWith('settings'))) {
    callWidget(instance, 'settings', modal.$modal_body.find('.widget_settings_block'), {});
  }
}

function bind(modal: Modal, widget: WidgetData, host: SettingsHost): void {
  const $body = modal.$modal_body;
  const save = (active: 'Y' | 'N'): void => void saveSettings(modal, widget, host, active);
  $body.on('submit', 'form', (event) => {
    event.preventDefault();
  });
  $body.on('input change', 'input, select, textarea', () => {
    $body.find('.js-widget-save').prop('disabled', false).removeClass('button-input-disabled');
  });
  $body.on('click', '.js-widget-save, .js-widget-install', () => save('Y'));
  $body.on('click', '.js-widget-uninstall', (event) => {
    event.stopPropagation();
    save('N');
  });
}

const missing = (fields: readonly SettingsField[], values: Values): SettingsField | undefined =>
  fields.find(({ key, required }) => required && /^(\{\})?$/.test(text(values[key]).trim()));

/** A false answer or a rejection of `onSave` keeps the settings as they were. */
async function isAccepted(answer: unknown): Promise<boolean> {
  try {
    return (isThenable(answer) ? await answer : answer) !== false;
  } catch {
    // The widget refused by rejecting; what is wrong it has said in its own form.
    return false;
  }
}

async function saveSettings(
  modal: Modal,
  widget: WidgetData,
  host: SettingsHost,
  active: 'Y' | 'N',
): Promise<void> {
  const $error = modal.$modal_body.find('.widget-settings__error').text('');
  const data = { active, fields: collectFields(modal.$modal_body, widget.settings_template) };
  const empty = active === 'Y' ? missing(widget.settings_template, data.fields) : undefined;
  if (empty) {
    $error.text(`Заполните поле «${empty.title}»`);
    return;
  }
  const instance = host.instance();
  const answer =
    instance?.callbacks['onSave'] === undefined || !instance ? true : callWidget(instance, 'onSave', data);
  if (!(await isAccepted(answer ?? false))) {
    $error.text('Виджет не принял настройки');
    return;
  }
  try {
    const saved = (await $.ajax({
      url: '/ajax/widgets/save',
      method: 'POST',
      data: JSON.stringify({ code: widget.code, ...data }),
      contentType: 'application/json',
      dataType: 'json',
    })) as { widget: WidgetData };
    if (active === 'Y' && widget.active === 'N' && instance) callWidget(instance, 'onInstall');
    modal.destroy();
    host.changed(saved.widget);
  } catch {
    $error.text('Настройки не сохранены: на это нет прав или нет связи');
  }
}
