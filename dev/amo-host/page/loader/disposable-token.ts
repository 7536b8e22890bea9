const REUSED_FOR_MS = 25 * 60_000;

/** The token that `$authorizedAjax` sends along; one per integration, kept for 25 minutes. */
export class DisposableTokenCache {
  private readonly held = new Map<string, { readonly token: Promise<string>; readonly at: number }>();

  tokenFor(clientUuid: string): Promise<string> {
    const known = this.held.get(clientUuid);
    if (known && Date.now() - known.at < REUSED_FOR_MS) return known.token;
    const token = this.fetchToken(clientUuid);
    this.held.set(clientUuid, { token, at: Date.now() });
    token.catch(() => this.held.delete(clientUuid));
    return token;
  }

  private async fetchToken(clientUuid: string): Promise<string> {
    const answer = (await $.ajax({
      url: `/ajax/v2/integrations/${clientUuid}/disposable_token`,
      dataType: 'json',
    })) as {
      token: string;
    };
    return answer.token;
  }
}
