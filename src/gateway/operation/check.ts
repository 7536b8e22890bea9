import { accessSync, constants } from 'node:fs';
import { createServer } from 'node:net';
import type { CallId } from '../../call/ids';
import type { Clock } from '../../lib/clock';
import type { AccountConfig, GatewayConfig, PbxConfig } from '../config';
import { AmoClient, type AmoAnswer } from '../crm/amo-client';
import { RequestLimiter } from '../crm/request-limiter';
import { WORDS_BY_AMO_FAULT } from '../joining/amo-fault';
import type { Log } from '../log';
import { tryAsterisk } from '../pbx/asterisk/try-asterisk';
import { WebhookPbx } from '../pbx/webhook/webhook-pbx';
import { findProgram } from '../recordings/find-program';
import { RecordingStore } from '../recordings/recording-store';
import { findWidget } from '../profile/read-profile';
import { textOf } from '../start-error';
import { well, wrong, type Finding } from './finding';
import { storeFinding } from './store-finding';

/**
 * Tries everything that the configuration names, once, beside a gateway that may be running: nothing is written, no
 * token is renewed, no phone rings.
 */
export async function check(config: GatewayConfig, clock: Clock, log: Log): Promise<readonly Finding[]> {
  const pbxes = config.pbx.map((pbx) => pbxFinding(pbx, clock, log));
  const recordings = config.pbx.map((pbx) => recordingsFinding(pbx, clock));
  const accounts = config.accounts.map((account) => accountFinding(account, clock));
  return [
    await storeFinding(config),
    await doorFinding(config),
    ...(await Promise.all(pbxes)),
    ...(await Promise.all(recordings)).flat(),
    ...(await Promise.all(accounts)),
  ];
}

function doorFinding({ listen }: GatewayConfig): Promise<Finding> {
  const { host, port } = listen;
  const place = `listen ${host}:${port}`;
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE';
      if (isTaken) resolve({ place, kind: 'note', words: 'is taken now, perhaps by the gateway that runs' });
      else resolve(wrong(place, `cannot be used: ${error.message}`));
    });
    server.listen(port, host, () => server.close(() => resolve(well(place, 'is free'))));
  });
}

async function pbxFinding(pbx: PbxConfig, clock: Clock, log: Log): Promise<Finding> {
  const { id } = pbx;
  if (pbx.kind === 'webhook') return webhookFinding(id, new WebhookPbx(pbx.webhook, clock, log));
  const trouble = await tryAsterisk(pbx.asterisk, clock, log);
  const place = `PBX "${id}"`;
  return trouble === undefined ? well(place, 'lets us in, tells of calls and dials') : wrong(place, trouble);
}

async function webhookFinding(id: string, pbx: WebhookPbx): Promise<Finding> {
  const trouble = await pbx.tryOnce();
  const place = `PBX "${id}"`;
  return trouble === undefined
    ? well(place, 'takes our commands and tells what is going on')
    : wrong(place, trouble);
}

async function recordingsFinding({ id, recordings }: PbxConfig, clock: Clock): Promise<readonly Finding[]> {
  if (!recordings) return [];
  const place = `recordings of "${id}"`;
  try {
    if ('url' in recordings) {
      const nobodys = { callId: 'linia-check' as CallId, startedAt: clock.now() };
      await new RecordingStore(recordings).find(nobodys);
      return [well(place, 'the store answers')];
    }
    accessSync(recordings.folder, constants.R_OK | constants.X_OK);
    const isLeft = recordings.mp3Folder !== undefined && findProgram('ffmpeg') === undefined;
    const unmade: Finding = { place, kind: 'note', words: 'stay as they are: ffmpeg is not on the PATH' };
    return [well(place, `${recordings.folder} can be read`), ...(isLeft ? [unmade] : [])];
  } catch (cause) {
    return [wrong(place, `cannot be read: ${textOf(cause)}`)];
  }
}

async function accountFinding(account: AccountConfig, clock: Clock): Promise<Finding> {
  const { baseUrl, id, integration } = account;
  const place = `amoCRM account ${id}`;
  const token = integration.token ?? 'none';
  const access = { bearer: async () => token, accepted: () => undefined, refused: async () => false };
  const amo = new AmoClient({ baseUrl, access, heardTime: () => undefined }, new RequestLimiter(clock));
  try {
    const answer = await amo.request({ method: 'GET', path: '/api/v4/account', urgency: 'live' });
    if (answer.kind !== 'answered')
      return wrong(place, `${baseUrl} does not answer: ${textOf(answer.cause)}`);
    if (integration.token === undefined)
      return {
        place,
        kind: 'note',
        words: `${baseUrl} answers; whether it lets us in, /healthz of the running gateway says`,
      };
    const trouble = troubleIn(answer, account) ?? (await widgetTrouble(amo, integration.clientUuid));
    return trouble === undefined ? well(place, 'lets us in, and has the widget') : wrong(place, trouble);
  } finally {
    await amo.close();
  }
}

function troubleIn(
  answer: AmoAnswer & { kind: 'answered' },
  { id, baseUrl }: AccountConfig,
): string | undefined {
  if (answer.status === 401) return WORDS_BY_AMO_FAULT['token-refused'];
  if (answer.status !== 200) return `${baseUrl} answers with status ${answer.status}`;
  const told = (answer.body as { readonly id?: unknown } | undefined)?.id;
  return String(told) === String(id) ? undefined : `${baseUrl} is the account ${String(told)}, not ${id}`;
}

async function widgetTrouble(amo: AmoClient, clientUuid: string): Promise<string | undefined> {
  const widget = await findWidget(amo, clientUuid);
  if (typeof widget === 'string') return undefined;
  if (widget?.kind === 'failed') return widget.why?.words ?? 'the account’s widgets cannot be read';
  return 'no widget of this integration is installed: install it, and compare integration.clientUuid';
}

/** As it is shown in a terminal. */
export function textOfFindings(findings: readonly Finding[]): string {
  const marks = { well: 'ok   ', note: 'note ', wrong: 'WRONG' } as const;
  return findings.map(({ place, kind, words }) => `${marks[kind]} ${place}: ${words}\n`).join('');
}
