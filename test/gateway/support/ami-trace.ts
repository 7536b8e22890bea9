import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a recorded Asterisk sent, as bytes of the wire: without remarks, our own actions and the answers to them. */
export function traceBytes(name: string): Buffer {
  const text = readFileSync(join(__dirname, '../../fixtures/ami-traces', `${name}.txt`), 'utf8');
  const blocks = text
    .split(/\n\n+/)
    .map((block) => block.split('\n').filter((line) => !line.startsWith('#')))
    .filter(([first]) => first?.startsWith('Event:'));
  return Buffer.from(blocks.map((lines) => `${lines.join('\r\n')}\r\n\r\n`).join(''));
}
