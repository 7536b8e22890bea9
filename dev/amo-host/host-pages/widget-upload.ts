import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Callers } from '../access/caller';
import type { AccountState } from '../account/account-state';
import { openWidget, type OpenedWidget } from '../opening/open-widget';
import { WidgetRefusal } from '../opening/widget-refusal';
import { ApiProblem } from '../rest/problem';

export interface UploadServices {
  readonly state: AccountState;
  readonly callers: Callers;
  /** The archive belongs to this integration. */
  readonly integrationUuid: string;
}

const ZIP = 'application/zip';
const MOST_BYTES = 20 * 1024 * 1024;

/** What amoCRM calls a widget is its own choice, known to the widget only while it runs. */
const codeOf = (uuid: string): string => `integration_${uuid.slice(0, 8)}`;

/**
 * `POST /ajax/widgets/upload`, the archive as the body: the widget of the account's integration, not installed yet. One that
 * is there already gets the new files and keeps its settings. Returns what removes the unpacked files.
 */
export function mountUpload(app: FastifyInstance, services: UploadServices): () => Promise<void> {
  const opened: OpenedWidget[] = [];
  app.addContentTypeParser(ZIP, { parseAs: 'buffer', bodyLimit: MOST_BYTES }, (_request, body, done) =>
    done(null, body),
  );
  app.post('/ajax/widgets/upload', { bodyLimit: MOST_BYTES }, async (request) => {
    allowed(services.callers, request);
    const widget = await unpacked(request.body);
    opened.push(widget);
    return { status: 'ok', code: put(services, widget.directory), warnings: widget.warnings };
  });
  return async () => void (await Promise.all(opened.map((widget) => widget.close())));
}

function allowed(callers: Callers, request: FastifyRequest): void {
  const user = callers.user(request.headers);
  if (!user) throw ApiProblem.unauthorized();
  if (!user.isAdmin) throw ApiProblem.forbidden();
}

async function unpacked(body: unknown): Promise<OpenedWidget> {
  if (!Buffer.isBuffer(body)) throw ApiProblem.of(400, 'No archive came');
  const folder = await mkdtemp(join(tmpdir(), 'amo-upload-'));
  try {
    const file = join(folder, 'widget.zip');
    await writeFile(file, body);
    return await openWidget(file);
  } catch (cause) {
    if (cause instanceof WidgetRefusal) throw ApiProblem.of(400, cause.message);
    throw cause;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function put({ state, integrationUuid }: UploadServices, directory: string): string {
  const known = [...state.widgets.values()].find(({ clientUuid }) => clientUuid === integrationUuid);
  const code = known?.code ?? codeOf(integrationUuid);
  const { settings = {}, active = false } = known ?? {};
  state.widgets.set(code, { code, directory, clientUuid: integrationUuid, settings, active });
  return code;
}
