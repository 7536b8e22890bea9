import { blameOf } from '../../../dev/amo-host/page/watcher/blame';

const HOST = 'http://u1.localhost:8000';
const stack = (...lines: readonly string[]): string =>
  ['Error', ...lines.map((line) => `    at ${line}`)].join('\n');
const watcher = `Object.apply (${HOST}/__host/watcher.js:10:5)`;
const page = `show (${HOST}/__host/page.js:700:9)`;
const jquery = `HTMLDocument.on (${HOST}/__host/vendor/jquery.js:4000:3)`;
const script = `render (${HOST}/widgets/phone/script.js?v=1.2.0:12:5)`;

describe('whose will a call was', () => {
  it('is the widget that called the browser, at its innermost line', () => {
    const called = stack(watcher, script, `init (${HOST}/widgets/phone/script.js?v=1.2.0:99:1)`, page);
    expect(blameOf(called, HOST)).toEqual({
      widget: 'phone',
      where: '/widgets/phone/script.js:12:5',
      through: undefined,
    });
  });

  it('is the widget too when a library of the host stands between', () => {
    expect(blameOf(stack(watcher, jquery, 'Array.forEach (<anonymous>)', script, page), HOST)).toMatchObject({
      widget: 'phone',
      through: 'jquery',
    });
  });

  it('is the host for what the host does at the request of a widget', () => {
    expect(blameOf(stack(watcher, jquery, page, script), HOST)).toBeUndefined();
  });

  it('is nobody that is known for the console of a developer', () => {
    expect(blameOf(stack(watcher, '<anonymous>:1:1', 'eval (<anonymous>)'), HOST)).toBeUndefined();
  });

  it('is the widget that made code from a string', () => {
    const line = `eval (eval at render (${HOST}/widgets/phone/script.js?v=1:3:4), <anonymous>:1:1)`;
    expect(blameOf(stack(watcher, line), HOST)).toMatchObject({ widget: 'phone' });
  });

  it('is some widget for code from another server', () => {
    expect(blameOf(stack(watcher, 'track (https://cdn.example/x.js?y=2:1:20)', page), HOST)).toEqual({
      widget: undefined,
      where: 'https://cdn.example/x.js:1:20',
      through: undefined,
    });
  });

  it('is told by the asynchronous part of a stack as well', () => {
    expect(blameOf(stack(watcher, `async ask (${HOST}/widgets/a%20b/lib/x.js:7:8)`), HOST)).toMatchObject({
      widget: 'a b',
      where: '/widgets/a%20b/lib/x.js:7:8',
    });
  });
});
