import { ContractTable } from './contractTable.ts';
import { readCsv } from './csv/reader.ts';
import { readDbn } from './dbn/reader.ts';
import { type FileFormat, formatOf } from './fileBytes.ts';
import type { ReadOptions, ReadResult } from './source.ts';

/**
 * Reads a file of bars, whatever its format, into a tape: rows as delivered, and the bars by contract.
 * @param format told by the content when not given
 * @param contracts shared by files that are parts of one dataset
 * @throws TapebenchError of the format's reader, with the place in the file
 */
export async function readFile(
  path: string,
  options: ReadOptions = {},
  format?: FileFormat,
  contracts: ContractTable = new ContractTable(options),
): Promise<ReadResult> {
  switch (format ?? (await formatOf(path))) {
    case 'dbn':
      return readDbn(path, contracts, options);
    case 'csv':
      return readCsv(path, contracts, options);
    case 'parquet': {
      // DuckDB is loaded only when it is needed: it is most of a second of a cold start.
      const { readParquet } = await import('./parquet/reader.ts');
      return readParquet(path, contracts, options);
    }
  }
}
