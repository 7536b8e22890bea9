/**
 * Draws images/*.png: the logo in the sizes that amoCRM asks for, and the pictures of the installation tour, with the
 * widget's own template, style and words. Run it by hand when one of those changes: `node scripts/draw-images.mjs`.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import twigjs from 'twig';
import { ROOT } from './command.mjs';
import { chromiumPath } from './peers.mjs';

const IMAGES = join(ROOT, 'images');
/** Pixel sizes: developer documentation, `integrations/structure`. */
const LOGOS = {
  logo: [130, 100],
  logo_main: [400, 272],
  logo_small: [108, 108],
  logo_medium: [240, 84],
  logo_min: [84, 84],
};
const TOUR = [1188, 616];
const LANGUAGES = ['ru', 'en', 'es', 'pt'];

const readText = (path) => readFileSync(join(ROOT, path), 'utf8');
const HANDSET =
  'M5 3h2.3l1.3 3.6-1.6 1.2a9.4 9.4 0 0 0 5.2 5.2l1.2-1.6L17 12.7V15a2 2 0 0 1-2.1 2A12.4 12.4 0 0 1 3 5.1 2 2 0 0 1 5 3z';
const icon = (path, style = '') =>
  `<svg class="tel-i ${style}" viewBox="0 0 20 20"><path d="${path}"/></svg>`;

/** A handset on a line that runs through the picture. */
const mark = (size) => `<svg width="${size}" height="${size}" viewBox="0 0 64 64">
  <rect width="64" height="64" rx="14" fill="#187a43"/>
  <path d="M12 48h40" stroke="#7fd8a4" stroke-width="4" stroke-linecap="round"/>
  <circle cx="52" cy="48" r="5" fill="#7fd8a4"/>
  <g transform="translate(16 6) scale(1.7)"><path d="${HANDSET}" fill="#fff"/></g></svg>`;

function logoHtml([width, height], name) {
  const side = Math.min(width, height);
  if (width < height * 1.4) return mark(side * 0.86);
  const size = name.length * height * 0.16;
  return `${mark(height * 0.56)}<b style="margin-left:${height * 0.12}px;font-size:${Math.min(height * 0.36, (width * 0.42 * height * 0.36) / size)}px">${name}</b>`;
}

const NAMES = {
  ru: {
    known: 'Марина Ковалёва',
    company: 'ООО «Северный свет»',
    lead: 'Окна для коттеджа, 3 этажа',
    missed: 'Павел Гусев',
  },
  other: {
    known: 'Marina Kovaleva',
    company: 'Northern Light',
    lead: 'Cottage windows',
    missed: 'Pavel Gusev',
  },
};

/** The words of the card as `card-model.ts` would choose them, for three moments. */
function tourCards({ card, entity }, names) {
  const head = {
    style: '',
    tone: 'in',
    headIcon: icon(`${HANDSET}M17 3l-5 5M12 4v4h4`),
    head: card.incoming,
    whoStyle: '',
  };
  const answer = {
    act: 'answer',
    style: 'tel-btn--answer tel-btn--wide',
    buttonIcon: icon(HANDSET, 'tel-i--fill'),
  };
  const buttons = [
    { ...answer, text: card.answer },
    { act: 'decline', style: 'tel-btn--decline', text: card.decline },
  ];
  const number = '+7\u00a0998\u00a0444-55-66';
  const briefcase = 'M3 7.5h14v8.5H3zM7.5 7V4h5v3M3 11h14';
  return {
    incoming: {
      ...head,
      time: '0:07',
      who: names.known,
      number,
      sub: names.company,
      buttons,
      link: { url: '#', linkIcon: icon(briefcase), name: names.lead, details: entity.lead },
    },
    unknown: {
      ...head,
      time: '0:03',
      who: number,
      whoIsNumber: true,
      sub: card.unknown,
      buttons,
      link: { url: '#', linkIcon: icon('M10 4v12M4 10h12'), name: card.create, details: card.createHint },
    },
    missed: {
      ...head,
      tone: 'bad',
      head: card.missed,
      headIcon: icon(`${HANDSET}M12.5 3.5l4 4M16.5 3.5l-4 4`),
      time: '14:32',
      who: names.missed,
      number,
      sub: card.rang.other.replace('{n}', '24'),
      buttons: [
        { ...answer, text: card.callBack },
        { act: 'close', style: '', text: card.close },
      ],
    },
  };
}

const tourHtml = (card) =>
  `<style>${readText('src/widget/ui/style.css')}</style><div class="tel" style="zoom:1.5">${twigjs
    .twig({ data: readText('templates/incoming-card.twig') })
    .render({ cards: [card], announcement: '' })}</div>`;

const page = (ground, body) =>
  `<body style="margin:0;height:100vh;display:flex;align-items:center;justify-content:center;background:${ground};color:#1d2a24;font-family:'PT Sans',sans-serif">${body}</body>`;

mkdirSync(IMAGES, { recursive: true });
const browser = await chromium.launch({
  executablePath: chromiumPath(),
  args: ['--no-sandbox', '--disable-gpu'],
});
const draw = async (name, [width, height], html) => {
  const tab = await browser.newPage({ viewport: { width, height } });
  await tab.setContent(html);
  await tab.screenshot({ path: join(IMAGES, `${name}.png`), animations: 'disabled' });
  await tab.close();
};
for (const [name, size] of Object.entries(LOGOS))
  await draw(name, size, page('#ffffff', logoHtml(size, 'Linia')));
for (const language of LANGUAGES) {
  const cards = tourCards(JSON.parse(readText(`i18n/${language}.json`)), NAMES[language] ?? NAMES.other);
  for (const [moment, card] of Object.entries(cards))
    await draw(`tour_${moment}_${language}`, TOUR, page('#eef1f4', tourHtml(card)));
}
await browser.close();
