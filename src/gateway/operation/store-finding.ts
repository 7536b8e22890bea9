import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { GatewayConfig } from '../config';
import { placeOf, textOf } from '../start-error';
import { schemaOf } from '../store/database';
import { Postgres } from '../store/postgres';
import { schemaOf as schemaOfPostgres, type SchemaVersion } from '../store/postgres-schema';
import { well, wrong, type Finding } from './finding';

type StorePlace = Pick<GatewayConfig, 'storePath' | 'databaseUrl'>;

/** Whether the store is there and of a schema that we know; nothing is written. */
export async function storeFinding({ storePath, databaseUrl }: StorePlace): Promise<Finding> {
  const place = databaseUrl === undefined ? `store ${storePath}` : `database ${placeOf(databaseUrl)}`;
  try {
    return databaseUrl === undefined
      ? fileFinding(place, storePath)
      : await databaseFinding(place, databaseUrl);
  } catch (cause) {
    return wrong(place, `cannot be used: ${textOf(cause)}`);
  }
}

function fileFinding(place: string, path: string): Finding {
  if (path === ':memory:') return { place, kind: 'note', words: 'forgets everything at the end' };
  if (!existsSync(path)) {
    accessSync(dirname(path), constants.W_OK);
    return well(place, 'will be made at the first start');
  }
  accessSync(path, constants.W_OK);
  accessSync(dirname(path), constants.W_OK);
  return schemaFinding(place, schemaOf(path));
}

async function databaseFinding(place: string, url: string): Promise<Finding> {
  const db = new Postgres(url, () => undefined);
  try {
    const schema = await schemaOfPostgres(db);
    if (schema.version > 0) return schemaFinding(place, schema);
    const sql = `SELECT has_schema_privilege(current_schema(), 'CREATE') AS may`;
    const [right] = await db.rows<{ may: boolean | null }>(sql, []);
    return right?.may
      ? well(place, 'answers; the tables will be made at the first start')
      : wrong(place, 'answers, but does not let this user create tables');
  } finally {
    await db.close();
  }
}

function schemaFinding(place: string, { version, known }: SchemaVersion): Finding {
  if (version > known)
    return wrong(place, `was written by a newer gateway (schema ${version}, this one knows ${known})`);
  return well(place, version < known ? 'will be brought to the present schema at the start' : 'can be used');
}
