/** Password of HTTP Basic (RFC 7617); the user's name is of no interest. `''` = none. */
export function basicPassword(authorization: string | undefined): string {
  const credentials = /^Basic ([\w+/=-]+)$/i.exec(authorization ?? '')?.[1] ?? '';
  return Buffer.from(credentials, 'base64')
    .toString('utf8')
    .replace(/^[^:]*:/, '');
}
