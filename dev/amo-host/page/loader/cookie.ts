interface CookieOptions {
  /** Days from now, or the moment itself. */
  readonly expires?: number | Date;
  readonly path?: string;
}

const moment = (expires: number | Date): Date =>
  typeof expires === 'number' ? new Date(Date.now() + expires * 86_400_000) : expires;

/** Module `lib/common/cookie`. */
export const cookie = {
  get(name: string): string | undefined {
    const pair = document.cookie.split('; ').find((each) => each.startsWith(`${encodeURIComponent(name)}=`));
    return pair === undefined ? undefined : decodeURIComponent(pair.slice(pair.indexOf('=') + 1));
  },
  set(name: string, value: string, { expires, path = '/' }: CookieOptions = {}): void {
    const until = expires === undefined ? '' : `; expires=${moment(expires).toUTCString()}`;
    document.cookie = `${encodeURIComponent(name)}=${encodeURIComponent(value)}; path=${path}${until}`;
  },
  remove(name: string): void {
    cookie.set(name, '', { expires: new Date(0) });
  },
};
