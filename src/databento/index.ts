/**
 * A Databento client that stands alone: the DBN format (this file's codec part), the Historical API and the Live API.
 * Published as `tapebench/databento`.
 */

// Clients
export { ApiKey } from './apiKey.ts';
export type { Backoff } from './backoff.ts';
export { type Clock, systemClock } from './clock.ts';
// Codec
export type { ArrowPrices } from './codec/arrowColumns.ts';
export type { ByteSource } from './codec/byteSource.ts';
export type {
  ColumnBatch,
  ColumnReader,
  ColumnReaderSync,
  ColumnReadOptions,
  Truncation,
} from './codec/columnReader.ts';
export { DbnDecoder, type DbnDecoderOptions, type FragmentOptions } from './codec/decoder.ts';
export { type Container, sniffContainer } from './codec/decompress.ts';
export { DbnEncoder, encodeRecord, type RecordInput } from './codec/encode.ts';
export * from './codec/enums.ts';
export { createDbnFile, type DbnFileWriter, type DbnWriteOptions } from './codec/fileWriter.ts';
export { metadataToJson } from './codec/json.ts';
export type { BidAskPair, ConsolidatedBidAskPair } from './codec/layouts/fields.ts';
export { layoutOf, RECORD_LAYOUTS, type RecordLayout, type RecordName } from './codec/layouts/registry.ts';
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
export { formatPrice, parsePrice, priceToNumber } from './codec/prices.ts';
export { type DbnContent, DbnReader, type DbnReadOptions, readDbn, readDbnSync } from './codec/reader.ts';
export {
  type BboMsg,
  type CbboMsg,
  type Cmbp1Msg,
  type DbnRecord,
  type ErrorMsg,
  type ErrorMsgV1,
  type ImbalanceMsg,
  type InstrumentDefMsg,
  type InstrumentDefMsgV1,
  type InstrumentDefMsgV2,
  indexTime,
  type MboMsg,
  type Mbp1Msg,
  type Mbp10Msg,
  type OhlcvMsg,
  type RecordHeader,
  type RecordOf,
  type RecordValues,
  type RecordView,
  type StatMsg,
  type StatMsgV1,
  type StatusMsg,
  type SymbolMappingMsg,
  type SymbolMappingMsgV1,
  type SystemMsg,
  type SystemMsgV1,
  type TradeMsg,
} from './codec/record.ts';
export { type LiveInstrument, LiveSymbolMap, SymbolMap } from './codec/symbolMap.ts';
export {
  type MboBatch,
  type Mbp1Batch,
  readMboBatches,
  readMboBatchesSync,
  readMbp1Batches,
  readMbp1BatchesSync,
  readTradeBatches,
  readTradeBatchesSync,
  type TickBatch,
  type TradeBatch,
} from './codec/tickColumns.ts';
export { type ToArrowOptions, toArrow } from './codec/toArrow.ts';
export { upgradeMetadata, upgradeRecord } from './codec/upgrade.ts';
// Errors
export { DatabentoError, type DatabentoErrorDetails, type DatabentoErrorKind } from './errors.ts';
export type { BatchFile, SubmitJobQuery } from './historical/batch.ts';
export type { BatchJob, JobState } from './historical/batchJob.ts';
export { HISTORICAL_URL, Historical, type HistoricalOptions } from './historical/client.ts';
export type {
  DatasetCondition,
  DatasetRange,
  FieldDetail,
  Publisher,
  TimeRange,
  UnitPrices,
} from './historical/metadata.ts';
export type { RangeQuery } from './historical/query.ts';
export { type Limit, type LimitName, OFFICIAL_LIMITS } from './historical/rateLimit.ts';
export type { Resolution, ResolvedInterval, ResolveQuery } from './historical/symbology.ts';
export type {
  Compression,
  Encoding,
  GetRangeQuery,
  RangeCall,
  RangeFile,
  RangeStream,
} from './historical/timeseries.ts';
export { Live, type LiveOptions, type ReconnectOptions } from './live/client.ts';
export { ERROR_CODE, SYSTEM_CODE } from './live/controlMessages.ts';
export type { LiveEvent } from './live/events.ts';
export { gatewayAddress } from './live/handshake.ts';
export { Recording, type RecordingOptions } from './live/recording.ts';
export type { SubscribeQuery } from './live/subscription.ts';
export { ALL_SYMBOLS, type Symbols } from './symbols.ts';
export { type Moment, nanosOf } from './timestamps.ts';
