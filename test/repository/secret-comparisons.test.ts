import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '../..');
const GATEWAY = join(ROOT, 'src/gateway');

/** Names of things that a stranger must not find out by trying. */
const SECRET = /(secret|signature|seal|hmac|digest|password|token|ticket|proof)|^key$|Key$/i;
/** Both sides are ours there: nobody outside chooses one of them. */
const OUR_OWN = [
  'joining/account-tokens.ts: token === this.parts.longLivedToken',
  'joining/account-tokens.ts: pairOf(this.grant.holding)?.accessToken === token',
  'joining/account-tokens.ts: now !== token',
  'tls/fresh-certificate.ts: key === this.inUse.key',
];

const files = readdirSync(GATEWAY, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name));

function* nodesOf(node: ts.Node): Iterable<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* nodesOf(child);
}

const sourceOf = (text: string): ts.SourceFile =>
  ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true);

const EQUALITIES: readonly ts.SyntaxKind[] = [
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
];

/** `typeof token`, `undefined`, `''`, `0`: tells whether there is one, not which. */
const saysNothing = (side: ts.Expression): boolean =>
  ts.isLiteralExpression(side) || ts.isTypeOfExpression(side) || /^(undefined|null)$/.test(side.getText());

/** Comparisons in which a byte that differs ends the work early. */
function earlyEndsIn(text: string): readonly string[] {
  return [...nodesOf(sourceOf(text))].flatMap((node) => {
    const sides =
      ts.isBinaryExpression(node) && EQUALITIES.includes(node.operatorToken.kind)
        ? [node.left, node.right]
        : ts.isCallExpression(node) &&
            ts.isPropertyAccessExpression(node.expression) &&
            /^(equals|localeCompare|startsWith|endsWith)$/.test(node.expression.name.text)
          ? [node.expression.expression, ...node.arguments]
          : [];
    const isSecret = sides.some((side) => SECRET.test(side.getText().split(/[.?]+/).at(-1) ?? ''));
    return isSecret && !sides.some(saysNothing) ? [node.getText()] : [];
  });
}

it('compares nothing secret but in constant time', () => {
  const found = files.flatMap((file) =>
    earlyEndsIn(readFileSync(file, 'utf8')).map((text) => `${relative(GATEWAY, file)}: ${text}`),
  );
  expect([...new Set(found)].sort()).toEqual([...OUR_OWN].sort());
});

it.each([
  ['shown === secret', 1],
  ['account.secret !== shown', 1],
  ['signature === right', 1],
  ['Buffer.from(ticket) == own', 1],
  ['signature.startsWith(right)', 1],
  ['known.equals(seal)', 1],
  ['typeof signature === "string"', 0],
  ['ticket !== undefined', 0],
  ['account.id === other', 0],
])('sees in `%s` so many early ends: %d', (text, count) => {
  expect(earlyEndsIn(text)).toHaveLength(count);
});

it('has one place that compares in constant time', () => {
  const users = files.filter((file) => readFileSync(file, 'utf8').includes('timingSafeEqual'));
  expect(users.map((file) => relative(GATEWAY, file))).toEqual(['same-secret.ts']);
});
