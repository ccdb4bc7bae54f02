import { resolve } from 'node:path';
import { TapebenchError } from '../../errors.ts';
import type { Bars } from '../../market/bars.ts';
import type { Contract } from '../../market/contracts.ts';
import type { FinerBars, Tape } from '../../market/tape.ts';
import { intervalText } from '../intervals.ts';
import type { ReadOptions } from '../source.ts';
import { tapeDigest } from '../tapeDigest.ts';
import type { FinerFiles } from './manifest.ts';
import { readFiles } from './readFiles.ts';

/**
 * The shorter bars that a manifest names, put beside the contracts of its tape.
 * @throws TapebenchError TB_DATA_DIGEST when they are other rows, TB_BAR_INVALID when their length does not divide the tape's
 */
export async function readFinerBars(
  finer: FinerFiles,
  folder: string,
  read: ReadOptions,
  tape: Tape,
): Promise<FinerBars> {
  const files = finer.files.map((file) => resolve(folder, file));
  const { tape: shorter } = await readFiles(files, {
    ...read,
    expectedRows: finer.rows,
    mapping: { ...read.mapping, interval: finer.interval },
  });
  if (tapeDigest(shorter) !== finer.digest) {
    throw new TapebenchError('TB_DATA_DIGEST', 'the shorter bars are not those that the manifest pins', {
      where: files.join(', '),
    });
  }
  return finerBarsOf(tape, shorter);
}

/**
 * @param shorter a tape of the same instrument with shorter bars
 * @throws TapebenchError TB_BAR_INVALID
 */
export function finerBarsOf(tape: Tape, shorter: Tape): FinerBars {
  if (shorter.intervalMs >= tape.intervalMs || tape.intervalMs % shorter.intervalMs !== 0) {
    const [fine, coarse] = [shorter, tape].map(({ intervalMs }) => intervalText(intervalMs));
    throw new TapebenchError('TB_BAR_INVALID', `bars of ${fine} do not make up bars of ${coarse}`);
  }
  const byKey = new Map<string, Bars>();
  for (const [i, contract] of shorter.contracts.entries()) byKey.set(keyOf(contract), shorter.byContract[i]!);
  return {
    intervalMs: shorter.intervalMs,
    byContract: tape.contracts.map((contract) => byKey.get(keyOf(contract))),
  };
}

function keyOf({ rawSymbol, kind, month, instrumentId }: Contract): string {
  return `${rawSymbol}|${kind === 'continuous' ? instrumentId : month}`;
}
