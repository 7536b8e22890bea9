import fc from 'fast-check';
import { field, writeFrame, type AmiFrame, type AmiInput } from '../../../src/gateway/pbx/asterisk/ami-frame';
import { AmiParser } from '../../../src/gateway/pbx/asterisk/ami-parser';

const GREETING = 'Asterisk Call Manager/10.0.0\r\n';

function parse(bytes: Buffer, cuts: readonly number[] = []): readonly AmiInput[] {
  const parser = new AmiParser();
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return places.slice(1).flatMap((end, index) => parser.push(bytes.subarray(places[index], end)));
}
const framesOf = (inputs: readonly AmiInput[]): readonly AmiFrame[] =>
  inputs.flatMap((input) => (input.kind === 'frame' ? [input.frame] : []));

it('reads frames however the bytes are cut', () => {
  const key = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,9}$/);
  const value = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n]/g, '').trim());
  const frames = fc.array(fc.array(fc.tuple(key, value), { minLength: 1, maxLength: 5 }), { maxLength: 5 });
  fc.assert(
    fc.property(frames, fc.array(fc.nat(), { maxLength: 10 }), (fields, cuts) => {
      const bytes = Buffer.from(GREETING + fields.map(writeFrame).join(''));
      const read = framesOf(parse(bytes, cuts));
      expect(
        read.map((frame) =>
          [...frame].flatMap(([name, values]) => values.map((text) => `${name}=${text}`)).sort(),
        ),
      ).toEqual(fields.map((frame) => frame.map(([name, text]) => `${name}=${text}`).sort()));
    }),
  );
});

it('swallows any bytes without falling, and reads what comes after', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.array(fc.nat()), (noise, cuts) => {
      const bytes = Buffer.concat([
        Buffer.from(GREETING),
        noise,
        Buffer.from('\r\n\r\nEvent: Hangup\r\n\r\n'),
      ]);
      expect(framesOf(parse(bytes, cuts)).at(-1)?.get('Event')).toContain('Hangup');
    }),
  );
});

it('lets go of a frame that never ends, says so once, and reads the next', () => {
  const parser = new AmiParser();
  parser.push(Buffer.from(GREETING));
  const inputs = Array.from({ length: 200 }, () => parser.push(Buffer.alloc(1024, 'x'))).flat();
  const after = parser.push(Buffer.from('\r\n\r\nEvent: Hangup\r\n\r\n'));
  expect(inputs.map(({ kind }) => kind)).toEqual(['malformed']);
  expect(framesOf(after)).toHaveLength(1);
});

it('keeps repeated keys, and takes <unknown> for nothing', () => {
  const [frame] = framesOf(
    parse(Buffer.from(`${GREETING}Output: a\r\nOutput: b\r\nCallerIDNum: <unknown>\r\n\r\n`)),
  );
  expect(frame?.get('Output')).toEqual(['a', 'b']);
  expect(frame && field(frame, 'CallerIDNum')).toBe('');
});

it('lets no line break of a value begin a field of its own', () => {
  expect(writeFrame([['Exten', '101\r\nAction: Command']])).toBe('Exten: 101 Action: Command\r\n\r\n');
});
