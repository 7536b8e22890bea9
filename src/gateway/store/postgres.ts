import { Pool, TypeOverrides, types, type PoolClient } from 'pg';

type Value = string | number | null | readonly string[] | readonly number[];

/** Statements to PostgreSQL; `$1`, `$2`, … are the values. What they have changed is on the disk when they resolve. */
export interface Queries {
  rows<Row>(sql: string, values: readonly Value[]): Promise<readonly Row[]>;
  /** Resolves with how many rows were changed. */
  change(sql: string, values: readonly Value[]): Promise<number>;
}

/** A gateway asks for little at a time; more of them would only wait for each other in the server. */
const MOST_CONNECTIONS = 10;
/** Who waits for his turn holds a connection: these must not be all there are. */
const MOST_WAITING = 10;
const CONNECT_WITHIN_MS = 5_000;
/** A connection that leads nowhere tells nobody. */
const ANSWER_WITHIN_MS = 30_000;
/** A machine that is gone tells PostgreSQL nothing either: longer than this nobody waits for a turn of it. */
const IDLE_IN_TURN_MS = 60_000;
/** The database of a gateway of several nodes. */
export class Postgres implements Queries {
  private readonly pool: Pool;
  private readonly turns: Pool;

  /** `told`: a connection that nobody used has broken; the next statement gets another. */
  constructor(url: string, told: (error: Error) => void, answerWithinMs = ANSWER_WITHIN_MS) {
    const settings = {
      connectionString: url,
      connectionTimeoutMillis: Math.min(CONNECT_WITHIN_MS, answerWithinMs),
      query_timeout: answerWithinMs,
      idle_in_transaction_session_timeout: IDLE_IN_TURN_MS,
      keepAlive: true,
      application_name: 'linia',
      types: withNumbers(),
    };
    this.pool = new Pool({ ...settings, max: MOST_CONNECTIONS });
    this.turns = new Pool({ ...settings, max: MOST_WAITING });
    this.pool.on('error', told);
    this.turns.on('error', told);
  }

  rows<Row>(sql: string, values: readonly Value[]): Promise<readonly Row[]> {
    return on(this.pool).rows<Row>(sql, values);
  }

  change(sql: string, values: readonly Value[]): Promise<number> {
    return on(this.pool).change(sql, values);
  }

  /** All of it or nothing. */
  transaction<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
    return inTransaction(this.pool, (client) => work(on(client)));
  }

  /** While `work` goes on nobody else's with this key does, on whatever node; a node that dies gives its turn away. */
  alone<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    return inTransaction(this.turns, async (client) => {
      await takeTurn(on(client), key);
      return work();
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.pool.end(), this.turns.end()]);
  }
}

/** Epoch ms and amoCRM's ids fit into a number of JavaScript; by default they would come as text. */
function withNumbers(): TypeOverrides {
  const parsers = new TypeOverrides();
  parsers.setTypeParser(types.builtins.INT8, Number);
  return parsers;
}

/** Until the end of the transaction. */
export async function takeTurn(queries: Queries, key: string): Promise<void> {
  await queries.rows('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [key]);
}

interface Asked {
  query(
    sql: string,
    values: readonly Value[],
  ): Promise<{ readonly rows: readonly unknown[]; readonly rowCount: number | null }>;
}

const on = (asked: Asked): Queries => ({
  async rows<Row>(sql: string, values: readonly Value[]): Promise<readonly Row[]> {
    return (await asked.query(sql, values.map(storable))).rows as readonly Row[];
  },
  async change(sql, values) {
    return (await asked.query(sql, values.map(storable))).rowCount ?? 0;
  },
});

async function inTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  // A connection that breaks between two statements; the next one fails and says so.
  const broken = (): void => undefined;
  client.on('error', broken);
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    client.off('error', broken);
    client.release();
    return result;
  } catch (error) {
    // The connection may be what has failed: it goes, and with it all that was begun.
    client.release(true);
    throw error;
  }
}

/** PostgreSQL has no place for NUL in texts; names that come from strangers may have it. */
function storable(value: Value): Value {
  if (typeof value === 'string') return value.replaceAll('\0', '');
  return Array.isArray(value)
    ? (value as readonly (string | number)[]).map((one) => storable(one) as string)
    : value;
}
