import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const COOKIE = 'session';

/** `u504141.localhost:8080` → 504141: the host names that carry their user, see `amo-host.ts`. */
export function userIdOfHost(host: string | undefined): number | undefined {
  const id = /^u(\d+)\.localhost(?::\d+)?$/i.exec(host ?? '')?.[1];
  return id === undefined ? undefined : Number(id);
}

/** Who is signed in where. A cookie belongs to one host name, so each host name has its own user. */
export class Sessions {
  private readonly userIds = new Map<string, number>();

  open(userId: number): string {
    const token = randomUUID();
    this.userIds.set(token, userId);
    return token;
  }

  userId(headers: IncomingHttpHeaders): number | undefined {
    const tokens = [...(headers.cookie ?? '').matchAll(/(?:^|;\s*)session=([^;]+)/g)];
    return this.userIds.get(tokens[0]?.[1] ?? '');
  }

  cookie(token: string): string {
    return `${COOKIE}=${token}; Path=/; HttpOnly; SameSite=Lax`;
  }
}
