import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Integration, OAuthTokens } from '../access/oauth-tokens';
import type { Faults } from '../standin/faults';
import { sufferFaults } from './api-server';
import { checkedObject } from './body-check';
import { ApiProblem } from './problem';

const client = { client_id: z.string(), client_secret: z.string(), redirect_uri: z.string() };
const grant = z.discriminatedUnion('grant_type', [
  z.object({ ...client, grant_type: z.literal('authorization_code'), code: z.string() }),
  z.object({ ...client, grant_type: z.literal('refresh_token'), refresh_token: z.string() }),
]);

/** `POST /oauth2/access_token`; amocrm.ru/developers, "oauth". */
export function mountOAuth(
  app: FastifyInstance,
  integration: Integration,
  tokens: OAuthTokens,
  faults: Faults,
): void {
  app.post('/oauth2/access_token', { onRequest: (request) => sufferFaults(faults, request) }, (request) => {
    const asked = checkedObject(request.body, grant);
    const isOurs =
      asked.client_id === integration.clientUuid && asked.client_secret === integration.clientSecret;
    if (!isOurs) throw ApiProblem.of(400, 'Check the `client_id` and `client_secret` parameters');
    if (asked.redirect_uri !== integration.redirectUri) throw ApiProblem.of(400, 'Invalid redirect_uri');
    const pair =
      asked.grant_type === 'authorization_code'
        ? tokens.redeemCode(asked.code)
        : tokens.refresh(asked.refresh_token);
    if (!pair) throw ApiProblem.of(400, 'Authorization code or refresh token has expired or was used');
    return pair;
  });
}
