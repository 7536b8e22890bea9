import { canYield, DEFAULT_EXTENSION_PATTERN } from './extension-pattern';

export interface Mistake {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

type Raw = Readonly<Record<string, unknown>>;

/**
 * What is right alone and wrong together. It reads the file as it stands, so that these mistakes are told together with
 * those of single values; what is not of the right kind is passed over, that has been told already.
 */
export function mistakesTogether(raw: unknown): readonly Mistake[] {
  const pbx = list(record(raw)['pbx']);
  const accounts = list(record(raw)['accounts']);
  return [
    ...repeated(pbx, 'id').map((at) => wrong(['pbx', at, 'id'], 'is used twice')),
    ...repeated(accounts, 'id').map((at) => wrong(['accounts', at, 'id'], 'is used twice')),
    ...repeated(accounts, 'pbxId').map((at) =>
      wrong(['accounts', at, 'pbxId'], 'serves another account already: one PBX entry serves one account'),
    ),
    ...accounts.flatMap((account, at) => mistakesOfAccount(account, pbx, ['accounts', at])),
    ...accounts.flatMap((account, at) => takenPath(account, record(raw)['pathPrefix'], ['accounts', at])),
  ];
}

function mistakesOfAccount(account: Raw, pbx: readonly Raw[], path: Mistake['path']): readonly Mistake[] {
  const pbxId = account['pbxId'];
  const own = pbx.find(({ id }) => id === pbxId);
  const users = list(account['users']);
  const phones = list(account['browserPhones']);
  return [
    ...(typeof pbxId === 'string' && pbxId !== '' && !own
      ? [wrong([...path, 'pbxId'], `no PBX has the id "${pbxId}"`)]
      : []),
    ...repeated(users, 'userId').map((at) => wrong([...path, 'users', at, 'userId'], 'is used twice')),
    ...users.flatMap((user, at) => mistakesOfUser(user, own, [...path, 'users', at])),
    ...repeated(phones, 'extension').map((at) =>
      wrong([...path, 'browserPhones', at, 'extension'], 'is used twice'),
    ),
    ...phones.flatMap((phone, at) => {
      const place = [...path, 'browserPhones', at];
      return [...mistakesOfExtension(phone, own, place), ...missingSip(own, [...place, 'extension'])];
    }),
  ];
}

/** Below the gateway's prefix; what is served there already cannot be a redirect URI as well. */
const OWN_PATHS = /^\/(healthz|readyz|metrics|v1|socket\.io|amo|route|recordings|pbx)(\/|$)/;

function takenPath({ integration }: Raw, prefix: unknown, path: Mistake['path']): readonly Mistake[] {
  const uri = record(integration)['redirectUri'];
  if (typeof uri !== 'string' || !URL.canParse(uri)) return [];
  const { pathname } = new URL(uri);
  const below =
    typeof prefix === 'string' && pathname.startsWith(prefix) ? pathname.slice(prefix.length) : pathname;
  const place = [...path, 'integration', 'redirectUri'];
  if (OWN_PATHS.test(below))
    return [wrong(place, `${pathname} is the gateway's own: take another path, like /oauth`)];
  return /[:*()]/.test(pathname) ? [wrong(place, 'has a path of letters and digits only, like /oauth')] : [];
}

function mistakesOfUser(user: Raw, pbx: Raw | undefined, path: Mistake['path']): readonly Mistake[] {
  const { device, extension, phone } = user;
  const hasPhone = device === 'browser' || device === 'desk';
  return [
    ...(hasPhone && extension === undefined
      ? [wrong([...path, 'extension'], 'is needed by whoever has a phone')]
      : []),
    ...(device === 'browser' && phone === undefined
      ? [wrong([...path, 'phone'], 'the phone in the browser needs a password')]
      : []),
    ...(device === 'browser' ? missingSip(pbx, [...path, 'device']) : []),
    ...mistakesOfExtension(user, pbx, path),
  ];
}

const missingSip = (pbx: Raw | undefined, path: Mistake['path']): readonly Mistake[] =>
  pbx && pbx['sip'] === undefined
    ? [wrong(path, `a phone in the browser needs "sip" in the PBX "${String(pbx['id'])}"`)]
    : [];

/** The PBX would never report a leg of this extension. */
function mistakesOfExtension(
  { extension }: Raw,
  pbx: Raw | undefined,
  path: Mistake['path'],
): readonly Mistake[] {
  // A hosted PBX names extensions itself.
  if (pbx?.['kind'] === 'webhook') return [];
  const pattern = pbx?.['extensionPattern'] ?? DEFAULT_EXTENSION_PATTERN;
  if (!pbx || typeof extension !== 'string' || typeof pattern !== 'string' || canYield(pattern, extension))
    return [];
  const message = `"${extension}" is no extension by "extensionPattern" of the PBX "${String(pbx['id'])}": ${pattern}`;
  return [wrong([...path, 'extension'], message)];
}

const wrong = (path: Mistake['path'], message: string): Mistake => ({ path, message });

/** Indices of those whose value stood before. Ids are given as numbers or as text. */
function repeated(items: readonly Raw[], key: string): readonly number[] {
  const values = items.map(({ [key]: value }) =>
    typeof value === 'number' || typeof value === 'string' ? String(value) : undefined,
  );
  return values.flatMap((value, index) =>
    value !== undefined && values.indexOf(value) < index ? [index] : [],
  );
}

const record = (value: unknown): Raw => (typeof value === 'object' && value !== null ? (value as Raw) : {});

/** Every item keeps its place; what is no record is an empty one. */
const list = (value: unknown): readonly Raw[] => (Array.isArray(value) ? value.map(record) : []);
