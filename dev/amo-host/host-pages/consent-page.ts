import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Callers } from '../access/caller';
import type { IntegrationHooks } from '../access/integration-hooks';
import type { Integration } from '../access/oauth-tokens';
import { ApiProblem } from '../rest/problem';

export interface ConsentServices {
  readonly integration: Integration;
  readonly hooks: IntegrationHooks;
  readonly callers: Callers;
  readonly accountName: string;
}

/** `GET /oauth`: an administrator lets an integration into the account (amocrm.ru/developers, "oauth"). */
export function mountConsent(app: FastifyInstance, services: ConsentServices): void {
  const { integration, hooks, callers, accountName } = services;
  const asked = (request: FastifyRequest): Record<'client_id' | 'state', string> => {
    const { client_id: clientId = '', state = '' } = request.query as Record<string, string | undefined>;
    if (callers.user(request.headers)?.isAdmin !== true) throw ApiProblem.forbidden();
    if (clientId !== integration.clientUuid) throw ApiProblem.of(404, 'Integration not found');
    return { client_id: clientId, state };
  };
  app.get('/oauth', (request, reply) =>
    reply.type('text/html; charset=utf-8').send(consentHtml(accountName, asked(request))),
  );
  app.get('/oauth/allow', (request, reply) => reply.redirect(hooks.agreed(asked(request).state).href));
  app.get('/oauth/deny', (request, reply) => reply.redirect(hooks.refused(asked(request).state).href));
}

function consentHtml(accountName: string, asked: Record<'client_id' | 'state', string>): string {
  const query = new URLSearchParams(asked).toString().replaceAll('&', '&amp;');
  return `<!doctype html>
<html lang="ru">
<meta charset="utf-8">
<title>amo stand-in</title>
<link rel="icon" href="data:,">
<style>
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
  main { max-width: 28rem; margin: 15vh auto; padding: 0 1.5rem }
  h1 { font-size: 1.25rem }
  a { display: inline-block; margin-right: .75rem; padding: .5rem 1.25rem; border-radius: 3px; text-decoration: none; color: inherit; border: 1px solid #8a94a6 }
  a.allow { background: #4c8bf7; border-color: #4c8bf7; color: #fff }
</style>
<main>
  <h1>Доступ интеграции к аккаунту «${accountName}»</h1>
  <p>Интеграция получит доступ к данным аккаунта.</p>
  <p><a class="allow" href="/oauth/allow?${query}">Разрешить</a><a href="/oauth/deny?${query}">Отклонить</a></p>
</main>
</html>
`;
}
