/** Codes of DBN. Values that are not listed here stay numbers: a newer server must not break an older reader. */

/** What the metadata or a request says the records are. The index is the wire code. */
export const SCHEMAS = [
  'mbo',
  'mbp-1',
  'mbp-10',
  'tbbo',
  'trades',
  'ohlcv-1s',
  'ohlcv-1m',
  'ohlcv-1h',
  'ohlcv-1d',
  'definition',
  'statistics',
  'status',
  'imbalance',
  'ohlcv-eod',
  'cmbp-1',
  'cbbo-1s',
  'cbbo-1m',
  'tcbbo',
  'bbo-1s',
  'bbo-1m',
] as const;

export type Schema = (typeof SCHEMAS)[number];

/** Kinds of symbol. The index is the wire code. */
export const STYPES = [
  'instrument_id',
  'raw_symbol',
  'smart',
  'continuous',
  'parent',
  'nasdaq_symbol',
  'cms_symbol',
  'isin',
  'us_code',
  'bbg_comp_id',
  'bbg_comp_ticker',
  'figi',
  'figi_ticker',
  'listing_id',
  'issuer_id',
  'security_id',
] as const;

export type SType = (typeof STYPES)[number];

/** Metadata schema code for "mixed or none". */
export const NO_SCHEMA_CODE = 0xffff;
/** Metadata stype code for "mixed or none". */
export const NO_STYPE_CODE = 0xff;

/** Record types: the second byte of every record. */
export const RTYPE = {
  trades: 0x00,
  mbp1: 0x01,
  mbp10: 0x0a,
  ohlcvDeprecated: 0x11,
  status: 0x12,
  definition: 0x13,
  imbalance: 0x14,
  error: 0x15,
  symbolMapping: 0x16,
  system: 0x17,
  statistics: 0x18,
  ohlcv1s: 0x20,
  ohlcv1m: 0x21,
  ohlcv1h: 0x22,
  ohlcv1d: 0x23,
  ohlcvEod: 0x24,
  mbo: 0xa0,
  cmbp1: 0xb1,
  cbbo1s: 0xc0,
  cbbo1m: 0xc1,
  tcbbo: 0xc2,
  bbo1s: 0xc3,
  bbo1m: 0xc4,
} as const;

export type Rtype = (typeof RTYPE)[keyof typeof RTYPE];

/** Milliseconds from a bar's open to its close, or undefined for a record type that is not a bar of known interval. */
export function barIntervalMs(rtype: number): number | undefined {
  switch (rtype) {
    case RTYPE.ohlcv1s:
      return 1_000;
    case RTYPE.ohlcv1m:
      return 60_000;
    case RTYPE.ohlcv1h:
      return 3_600_000;
    case RTYPE.ohlcv1d:
      return 86_400_000;
    default:
      return undefined;
  }
}

const RTYPE_OF_SCHEMA: Readonly<Record<Schema, Rtype>> = {
  mbo: RTYPE.mbo,
  'mbp-1': RTYPE.mbp1,
  'mbp-10': RTYPE.mbp10,
  tbbo: RTYPE.mbp1,
  trades: RTYPE.trades,
  'ohlcv-1s': RTYPE.ohlcv1s,
  'ohlcv-1m': RTYPE.ohlcv1m,
  'ohlcv-1h': RTYPE.ohlcv1h,
  'ohlcv-1d': RTYPE.ohlcv1d,
  definition: RTYPE.definition,
  statistics: RTYPE.statistics,
  status: RTYPE.status,
  imbalance: RTYPE.imbalance,
  'ohlcv-eod': RTYPE.ohlcvEod,
  'cmbp-1': RTYPE.cmbp1,
  'cbbo-1s': RTYPE.cbbo1s,
  'cbbo-1m': RTYPE.cbbo1m,
  tcbbo: RTYPE.tcbbo,
  'bbo-1s': RTYPE.bbo1s,
  'bbo-1m': RTYPE.bbo1m,
};

/** The record type that carries a schema. */
export function rtypeOfSchema(schema: Schema): Rtype {
  return RTYPE_OF_SCHEMA[schema];
}

/** Whether a record type is laid out as an OHLCV bar. */
export function isOhlcvRtype(rtype: number): boolean {
  return (rtype >= RTYPE.ohlcv1s && rtype <= RTYPE.ohlcvEod) || rtype === RTYPE.ohlcvDeprecated;
}

/** Nanounits in one unit of price: a raw price of 1 000 000 000 is 1.0. */
export const PRICE_SCALE = 1_000_000_000;
/** "No price" in raw units. */
export const UNDEF_PRICE: bigint = 0x7fff_ffff_ffff_ffffn;
/** "No timestamp". */
export const UNDEF_TIMESTAMP: bigint = 0xffff_ffff_ffff_ffffn;
/** "No size" of an order. */
export const UNDEF_ORDER_SIZE = 0xffff_ffff;
/** "No quantity" of a statistic in versions 1 and 2. */
export const UNDEF_STAT_QUANTITY_V1 = 0x7fff_ffff;
/** "No quantity" of a statistic in version 3. */
export const UNDEF_STAT_QUANTITY: bigint = 0x7fff_ffff_ffff_ffffn;
