import { dock } from '../dock';
import { html } from '../markup';
import type { Finding } from './finding';

const row = ({ severity, widget, ru, where, count }: Finding) =>
  html`<li class="rules__finding rules__finding_${severity}">
    <span class="rules__text">${ru}</span>
    <span class="rules__where">${widget ?? 'виджет'} · ${where}${count > 1 && ` · ×${count}`}</span>
  </li>`;

/** The count of breaches at the lower right: inside the customers' panel, where there is one. */
export class RulesBadge {
  private readonly $badge = $(
    html`<details class="rules">
      <summary class="rules__title"></summary>
      <ul class="rules__list"></ul>
    </details>`.text,
  );

  mount(): void {
    const office = document.querySelector('.office');
    this.$badge.toggleClass('rules_alone', !office).appendTo(office ?? dock());
    this.show([]);
  }

  show(findings: readonly Finding[]): void {
    this.$badge.toggleClass(
      'rules_broken',
      findings.some(({ severity }) => severity === 'breaks'),
    );
    this.$badge.find('.rules__title').text(`Правила: ${findings.length}`);
    const empty = '<li class="rules__none">Виджеты не нарушают правил amoCRM.</li>';
    this.$badge.find('.rules__list').html(findings.map((finding) => row(finding).text).join('') || empty);
  }
}
