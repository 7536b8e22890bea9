import { startOptions } from '../../../dev/start-options';

const refusal = (...args: string[]): string => {
  try {
    startOptions(args);
  } catch (error) {
    return (error as Error).message;
  }
  return 'was taken';
};

describe('the flags of npm start', () => {
  it('are all optional: our own widget with the office', () => {
    expect(startOptions([])).toEqual({
      port: 8080,
      widget: undefined,
      area: undefined,
      userId: undefined,
      hasOffice: true,
      platform: 'amocrm',
      language: undefined,
    });
  });

  it('show another widget where its author wants to look', () => {
    const line =
      '--widget ../mine/widget.zip --code mine --area leads_card --user 504142 --port 0 --no-office';
    expect(startOptions([...line.split(' '), '--settings', '{"login":"100"}'])).toEqual({
      port: 0,
      widget: { path: '../mine/widget.zip', code: 'mine', settings: { login: '100' } },
      area: 'leads_card',
      userId: 504142,
      hasOffice: false,
      platform: 'amocrm',
      language: undefined,
    });
  });

  it.each([
    ['an unknown flag', ['--wigdet', 'x'], /Unknown option '--wigdet'[^]*npm start -- \[--port N\]/],
    ['a word without a flag', ['widget.zip'], /Unexpected argument 'widget\.zip'/],
    ['a flag without its value', ['--widget'], /'--widget <value>' argument missing/],
    ['a port that is none', ['--port', '80 80'], /--port 80 80 is no port/],
    ['a language that Kommo does not have', ['--kommo', '--language', 'ru'], /kommo can choose en, es, pt/],
    ['an unknown user', ['--user', '7'], /nobody in the demo account has this id.*504141/],
    ['an unknown area', ['--area', 'deals'], /deals is no area of amoCRM.*leads/],
    ['settings that are no JSON', ['--widget', '.', '--settings', '{login:1}'], /not valid JSON/],
    ['settings that are a list', ['--widget', '.', '--settings', '[1]'], /must be a JSON object/],
    ['an impossible code', ['--widget', '.', '--code', '../x'], /made of letters, digits/],
    ['settings for our own widget', ['--settings', '{}'], /only makes sense together with --widget/],
    ['our own widget without the office', ['--no-office'], /only makes sense together with --widget/],
  ])('refuse %s with a sentence', (_what, args, sentence) => {
    expect(refusal(...args)).toMatch(sentence);
  });
});
