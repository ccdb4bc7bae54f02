import { DataType, type Table, tableFromIPC, tableToIPC, type Vector } from 'apache-arrow';

/** What of danfojs is used: `import * as dfd from 'danfojs-node'`. */
export interface DanfoLibrary<Frame> {
  readonly DataFrame: new (columns: Record<string, (number | string | boolean)[]>) => Frame;
}

/** What of Polars is used: `import pl from 'nodejs-polars'`. */
export interface PolarsLibrary<Frame> {
  readIPC(file: Buffer): Frame;
}

/** What of Arquero is used: `import * as aq from 'arquero'`. */
export interface ArqueroLibrary<Frame> {
  fromArrow(bytes: Uint8Array): Frame;
}

/**
 * The table as a data frame of danfojs. It has no types for times: they become text, `2025-01-06T14:30:00.000Z` in UTC and
 * `2025-01-06` for dates. What is not there is `NaN` among numbers and an empty text elsewhere. Lists are joined by `; `.
 *
 * danfojs computes some figures in single precision; sums of money belong to the database.
 * @param danfo the package, handed in so that the workbench does not carry it
 */
export function toDanfo<Frame>(table: Table, danfo: DanfoLibrary<Frame>): Frame {
  const columns = table.schema.fields.map(({ name }) => [name, danfoColumn(table.getChild(name)!)] as const);
  return new danfo.DataFrame(Object.fromEntries(columns));
}

/**
 * The table as a data frame of Polars, by Arrow's own file format: types, nulls and time zones come along.
 * @param polars the package, handed in so that the workbench does not carry it
 */
export function toPolars<Frame>(table: Table, polars: PolarsLibrary<Frame>): Frame {
  const { buffer, byteOffset, byteLength } = tableToIPC(table, 'file');
  return polars.readIPC(Buffer.from(buffer, byteOffset, byteLength));
}

/**
 * The table as one of Arquero, by Arrow's own stream format. Times are `Date` objects.
 * @param arquero the package, handed in so that the workbench does not carry it
 */
export function toArquero<Frame>(table: Table, arquero: ArqueroLibrary<Frame>): Frame {
  return arquero.fromArrow(tableToIPC(table, 'stream'));
}

/** A table of Arquero back as an Arrow table, for `show` and `chart`. */
export function fromArquero(table: { toArrowIPC(options: { format: 'stream' }): Uint8Array }): Table {
  return tableFromIPC(table.toArrowIPC({ format: 'stream' }));
}

function danfoColumn(vector: Vector): (number | string | boolean)[] {
  const { type } = vector;
  if (DataType.isTimestamp(type)) return textsOf(vector, (value) => new Date(Number(value)).toISOString());
  if (DataType.isDate(type)) {
    return textsOf(vector, (value) => new Date(Number(value)).toISOString().slice(0, 10));
  }
  if (DataType.isList(type)) return textsOf(vector, (value) => [...(value as Iterable<unknown>)].join('; '));
  if (DataType.isInt(type) || DataType.isFloat(type)) {
    return Array.from(vector, (value) => (value === null ? Number.NaN : Number(value)));
  }
  if (DataType.isBool(type)) return Array.from(vector, (value) => (value === null ? '' : (value as boolean)));
  return textsOf(vector, String);
}

function textsOf(vector: Vector, convert: (value: unknown) => string): string[] {
  return Array.from(vector, (value) => (value === null ? '' : convert(value)));
}
