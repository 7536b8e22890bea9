import { startAmoHost, type AmoHost } from '../amo-host/amo-host';
import { openWidget } from '../amo-host/opening/open-widget';
import { readManifest } from '../amo-host/rest/widget-folder';
import type { Office } from '../office/office';
import type { ForeignWidget, StartOptions } from '../start-options';
import { DEMO_INTEGRATION, DEMO_USERS } from './demo-account';
import { openOffice } from './demo-office';

export interface ForeignDemo {
  readonly host: AmoHost;
  readonly office: Office | undefined;
  readonly code: string;
  readonly warnings: readonly string[];
  close(): Promise<void>;
}

/** What of the command line is about the stand-in and its office. */
type Shown = Pick<StartOptions, 'port' | 'hasOffice'> & Partial<Pick<StartOptions, 'platform' | 'language'>>;

/** The code that an author wrote into the manifest, if it can be one; amoCRM makes up codes of its own. */
function codeOf(given: string | undefined, directory: string): string {
  const written = readManifest(directory)?.widget['code'];
  return given ?? (typeof written === 'string' && /^[\w-]{1,64}$/.test(written) ? written : 'own_widget');
}

/** The stand-in with somebody else's widget in it; without our gateway, with the office if it is wanted. */
export async function startForeignDemo(
  widget: ForeignWidget,
  { port, hasOffice, platform, language }: Shown,
): Promise<ForeignDemo> {
  const opened = await openWidget(widget.path);
  const code = codeOf(widget.code, opened.directory);
  const office = hasOffice ? await openOffice() : undefined;
  const host = await startAmoHost({
    port,
    ...(platform && { platform }),
    widgets: [
      {
        code,
        directory: opened.directory,
        clientUuid: DEMO_INTEGRATION.clientUuid,
        settings: { ...widget.settings },
      },
    ],
    ...(office && { office: office.control }),
  }).catch(async (failure: unknown) => {
    await office?.close();
    await opened.close();
    throw failure;
  });
  if (language) for (const { id } of DEMO_USERS) host.state.setLanguage(id, language);
  return {
    host,
    office,
    code,
    warnings: opened.warnings,
    close: async () => {
      await host.close();
      await office?.close();
      await opened.close();
    },
  };
}
