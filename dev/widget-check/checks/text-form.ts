import type { Check } from '../finding';
import { isText } from '../widget-archive';

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false; // That it throws is the answer.
  }
}

const lineOf = (bytes: Buffer, offset: number): number =>
  bytes.subarray(0, offset).toString('latin1').split('\n').length;

export const textForm: Check = function* ({ files }) {
  for (const [file, bytes] of files) {
    if (!isText(file)) continue;
    if (!isUtf8(bytes)) yield { rule: 'text/encoding', file, sentence: 'The text is not UTF-8.' };
    if (bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])))
      yield {
        rule: 'text/byte-order-mark',
        file,
        line: 1,
        sentence: 'The file begins with a byte order mark; save it as UTF-8 without one.',
      };
    const carriageReturn = bytes.indexOf('\r');
    if (carriageReturn >= 0)
      yield {
        rule: 'text/line-ends',
        file,
        line: lineOf(bytes, carriageReturn),
        sentence: 'Lines must end with \\n; here is a \\r.',
      };
  }
};
