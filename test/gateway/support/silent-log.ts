import type { Log } from '../../../src/gateway/log';

const ignore = (): void => undefined;

export const silentLog: Log = { error: ignore, warn: ignore, info: ignore, debug: ignore };
