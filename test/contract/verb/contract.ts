import { createInterface } from 'node:readline/promises';
import { holdAgainst } from './hold-against';

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

void holdAgainst(process.argv.slice(2), process.env, { print, ...(process.stdin.isTTY && { ask }) }).then(
  (code) => {
    process.exitCode = code;
  },
);
