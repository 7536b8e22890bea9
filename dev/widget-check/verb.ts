import { WidgetRefusal } from '../amo-host/opening/widget-refusal';
import { checkWidget } from './check-widget';
import type { Finding } from './finding';
import { RULES, type Severity } from './rules';
import { readWidgetArchive } from './widget-archive';

const USAGE = `npm run check-widget -- FILE.zip | FOLDER

  Holds an archive of an amoCRM widget against the rules of the upload and of moderation.
  Ends with 1 when one of them is broken, with 2 when there is nothing to read.`;
const IN_WORDS: Readonly<Record<Severity, string>> = { break: 'breaks', advice: 'advice' };

const severityOf = ({ rule }: Finding): Severity => RULES[rule].severity;

function lineOf(finding: Finding): string {
  const { file, line, rule, sentence } = finding;
  const place = [file || 'the archive', line].filter((part) => part !== undefined).join(':');
  return `${place}  ${IN_WORDS[severityOf(finding)]} ${rule}\n    ${sentence} [${RULES[rule].source}]`;
}

async function main(args: readonly string[]): Promise<number> {
  const [path, ...more] = args;
  if (path === undefined || path.startsWith('-') || more.length > 0) {
    console.error(USAGE);
    return path === '--help' ? 0 : 2;
  }
  const findings = checkWidget(await readWidgetArchive(path));
  const breaks = findings.filter((finding) => severityOf(finding) === 'break').length;
  for (const finding of findings) console.log(lineOf(finding));
  console.log(`${path}: ${breaks} broken, ${findings.length - breaks} advised`);
  return breaks > 0 ? 1 : 0;
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof WidgetRefusal ? error.message : error);
    process.exitCode = 2;
  },
);
