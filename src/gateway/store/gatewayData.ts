import { readFile } from 'node:fs/promises';
import { decompressFramesSync, sniffContainer } from '../../databento/codec/decompress.ts';
import { barIntervalMs, rtypeOfSchema, SCHEMAS, type Schema } from '../../databento/codec/enums.ts';
import { type DbnMetadata, type DbnVersion, decodeMetadata } from '../../databento/codec/metadata.ts';
import { TapebenchError } from '../../errors.ts';
import { listingsOf, Symbology } from './listings.ts';
import { RecordTable } from './recordTable.ts';

/** A dataset as the gateway serves it. */
export interface GatewayData {
  readonly dataset: string;
  readonly version: DbnVersion;
  readonly table: RecordTable;
  readonly symbology: Symbology;
  /** The schemas that the records belong to. */
  readonly schemas: readonly Schema[];
  /** Moments, UTC ms: the first record's index time, and when the last one can be known. */
  readonly startMs: number;
  readonly endMs: number;
}

/** What a gateway can be given: a DBN file, or metadata and encoded records. */
export type GatewaySource =
  | { readonly path: string }
  | { readonly metadata: DbnMetadata; readonly records: Uint8Array };

/**
 * @param dataset what the gateway calls it; what the metadata say when absent
 * @throws TapebenchError TB_FILE_NOT_FOUND, TB_DATA_EMPTY
 * @throws DatabentoError when the file is no whole DBN file
 */
export async function openGatewayData(source: GatewaySource, dataset?: string): Promise<GatewayData> {
  if ('path' in source) {
    const file = await readFile(source.path).catch((cause: unknown) => {
      throw new TapebenchError('TB_FILE_NOT_FOUND', `cannot read ${source.path}`, {
        where: source.path,
        cause,
      });
    });
    const [metadata, records] = decodedFile(file);
    return gatewayDataOf(metadata, records, dataset);
  }
  return gatewayDataOf(source.metadata, source.records, dataset);
}

function decodedFile(file: Uint8Array): [DbnMetadata, Uint8Array] {
  const bytes = sniffContainer(file) === 'zstd' ? Buffer.concat([...decompressFramesSync(file)]) : file;
  const { metadata, byteLength } = decodeMetadata(bytes);
  return [metadata, bytes.subarray(byteLength)];
}

function gatewayDataOf(metadata: DbnMetadata, records: Uint8Array, dataset = metadata.dataset): GatewayData {
  const table = new RecordTable(records, { hasTsOut: metadata.tsOut });
  if (table.length === 0) {
    throw new TapebenchError('TB_DATA_EMPTY', 'there are no market records to serve');
  }
  let firstMs = Number.POSITIVE_INFINITY;
  const rtypes = new Set<number>();
  for (let i = 0; i < table.length; i++) {
    firstMs = Math.min(firstMs, Number(table.indexTime[i]! / 1_000_000n));
    rtypes.add(table.rtype[i]!);
  }
  // `mbp-1` and `tbbo` share a record type; the metadata says which of them a file holds.
  const schemas = SCHEMAS.filter(
    (schema) =>
      rtypes.has(rtypeOfSchema(schema)) &&
      (schema !== 'tbbo' || metadata.schema === 'tbbo') &&
      (schema !== 'mbp-1' || metadata.schema !== 'tbbo'),
  );
  return {
    dataset,
    version: metadata.version,
    table,
    symbology: new Symbology(listingsOf(metadata), table),
    schemas,
    startMs: firstMs,
    endMs: table.publishMs[table.length - 1]!,
  };
}

/** Milliseconds of a schema's bars; undefined for a schema that is no bars. */
export function schemaIntervalMs(schema: Schema): number | undefined {
  return barIntervalMs(rtypeOfSchema(schema));
}
