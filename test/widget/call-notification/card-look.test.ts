/** @jest-environment node */
import type { Browser } from 'playwright-core';
import type { CallPhase, CallView } from '../../../src/call/call-view';
import type { AgentPicture, Caller } from '../../../src/widget/channel/agent-picture';
import { openBrowser } from '../../../dev/demo/browser';
import { colleague, missed } from '../../support/call-view-builder';
import { LookPage } from '../support/look-page';
import { LONG, MARINA, NOW, own, picture, view } from '../softphone/panel-pictures';

jest.setTimeout(120_000);

const RINGS: CallPhase = { phase: 'ringing', reason: { kind: 'direct' } };
const IGOR = colleague('203', 'Игорь Савин');
const FROM_IGOR = { direction: 'internal', other: { number: '203', text: '203', colleague: IGOR } } as const;
const WITHHELD = { other: { number: '', text: '' } } as const;

function card(phase: CallPhase, call: Partial<CallView> = {}, caller?: Caller): AgentPicture {
  const shown = view(phase, { direction: 'inbound', ...call });
  return picture({ calls: [shown], callers: caller ? { [shown.id]: caller } : {} });
}

const STATES: Readonly<Record<string, AgentPicture>> = {
  known: card(RINGS, { line: '+7\u00a0495\u00a0000-00-01' }, MARINA),
  unknown: card(RINGS, { line: '«Реклама на сайте»' }, { caller: 'unknown' }),
  searching: card(RINGS, {}, { caller: 'searching' }),
  'several-cards': card(RINGS, {}, { ...MARINA, others: [LONG.entity, MARINA.who] }),
  group: card(
    { phase: 'ringing', reason: { kind: 'group', alsoRinging: [IGOR, colleague('204', 'Тимур Галеев')] } },
    {},
    MARINA,
  ),
  answering: {
    ...card(RINGS, {}, MARINA),
    phone: { registration: 'registered', calls: [own('answering', { direction: 'incoming' })] },
  },
  'desk-phone': { ...card(RINGS, {}, MARINA), agent: { ...picture().agent!, device: 'desk' } },
  'phone-off': { ...card(RINGS, {}, MARINA), phone: { registration: 'lost', calls: [] } },
  'long-name': card(RINGS, {}, LONG),
  colleague: card(RINGS, FROM_IGOR),
  withheld: card(RINGS, WITHHELD),
  taken: card({ phase: 'taken', by: IGOR, at: NOW + 5_000 }, {}, MARINA),
  'taken-withheld': card({ phase: 'taken', by: IGOR, at: NOW + 5_000 }, WITHHELD),
  missed: card(missed(NOW + 5_000), {}, MARINA),
  'missed-unknown': card(missed(NOW + 5_000), {}, { caller: 'unknown' }),
  'missed-colleague': card(missed(NOW + 5_000), FROM_IGOR),
  'missed-withheld': card(missed(NOW + 5_000), WITHHELD),
};

let browser: Browser;
let look: LookPage;

beforeAll(async () => {
  browser = await openBrowser();
  look = await LookPage.open(browser);
});

afterAll(async () => {
  await browser.close();
});

describe.each(['light', 'dark'] as const)('The card in the %s theme', (theme) => {
  it.each(Object.entries(STATES))('%s: fits and reads', async (name, state) => {
    await look.show(state, theme);
    await look.shoot(`card-${name}-${theme}`);
    expect(await look.misfits('.tel-card')).toEqual([]);
    expect(await look.weakTexts('.tel-card')).toEqual([]);
  });
});
