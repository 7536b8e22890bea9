import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { UserId } from '../../call/ids';
import type { LinkCheck } from '../../protocol/link-check';
import type { AgentDesk } from '../agents/agent-desk';
import type { PbxState } from '../pbx/pbx';

export interface LinkCheckParts {
  readonly userId: UserId;
  readonly desk: Pick<AgentDesk, 'phoneAccount'>;
  readonly extension: string | undefined;
  readonly pbx: PbxState;
  readonly now: number;
}

/** What the connection test in the settings' window shows of the gateway. */
export function linkCheck({ userId, desk, extension, pbx, now }: LinkCheckParts): LinkCheck {
  const phone = desk.phoneAccount(userId);
  return {
    version: gatewayVersion(),
    now,
    extension: extension ?? '',
    pbx,
    phoneUrl: phone.ok ? phone.value.serverUrl : '',
  };
}

let version: string | undefined;

/** Of the nearest package.json above, which is another folder for the compiled program than for its source. */
function gatewayVersion(): string {
  return (version ??= versionAbove(__dirname));
}

function versionAbove(folder: string): string {
  const path = join(folder, 'package.json');
  if (existsSync(path)) return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
  const parent = dirname(folder);
  return parent === folder ? '' : versionAbove(parent);
}
