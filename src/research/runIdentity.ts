import { createHash } from 'node:crypto';
import type { ParameterValues } from '../engine/parameters.ts';

export interface RunIdentity {
  readonly strategy: string;
  /** Digest of the strategy's own file when it is a user's; empty for those that come with the workbench. */
  readonly strategyDigest: string;
  /** All parameters, costs among them. */
  readonly parameters: ParameterValues;
  readonly datasetDigest: string;
  readonly contractOverride: string | null;
  readonly codeVersion: string;
}

/**
 * The id of a run: 16 hexadecimal digits of the SHA-256 over everything that decides it. The same id must give the same
 * journal; whatever can change the journal is in it.
 */
export function runIdOf(identity: RunIdentity): string {
  const parameters = Object.entries(identity.parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  const { strategy, strategyDigest, datasetDigest, contractOverride, codeVersion } = identity;
  const text = JSON.stringify([
    strategy,
    strategyDigest,
    parameters,
    datasetDigest,
    contractOverride,
    codeVersion,
  ]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
