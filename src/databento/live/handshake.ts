import type { ApiKey } from '../apiKey.ts';
import { DatabentoError } from '../errors.ts';
import { readFields, writeFields } from './lines.ts';

export interface SessionTerms {
  readonly key: ApiKey;
  readonly dataset: string;
  readonly compression: 'none' | 'zstd';
  readonly tsOut: boolean;
  readonly client: string;
  /** 5 to 1800; the gateway's own 30 when undefined. */
  readonly heartbeatIntervalSeconds: number | undefined;
  readonly slowReaderBehavior: 'warn' | 'skip' | undefined;
}

/** The challenge of a line, or undefined for the greeting and anything else that is not one. */
export function challengeOf(line: string): string | undefined {
  return readFields(line).get('cram');
}

/** The line that answers a challenge. The key itself is not in it. */
export function authenticationLine(challenge: string, terms: SessionTerms): string {
  return writeFields({
    auth: terms.key.answerChallenge(challenge),
    dataset: terms.dataset,
    encoding: 'dbn',
    compression: terms.compression,
    ts_out: terms.tsOut ? '1' : '0',
    client: terms.client,
    heartbeat_interval_s: terms.heartbeatIntervalSeconds?.toString(),
    slow_reader_behavior: terms.slowReaderBehavior,
  });
}

/**
 * Reads the gateway's word on an authentication.
 * @returns the id of the session, which may be missing
 * @throws DatabentoError `authentication` unless it says success
 */
export function sessionIdOf(line: string): string | undefined {
  const fields = readFields(line);
  if (fields.get('success') === '1') return fields.get('session_id');
  const reason = fields.get('error') ?? 'the gateway did not say success';
  throw new DatabentoError('authentication', `the live gateway refused the session: ${reason}`);
}

/** The live gateway of a dataset: `GLBX.MDP3` is at `glbx-mdp3.lsg.databento.com:13000`. */
export function gatewayAddress(dataset: string): { readonly host: string; readonly port: number } {
  return { host: `${dataset.toLowerCase().replaceAll('.', '-')}.lsg.databento.com`, port: 13_000 };
}
