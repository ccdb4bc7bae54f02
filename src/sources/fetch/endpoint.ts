import type { ApiKey } from '../../databento/apiKey.ts';
import { Historical } from '../../databento/historical/client.ts';
import { TapebenchError } from '../../errors.ts';

/** Where a loopback gateway listens unless told. */
export const LOOPBACK = { host: '127.0.0.1', httpPort: 8113, livePort: 13_000 } as const;

/** The key of a loopback gateway whose user has none: known to everybody, good for nothing else. */
export const LOOPBACK_KEY = 'db-loopback-0000000000000-public';

export interface LoopbackAddress {
  readonly host: string;
  readonly httpPort: number;
  readonly livePort: number;
}

/**
 * Reads `--gateway`: empty for where `tapebench gateway` listens, else `host:httpPort:livePort`.
 * @throws TapebenchError TB_USAGE
 */
export function loopbackAddress(text: string): LoopbackAddress {
  if (text === '') return LOOPBACK;
  const parts = /^([\w.-]+):(\d{1,5}):(\d{1,5})$/.exec(text);
  if (parts !== null) return { host: parts[1]!, httpPort: Number(parts[2]), livePort: Number(parts[3]) };
  throw new TapebenchError(
    'TB_USAGE',
    `--gateway wants host:httpPort:livePort, not ${JSON.stringify(text)}`,
    {
      next: `For example: --gateway ${LOOPBACK.host}:${LOOPBACK.httpPort}:${LOOPBACK.livePort}`,
    },
  );
}

/** A Historical client of the vendor, or of a loopback gateway. */
export function historicalClient(
  key: ApiKey | string,
  gateway: LoopbackAddress | undefined,
  onWarning: (warning: string) => void,
): Historical {
  return new Historical({
    key,
    onWarning,
    // A gateway on this machine that does not answer will not answer in a second either.
    ...(gateway === undefined
      ? {}
      : { baseUrl: `http://${gateway.host}:${gateway.httpPort}/`, maximumAttempts: 1 }),
  });
}
