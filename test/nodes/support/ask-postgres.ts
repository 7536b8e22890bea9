import { Client, type QueryResultRow } from 'pg';

/** One statement by a connection of its own, past the gateway. */
export async function askPostgres<Row extends QueryResultRow>(
  url: string,
  sql: string,
): Promise<readonly Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}
