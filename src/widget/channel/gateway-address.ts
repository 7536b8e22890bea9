/** Where the gateway listens, from what the administrator typed: `https://pbx.example` or `https://pbx.example/linia/`. */
export interface GatewayAddress {
  /** Of the gateway's HTTP routes, without a slash at its end. */
  readonly apiUrl: string;
  readonly ticketUrl: string;
  readonly settingsSavedUrl: string;
  readonly checkUrl: string;
  readonly origin: string;
  /** `path` of socket.io. */
  readonly socketPath: string;
}

export function gatewayAddress(typed: string): GatewayAddress | undefined {
  const text = typed.trim();
  const url = parseUrl(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`);
  if (text === '' || !url || !/^https?:$/.test(url.protocol)) return undefined;
  const prefix = url.pathname.replace(/\/+$/, '');
  const apiUrl = `${url.origin}${prefix}/v1`;
  return {
    apiUrl,
    ticketUrl: `${apiUrl}/ticket`,
    settingsSavedUrl: `${apiUrl}/settings-saved`,
    checkUrl: `${apiUrl}/check`,
    origin: url.origin,
    socketPath: `${prefix}/socket.io`,
  };
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
