import {
  type Data,
  type DataType,
  Dictionary,
  Field,
  Float64,
  Int32,
  makeData,
  type Table,
  TimestampMillisecond,
  Uint16,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { suggestion, TapebenchError } from '../errors.ts';
import type { Bars } from '../market/bars.ts';
import type { Instrument } from '../market/instruments.ts';
import type { Tape } from '../market/tape.ts';
import { datasetFolders } from '../sources/catalogue/datasetFolders.ts';
import { type Dataset, loadDataset } from '../sources/catalogue/load.ts';
import { type ColumnFacts, metadataOf, tableOf } from './query.ts';

export interface BarsOptions {
  /** The bars of this contract only, e.g. `ESM5`; all rows in the order of delivery when it is not given. */
  readonly contract?: string;
  /** First and last trade date, `YYYY-MM-DD`, or moments in UTC such as `2025-01-06T14:30Z`. */
  readonly from?: string;
  readonly to?: string;
  /** Folder of the catalogue; what comes with the workbench is found besides. */
  readonly datasets?: string;
}

interface BarColumn {
  readonly name: string;
  readonly facts: ColumnFacts;
  readonly data: Data;
}

const PRICES = ['open', 'high', 'low', 'close'] as const;

/**
 * The bars of a dataset as an Arrow table: `time` (the bar's open, UTC), `contract`, open, high, low and close in points and again in
 * ticks, and `volume` in contracts. Ticks, volume and contract are the dataset's own columns and are not copied. The table's
 * metadata say which dataset it is (`dataset`, `digest`, `note`) and of which instrument (`instrument`, `tick`).
 * @param dataset name in the catalogue, or the path of a DBN, CSV or Parquet file
 * @throws TapebenchError TB_DATASET_UNKNOWN, TB_DATA_EMPTY, TB_DATE_INVALID and those of the readers; TB_SYMBOL_INVALID when the dataset
 *   has no such contract
 */
export async function bars(dataset: string, options: BarsOptions = {}): Promise<Table> {
  const { contract, from, to, datasets = 'datasets' } = options;
  const loaded = await loadDataset(dataset, {
    directories: datasetFolders(datasets),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  });
  const { tape } = loaded;
  const symbols = tape.contracts.map(({ rawSymbol }) => rawSymbol);
  const place = contract === undefined ? null : placeOf(contract, symbols, loaded);
  const rows: Bars = place === null ? tape.rows : tape.byContract[place]!;
  const codes =
    place === null ? tape.rows.contract.subarray(0, rows.length) : new Uint16Array(rows.length).fill(place);
  return barTable(rows, codes, symbols, loaded);
}

function placeOf(contract: string, symbols: readonly string[], { name }: Dataset): number {
  const wanted = contract.trim().toUpperCase();
  const place = symbols.findIndex((symbol) => symbol.toUpperCase() === wanted);
  if (place !== -1) return place;
  const near = suggestion(wanted, symbols);
  throw new TapebenchError('TB_SYMBOL_INVALID', `${name} has no contract ${JSON.stringify(contract)}`, {
    next:
      near === undefined
        ? `It has ${symbols.join(', ')}.`
        : `Did you mean ${near}? It has ${symbols.join(', ')}.`,
  });
}

function barTable(rows: Bars, codes: Uint16Array, symbols: readonly string[], dataset: Dataset): Table {
  const { length } = rows;
  const { instrument } = dataset.tape;
  const column = (name: string, about: string, unit: string, type: DataType, data: unknown): BarColumn => ({
    name,
    facts: { about, unit },
    data: makeData({ type, length, nullCount: 0, data } as never),
  });
  const columns: BarColumn[] = [
    column('time', 'open of the bar', 'UTC', new TimestampMillisecond('UTC'), momentsOf(rows)),
    {
      name: 'contract',
      facts: { about: 'symbol of the contract', unit: '' },
      data: makeData({
        type: new Dictionary(new Utf8(), new Uint16()),
        length,
        nullCount: 0,
        data: codes,
        dictionary: vectorFromArray(symbols, new Utf8()),
      }),
    },
    ...PRICES.map((name) =>
      column(name, name, 'points', new Float64(), pointsOf(rows[name], length, instrument)),
    ),
    ...PRICES.map((name) =>
      column(`${name}_ticks`, name, 'ticks', new Int32(), rows[name].subarray(0, length)),
    ),
    column('volume', 'volume traded', 'contracts', new Float64(), rows.volume.subarray(0, length)),
  ];
  return tableOf(
    columns.map(({ name, facts, data }) => ({
      field: new Field(name, data.type, false, metadataOf(facts)),
      data,
    })),
    length,
    factsOf(dataset, dataset.tape),
  );
}

function momentsOf({ time, length }: Bars): BigInt64Array {
  const moments = new BigInt64Array(length);
  for (let i = 0; i < length; i++) moments[i] = BigInt(time[i]!);
  return moments;
}

/** The product is exact, so that the price is the double nearest to it. */
function pointsOf(ticks: Int32Array, length: number, { tickNano }: Instrument): Float64Array {
  const points = new Float64Array(length);
  for (let i = 0; i < length; i++) points[i] = (ticks[i]! * tickNano) / 1e9;
  return points;
}

function factsOf({ name, digest, source, about, isSynthetic }: Dataset, tape: Tape): Map<string, string> {
  return new Map([
    ['dataset', name],
    ['digest', digest],
    ['source', source],
    ['note', about],
    ['isSynthetic', String(isSynthetic)],
    ['instrument', tape.instrument.root],
    ['tick', String(tape.instrument.tickNano / 1e9)],
    ['intervalMs', String(tape.intervalMs)],
  ]);
}
