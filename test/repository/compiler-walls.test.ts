import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '../..');

/** Files that exist for the compiler only: path from the project's folder → text. */
type ImaginedFiles = Readonly<Record<string, string>>;

/** Looks into the sources of the other folders, so that nothing needs to be built; missing in TypeScript's own type. */
type HostWithSources = ts.CompilerHost & { readonly useSourceOfProjectReferenceRedirect: () => boolean };

function imaginingHost(options: ts.CompilerOptions, imagined: ReadonlyMap<string, string>): HostWithSources {
  const host = ts.createCompilerHost(options);
  return {
    ...host,
    useSourceOfProjectReferenceRedirect: () => true,
    fileExists: (path) => imagined.has(path) || host.fileExists(path),
    readFile: (path) => imagined.get(path) ?? host.readFile(path),
    getSourceFile: (path, languageVersion, ...rest) => {
      const text = imagined.get(path);
      if (text !== undefined) return ts.createSourceFile(path, text, languageVersion);
      return host.getSourceFile(path, languageVersion, ...rest);
    },
  };
}

function projectOf(folder: string): ts.ParsedCommandLine {
  const project = ts.getParsedCommandLineOfConfigFile(join(ROOT, folder, 'tsconfig.json'), undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
    },
  });
  if (!project) throw new Error(`${folder} has no tsconfig.json`);
  return project;
}

/** What `tsc -b` would say to the first of these files under the settings of its own folder. */
function complaints(files: ImaginedFiles): readonly string[] {
  const imagined = new Map(Object.entries(files).map(([path, text]) => [join(ROOT, path), text]));
  const probe = [...imagined.keys()][0] ?? '';
  const { options, projectReferences = [] } = projectOf(relative(ROOT, dirname(probe)));
  const host = imaginingHost(options, imagined);
  const program = ts.createProgram({ rootNames: [probe], options, projectReferences, host });
  const file = program.getSourceFile(probe);
  const diagnostics = [...program.getOptionsDiagnostics(), ...program.getSemanticDiagnostics(file)];
  return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

describe('src/call, the telephony itself', () => {
  it.each([
    ['the page', 'export const page = document.title;', "'document'"],
    ['a timer', 'export const timer = setTimeout(() => undefined, 1);', "'setTimeout'"],
    ['the console', "console.log('ringing');", "'console'"],
    [
      'a module of Node',
      "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;",
      "'node:fs'",
    ],
    ['the process', 'export const secret = process.env;', "'process'"],
    ['the network', "export const answer = fetch('/');", "'fetch'"],
  ])('cannot use %s', (_, text, name) => {
    expect(complaints({ 'src/call/probe.ts': text })).toEqual([expect.stringContaining(name)]);
  });

  it('can use what is below it', () => {
    const text = "import type { Brand } from '../lib/brand';\nexport type Probe = Brand<string, 'Probe'>;";
    expect(complaints({ 'src/call/probe.ts': text })).toEqual([]);
  });

  it('cannot use what is above it', () => {
    const text = "import { above } from '../protocol/above';\nexport const probe = above;";
    const said = complaints({
      'src/call/probe.ts': text,
      'src/protocol/above.ts': 'export const above = 1;',
    });
    expect(said.join()).toContain("'rootDir' is expected to contain all source files");
  });
});

describe('widget and gateway', () => {
  it.each([
    ['src/widget', 'src/gateway'],
    ['src/gateway', 'src/widget'],
    ['src/gateway', 'dev'],
    ['src/widget', 'dev'],
    ['src/protocol', 'src/widget'],
    ['src/lib', 'src/call'],
  ])('%s cannot import %s', (here, there) => {
    const text = `import { beyond } from '${relative(here, there)}/beyond';\nexport const probe = beyond;`;
    const said = complaints({
      [`${here}/probe.ts`]: text,
      [`${there}/beyond.ts`]: 'export const beyond = 1;',
    });
    expect(said.join()).toContain("'rootDir' is expected to contain all source files");
  });

  it.each(['src/widget', 'src/gateway'])('%s can import the protocol', (here) => {
    const text = "import * as messages from '../protocol/messages';\nexport const probe = messages;";
    expect(complaints({ [`${here}/probe.ts`]: text })).toEqual([]);
  });
});
