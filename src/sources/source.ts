import type { Tape } from '../market/tape.ts';
import type { ColumnMapping } from './columns.ts';
import type { DefectCount, RowDefect } from './rowDefects.ts';

/** How a file of bars is read. Every source takes the same; what a format does not have, it ignores. */
export interface ReadOptions {
  /** Root of the instrument, e.g. `ES`; recognised from the symbols when not said, and then there must be one only. */
  readonly instrument?: string;
  /** Takes these contracts only, by raw symbol. */
  readonly symbols?: readonly string[];
  /** What the one contract of a file is called, where the file does not say or is to be overruled. */
  readonly symbol?: string;
  /** Takes calendar spreads too; by default they are left out and counted. */
  readonly withSpreads?: boolean;
  /** Takes the good part of a file that ends early. */
  readonly acceptTruncated?: boolean;
  /** Takes the bars of one publisher where several report the same bar; by default they are merged. */
  readonly publisher?: number;
  /** How many rows are to come, where that is known: room for them is made at once. Others may come all the same. */
  readonly expectedRows?: number;
  /** Row defects for which a row is left out and counted; any other is an error. */
  readonly tolerate?: ReadonlySet<RowDefect>;
  /** Columns of a CSV or Parquet file. Its `interval` also chooses the bars of one length where a DBN file mixes several. */
  readonly mapping?: ColumnMapping;
}

/** Rows that were not taken, for a reason that is no defect of the data. */
export interface SkippedRows {
  readonly spreads: number;
  /** Rows of other roots or symbols than those asked for. */
  readonly otherContracts: number;
}

export interface Truncation {
  readonly byteOffset: number;
  readonly goodRecords: number;
}

export interface ReadResult {
  readonly tape: Tape;
  readonly defects: readonly DefectCount[];
  readonly skipped: SkippedRows;
  /** Where a file ended early that was accepted all the same. */
  readonly truncation: Truncation | null;
}
