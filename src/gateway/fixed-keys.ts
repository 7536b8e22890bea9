import { isDeepStrictEqual } from 'node:util';
import type { GatewayConfig } from './config';

/** These belong to the process, not to an account. The certificate is renewed by itself. */
const FIXED = [
  'listen',
  'agi',
  'trustProxy',
  'pathPrefix',
  'publicUrl',
  'allowedOrigins',
  'storePath',
  'databaseUrl',
  'logLevel',
  'journal',
  'metrics',
] as const satisfies readonly (keyof GatewayConfig)[];

const NAMES: Partial<Record<(typeof FIXED)[number], string>> = {
  storePath: 'store',
  databaseUrl: 'database',
};

/** Keys of the configuration, as in the file, that differ and cannot be taken up while the gateway runs. */
export function fixedKeysThatDiffer(now: GatewayConfig, wanted: GatewayConfig): readonly string[] {
  return FIXED.filter((key) => !isDeepStrictEqual(plain(now, key), plain(wanted, key))).map(
    (key) => NAMES[key] ?? key,
  );
}

function plain(config: GatewayConfig, key: (typeof FIXED)[number]): unknown {
  if (key !== 'listen') return config[key];
  const { host, port, tls } = config.listen;
  return { host, port, tls: tls?.files };
}
