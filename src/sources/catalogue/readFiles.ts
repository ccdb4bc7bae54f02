import { TapebenchError } from '../../errors.ts';
import { BarColumns } from '../../market/bars.ts';
import { utcText } from '../../market/dates.ts';
import type { Rows, Tape } from '../../market/tape.ts';
import { ContractTable } from '../contractTable.ts';
import type { FileFormat } from '../fileBytes.ts';
import { intervalText } from '../intervals.ts';
import { readFile } from '../read.ts';
import { type DefectCount, ROW_DEFECTS } from '../rowDefects.ts';
import type { ReadOptions, ReadResult } from '../source.ts';
import { tapeOf } from '../tapeBuilder.ts';
import { compactTape } from '../tapeSlice.ts';

/**
 * Reads files that follow one another in time, such as one a day, as one tape. A file without bars (a holiday's) is no error
 * among others.
 * @param format told by each file's content when not given
 * @throws TapebenchError of the readers; TB_BAR_INVALID when files overlap or differ in the length of their bars
 */
export async function readFiles(
  paths: readonly string[],
  options: ReadOptions,
  format?: FileFormat,
): Promise<ReadResult> {
  const contracts = new ContractTable(options);
  // Of several files each holds a part of the expected rows.
  const { expectedRows: _, ...ofParts } = options;
  const read = paths.length === 1 ? options : ofParts;
  const parts: { readonly path: string; readonly result: ReadResult }[] = [];
  for (const path of paths) {
    try {
      parts.push({ path, result: await readFile(path, read, format, contracts) });
    } catch (error) {
      const isEmpty = error instanceof TapebenchError && error.code === 'TB_DATA_EMPTY';
      if (!isEmpty || paths.length === 1) throw error;
    }
  }
  const [first] = parts;
  if (first === undefined) {
    throw new TapebenchError('TB_DATA_EMPTY', `none of the ${paths.length} files holds bars to use`, {
      where: paths.join(', '),
    });
  }
  if (parts.length === 1) return compacted(first.result);
  const { instrument, intervalMs } = first.result.tape;
  for (const [i, { path, result }] of parts.entries()) {
    if (i === 0) continue;
    const before = parts[i - 1]!;
    requireFollows(before.result.tape, result.tape, before.path, path);
  }
  const rows = joined(parts.map(({ result }) => result.tape.rows));
  return compacted({
    tape: tapeOf(instrument, intervalMs, contracts.all, rows),
    defects: summed(parts.map(({ result }) => result.defects)),
    skipped: contracts.skipped,
    truncation: parts.find(({ result }) => result.truncation !== null)?.result.truncation ?? null,
  });
}

function compacted(result: ReadResult): ReadResult {
  return result.defects.length === 0 ? result : { ...result, tape: compactTape(result.tape) };
}

function requireFollows(before: Tape, after: Tape, pathBefore: string, path: string): void {
  if (before.intervalMs !== after.intervalMs) {
    throw new TapebenchError(
      'TB_BAR_INVALID',
      `${pathBefore} has bars of ${intervalText(before.intervalMs)}, and ${path} of ${intervalText(after.intervalMs)}`,
      { where: path },
    );
  }
  const last = before.rows.time[before.rows.length - 1]!;
  const first = after.rows.time[0]!;
  if (first > last) return;
  throw new TapebenchError(
    'TB_BAR_INVALID',
    `it begins at ${utcText(first)}, before the end of ${pathBefore} at ${utcText(last)}`,
    {
      where: path,
      next: 'Name the files in time order; they must not overlap.',
    },
  );
}

function joined(parts: readonly Rows[]): Rows {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const bars = new BarColumns(length);
  const contract = new Uint16Array(new SharedArrayBuffer(length * 2));
  let at = 0;
  for (const part of parts) {
    for (const column of ['time', 'open', 'high', 'low', 'close', 'volume'] as const) {
      bars[column].set(part[column].subarray(0, part.length), at);
    }
    contract.set(part.contract.subarray(0, part.length), at);
    at += part.length;
  }
  const { time, open, high, low, close, volume } = bars;
  return { length, time, open, high, low, close, volume, contract };
}

const PLACES_KEPT = 5;

function summed(lists: readonly (readonly DefectCount[])[]): DefectCount[] {
  return ROW_DEFECTS.flatMap((defect) => {
    const entries = lists.flat().filter((entry) => entry.defect === defect);
    if (entries.length === 0) return [];
    const count = entries.reduce((sum, entry) => sum + entry.count, 0);
    return [{ defect, count, places: entries.flatMap(({ places }) => places).slice(0, PLACES_KEPT) }];
  });
}
