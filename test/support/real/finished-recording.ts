import { existsSync, readdirSync, readlinkSync } from 'node:fs';

const WAIT_MS = 5_000;

/** Whether a process still writes the file: Asterisk tells by no event when a recording is on the disk. */
function hasOpen(pid: number, path: string): boolean {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).some((name) => {
    try {
      return readlinkSync(`${folder}/${name}`) === path;
    } catch {
      return false; // Closed while we looked.
    }
  });
}

/** Resolves with the path when the recording is there and whole. */
export async function finishedRecording(path: string, pid: number): Promise<string> {
  const giveUpAt = Date.now() + WAIT_MS;
  while (!existsSync(path) || hasOpen(pid, path)) {
    if (Date.now() > giveUpAt) throw new Error(`no finished recording ${path} in ${WAIT_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return path;
}
