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

const textOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
