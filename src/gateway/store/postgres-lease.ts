import type { LeaseStore } from '../nodes/lease-store';
import type { Postgres } from './postgres';

const TAKE = `INSERT INTO node_lease (name, node, ends_at)
              VALUES ('gateway', $1, clock_timestamp() + $2 * interval '1 millisecond')
              ON CONFLICT (name) DO UPDATE SET node = excluded.node, ends_at = excluded.ends_at
              WHERE node_lease.node = excluded.node OR node_lease.ends_at < clock_timestamp()`;

export class PostgresLease implements LeaseStore {
  constructor(private readonly db: Postgres) {}

  async take(node: string, forMs: number): Promise<boolean> {
    return (await this.db.change(TAKE, [node, forMs])) === 1;
  }

  async answers(): Promise<boolean> {
    return this.db.rows('SELECT 1', []).then(
      () => true,
      () => false, // Whoever asks asks again.
    );
  }

  async release(node: string): Promise<void> {
    await this.db.change('DELETE FROM node_lease WHERE node = $1', [node]);
  }
}
