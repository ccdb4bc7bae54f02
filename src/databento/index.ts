/**
 * A Databento client that stands alone: the DBN format (this file's codec part), the Historical API and the Live API.
 * Published as `tapebench/databento`.
 */

// Codec
export type { ByteSource } from './codec/byteSource.ts';
export type {
  ColumnBatch,
  ColumnReader,
  ColumnReaderSync,
  ColumnReadOptions,
  Truncation,
} from './codec/columnReader.ts';
export { type Container, sniffContainer } from './codec/decompress.ts';
export * from './codec/enums.ts';
export { createDbnFile, type DbnFileWriter, type DbnWriteOptions } from './codec/fileWriter.ts';
export {
  createMetadata,
  type DbnMetadata,
  type DbnVersion,
  decodeMetadata,
  encodeMetadata,
  type MappingInterval,
  type MetadataInput,
  type SymbolMapping,
} from './codec/metadata.ts';
export {
  createOhlcvBatch,
  type OhlcvBatch,
  readOhlcvBatches,
  readOhlcvBatchesSync,
} from './codec/ohlcvColumns.ts';
export { encodeOhlcv, type OhlcvInput } from './codec/ohlcvEncode.ts';

// Errors
export { DatabentoError, type DatabentoErrorDetails, type DatabentoErrorKind } from './errors.ts';
