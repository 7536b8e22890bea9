// Lints texts that are no files, by the project's own rules: reads [{ path, text }] and writes the names of the broken
// rules of each. A program of its own because jest cannot import eslint.config.mjs.
import { existsSync } from 'node:fs';
import { text as readAll } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

const cwd = fileURLToPath(new URL('../..', import.meta.url));
const texts = JSON.parse(await readAll(process.stdin));
const imagined = texts.map(({ path }) => path).filter((path) => !existsSync(`${cwd}/${path}`));
const eslint = new ESLint({
  cwd,
  // Lets the type-aware rules see files that are in no tsconfig.
  overrideConfig: {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: imagined, defaultProject: 'tsconfig.base.json' },
      },
    },
  },
});

const brokenRules = [];
for (const { path, text } of texts) {
  const [result] = await eslint.lintText(text, { filePath: path });
  brokenRules.push(result.messages.map(({ ruleId, message }) => ruleId ?? message));
}
process.stdout.write(JSON.stringify(brokenRules));
