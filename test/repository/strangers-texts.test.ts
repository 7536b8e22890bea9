import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

/** What strangers write (names, numbers, notes) is text everywhere: never HTML, never a template, never SQL. */
const ROOT = join(__dirname, '../..');

const filesIn = (folder: string, end: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(end))
    .map((entry) => join(entry.parentPath, entry.name));

describe('templates', () => {
  /** Words of ours from a fixed list: icons, classes, numbers of times, names of acts. */
  const OURS = /^(icons\.\w+|[\w.]*?(icon|Icon|style|Style|tone|since|act|dot|key))$/;
  const bare = (template: string): readonly string[] =>
    [...template.matchAll(/\{\{-?\s*(.*?)\s*-?\}\}/gs)]
      .map(([, expression = '']) => expression)
      .filter((expression) => !/\|\s*e(scape)?(\(.*\))?$/.test(expression) && !OURS.test(expression));

  it('escape whatever is not a word of ours', () => {
    const templates = filesIn('templates', '.twig');
    expect(templates.length).toBeGreaterThan(1);
    const found = templates.flatMap((file) =>
      bare(readFileSync(file, 'utf8')).map((expression) => `${relative(ROOT, file)}: ${expression}`),
    );
    expect(found).toEqual([]);
  });

  it.each([
    ['{{ card.name }}', 1],
    ['{{ card.name|raw }}', 1],
    ['{{ card.name|e|raw }}', 1],
    ['{{ card.name|e }}', 0],
    ["{{ card.name|e('html_attr') }}", 0],
    ['{{ card.headIcon }}', 0],
  ])('are looked through: in `%s` so many are bare: %d', (template, count) => {
    expect(bare(template)).toHaveLength(count);
  });

  it('switch escaping off nowhere', () => {
    for (const file of filesIn('templates', '.twig'))
      expect(readFileSync(file, 'utf8')).not.toMatch(/autoescape|\|\s*raw/);
  });
});

describe('the widget', () => {
  /** The one place that makes HTML of what a template gave. */
  const MAKES_HTML = ['src/widget/ui/twig-view.ts'];

  it('makes HTML in one place', () => {
    const makers = filesIn('src/widget', '.ts').filter((file) =>
      /innerHTML|outerHTML|insertAdjacentHTML|\.html\(|document\.write|new Function|DOMParser|createContextualFragment|srcdoc/.test(
        readFileSync(file, 'utf8'),
      ),
    );
    expect(makers.map((file) => relative(ROOT, file)).filter((file) => !MAKES_HTML.includes(file))).toEqual(
      [],
    );
  });
});

describe('the store', () => {
  /** Texts put into SQL that are no constants of the file, and none that it imports of those that are `known`. */
  function loosePartsIn(text: string, known: ReadonlySet<string> = new Set()): readonly string[] {
    return lookedThrough(text, known).parts;
  }

  function lookedThrough(text: string, known: ReadonlySet<string>) {
    const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true);
    const constants = new Set<string>();
    const parts: string[] = [];
    const isConstant = (node: ts.Expression): boolean =>
      ts.isStringLiteral(node) ||
      ts.isNoSubstitutionTemplateLiteral(node) ||
      ts.isNumericLiteral(node) ||
      (ts.isIdentifier(node) && constants.has(node.text)) ||
      (ts.isTemplateExpression(node) && node.templateSpans.every(({ expression }) => isConstant(expression)));
    const visit = (node: ts.Node): void => {
      if (ts.isImportSpecifier(node) && known.has(node.name.text)) constants.add(node.name.text);
      if (
        ts.isVariableDeclaration(node) &&
        ts.isIdentifier(node.name) &&
        node.initializer &&
        isConstant(node.initializer)
      )
        constants.add(node.name.text);
      if (
        ts.isTemplateExpression(node) &&
        /\b(SELECT|INSERT|UPDATE|DELETE|PRAGMA|user_version)\b/.test(node.getText())
      )
        for (const { expression } of node.templateSpans)
          if (!isConstant(expression)) parts.push(expression.getText());
      if (ts.isBinaryExpression(node) && /^[`'"]?(SELECT|INSERT|UPDATE|DELETE)\b/.test(node.left.getText()))
        parts.push(node.getText());
      ts.forEachChild(node, visit);
    };
    visit(source);
    return { parts, constants };
  }

  it('makes no SQL of values: they are bound, whatever is in them', () => {
    const files = filesIn('src/gateway/store', '.ts').map(
      (file) => [relative(ROOT, file), readFileSync(file, 'utf8')] as const,
    );
    const known = new Set(files.flatMap(([, text]) => [...lookedThrough(text, new Set()).constants]));
    const found = files.flatMap(([file, text]) =>
      loosePartsIn(text, known).map((part) => `${file}: ${part}`),
    );
    // The number of a migration, counted by ourselves.
    expect(found).toEqual(['src/gateway/store/database.ts: index + 1']);
  });

  it.each([
    ['const sql = `SELECT * FROM contact WHERE name = ${name}`;', 1],
    ["const sql = 'SELECT ' + name;", 1],
    ['const MOST = 5; const sql = `DELETE FROM a LIMIT ${MOST}`;', 0],
    ['const sql = `SELECT * FROM contact WHERE name = ?`;', 0],
    ["import { COLUMNS } from './columns'; const sql = `SELECT ${COLUMNS} FROM contact`;", 0],
    ["import { name } from './name'; const sql = `SELECT ${name} FROM contact`;", 1],
  ])('is looked through: `%s` has so many loose parts: %d', (text, count) => {
    expect(loosePartsIn(text, new Set(['COLUMNS']))).toHaveLength(count);
  });
});
