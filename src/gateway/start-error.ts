import type { GatewayConfig } from './config';

const REASONS_BY_CODE: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there already, perhaps a gateway that still runs',
  EACCES: 'this user may not listen there; ports below 1024 are for root',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'no machine has this name',
};

/** Why the gateway cannot start though its configuration is right: a sentence for the administrator. */
export class StartError extends Error {
  override readonly name = 'StartError';

  static noStore(path: string, cause: unknown): StartError {
    const hint = 'It must be a file that this user may write, in a folder that exists.';
    return new StartError(`The store ${path} cannot be used: ${textOf(cause)}. ${hint}`, { cause });
  }

  static noDatabase(url: string, cause: unknown): StartError {
    const hint = 'PostgreSQL must run there, and let this user create tables.';
    return new StartError(`The database ${placeOf(url)} cannot be used: ${textOf(cause)}. ${hint}`, {
      cause,
    });
  }

  /** `key`: of the configuration. */
  static noDoor(
    key: 'listen' | 'agi',
    { host, port }: Pick<GatewayConfig['listen'], 'host' | 'port'>,
    cause: unknown,
  ): StartError {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const why = REASONS_BY_CODE[code] ?? textOf(cause);
    return new StartError(`The gateway cannot listen on ${host}:${port} ("${key}"): ${why}.`, { cause });
  }
}

/** `db.example/linia`: the address without who we are there. */
export function placeOf(databaseUrl: string): string {
  try {
    const { host, pathname } = new URL(databaseUrl);
    return host + pathname;
  } catch {
    return 'of "database"'; // It is none that a URL may be; the driver says why.
  }
}

/** One that several addresses of a host have caused has a code and no message. */
export function textOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.message || ('code' in cause ? String(cause.code) : cause.name);
}
