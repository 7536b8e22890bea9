import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { checkedObject } from '../rest/body-check';
import { ApiProblem } from '../rest/problem';
import { phpForm, type FormValue } from '../webhooks/webhook-form';

/** amoCRM's own figure is not known. */
const ANSWER_WITHIN_MS = 20_000;

const input = z.object({
  url: z.url({ protocol: /^https?$/ }),
  data: z.record(z.string(), z.unknown()).default({}),
});

async function posted(url: string, body: string): Promise<{ readonly isOk: boolean; readonly text: string }> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    return { isOk: answer.ok, text: await answer.text() };
  } catch (cause) {
    const { name, message } = cause as Error;
    throw name === 'TimeoutError'
      ? ApiProblem.of(504, `${url} did not answer in time`)
      : ApiProblem.of(502, `${url} could not be reached: ${message}`);
  }
}

/** The server's half of `crm_post`: sends the form on as PHP reads it, and hands back the text of the answer. */
export async function proxyPost(body: unknown, reply: FastifyReply): Promise<FastifyReply> {
  const { url, data } = checkedObject(body, input);
  const { isOk, text } = await posted(url, phpForm(data as Record<string, FormValue>));
  return reply
    .code(isOk ? 200 : 502)
    .type('text/plain')
    .send(text);
}
