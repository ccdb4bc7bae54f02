import { DatabentoError } from '../errors.ts';
import { readCstr, writeCstr } from './cstr.ts';
import { NO_SCHEMA_CODE, NO_STYPE_CODE, SCHEMAS, type Schema, STYPES, type SType } from './enums.ts';

export type DbnVersion = 1 | 2 | 3;

/** One period during which an input symbol stood for an output symbol. Dates are UTC days, `YYYY-MM-DD`. */
export interface MappingInterval {
  /** First day, inclusive. */
  readonly startDate: string;
  /** Day after the last, exclusive. */
  readonly endDate: string;
  /** Empty when the input symbol stood for nothing. */
  readonly symbol: string;
}

export interface SymbolMapping {
  /** The symbol as asked for, whatever its kind. */
  readonly rawSymbol: string;
  readonly intervals: readonly MappingInterval[];
}

/** The header of a DBN stream. */
export interface DbnMetadata {
  readonly version: DbnVersion;
  readonly dataset: string;
  /** Null when the stream mixes schemas; a number when the code is unknown to this version. */
  readonly schema: Schema | number | null;
  /** UNIX nanoseconds, inclusive. */
  readonly start: bigint;
  /** UNIX nanoseconds, exclusive; null for none. */
  readonly end: bigint | null;
  /** Most records asked for; null for no limit. */
  readonly limit: bigint | null;
  /** Version 1 only, deprecated by the vendor and all ones in practice. */
  readonly recordCount?: bigint;
  readonly stypeIn: SType | number | null;
  readonly stypeOut: SType | number | null;
  /** Whether every record ends with the gateway's send time. */
  readonly tsOut: boolean;
  /** Bytes of a symbol field: 22 in version 1, else 71. */
  readonly symbolCstrLength: number;
  readonly symbols: readonly string[];
  /** Symbols that resolved on a part of the days only. */
  readonly partial: readonly string[];
  readonly notFound: readonly string[];
  readonly mappings: readonly SymbolMapping[];
}

export const SYMBOL_CSTR_LENGTH_V1 = 22;
export const SYMBOL_CSTR_LENGTH = 71;
/** Bytes of the magic, the version and the length before the metadata proper. */
export const PRELUDE_BYTES = 8;
const FIXED_BYTES = 100;
const DATASET_BYTES = 16;
const U64_MAX = 0xffff_ffff_ffff_ffffn;

/** Largest metadata block that is read unless a caller allows more; it bounds what a hostile length can allocate. */
export const MAX_METADATA_BYTES: number = 256 * 1024 * 1024;

/** Whether the bytes begin with the magic of DBN. */
export function isDbnMagic(bytes: Uint8Array): boolean {
  return bytes.length >= 3 && bytes[0] === 0x44 && bytes[1] === 0x42 && bytes[2] === 0x4e;
}

/**
 * Bytes of the whole metadata block, prelude included, as its first eight bytes tell it.
 * Throws `corrupt` without the magic or with an impossible length, `unsupported` for a version other than 1 to 3, for
 * compressed input, and for more than `maxBytes`.
 */
export function metadataByteLength(prelude: Uint8Array, maxBytes: number = MAX_METADATA_BYTES): number {
  if (prelude[0] === 0x28 && prelude[1] === 0xb5) {
    throw new DatabentoError(
      'unsupported',
      'the input is compressed with zstd: decompress it first, or use readDbn',
      {
        byteOffset: 0,
        goodRecords: 0,
      },
    );
  }
  if (!isDbnMagic(prelude)) {
    throw new DatabentoError('corrupt', 'not a DBN stream: it does not begin with "DBN"', {
      byteOffset: 0,
      goodRecords: 0,
    });
  }
  const version = prelude[3]!;
  if (version < 1 || version > 3) {
    throw new DatabentoError('unsupported', `DBN version ${version} is not supported, only 1 to 3`, {
      byteOffset: 3,
      goodRecords: 0,
    });
  }
  const length = new DataView(prelude.buffer, prelude.byteOffset, prelude.byteLength).getUint32(4, true);
  if (length < FIXED_BYTES) {
    throw new DatabentoError(
      'corrupt',
      `the metadata claims ${length} bytes, fewer than the fixed ${FIXED_BYTES}`,
      { byteOffset: 4, goodRecords: 0 },
    );
  }
  if (length + PRELUDE_BYTES > maxBytes) {
    throw new DatabentoError(
      'unsupported',
      `the metadata claims ${length} bytes, more than the ${maxBytes} allowed`,
      { byteOffset: 4, goodRecords: 0 },
    );
  }
  return length + PRELUDE_BYTES;
}

class MetadataCursor {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  offset: number;
  readonly end: number;

  constructor(bytes: Uint8Array, offset: number, end: number) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.offset = offset;
    this.end = end;
  }

  fail(what: string): never {
    throw new DatabentoError('corrupt', `the metadata is damaged: ${what}`, {
      byteOffset: this.offset,
      goodRecords: 0,
    });
  }

  u32(what: string): number {
    if (this.offset + 4 > this.end) this.fail(`${what} lies beyond its end`);
    const value = this.view.getUint32(this.offset, true);
    this.offset += 4;
    return value;
  }

  /** A count of items of at least `itemBytes` each: checked against the bytes left before anything is allocated. */
  count(what: string, itemBytes: number): number {
    const count = this.u32(`the count of ${what}`);
    if (count * itemBytes > this.end - this.offset) this.fail(`${count} ${what} do not fit in it`);
    return count;
  }

  text(size: number): string {
    const text = readCstr(this.bytes, this.offset, size);
    this.offset += size;
    return text;
  }

  texts(what: string, size: number): string[] {
    const count = this.count(what, size);
    const texts: string[] = [];
    for (let i = 0; i < count; i++) texts.push(this.text(size));
    return texts;
  }

  date(what: string): string {
    const value = this.u32(what);
    if (value > 99_999_999) {
      this.offset -= 4;
      this.fail(`${what} ${value} is no date`);
    }
    const digits = String(value).padStart(8, '0');
    return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
  }
}

function named<T extends string>(names: readonly T[], code: number, none: number): T | number | null {
  return code === none ? null : (names[code] ?? code);
}

/**
 * Decodes the metadata block at the start of `bytes`, which must hold all of it. Returns it with its length in bytes,
 * which is where the records begin.
 * Throws `corrupt`, `unsupported`, or `truncated` when `bytes` ends too soon.
 */
export function decodeMetadata(
  bytes: Uint8Array,
  maxBytes: number = MAX_METADATA_BYTES,
): { metadata: DbnMetadata; byteLength: number } {
  if (bytes.length < PRELUDE_BYTES) {
    throw new DatabentoError('truncated', 'the stream ends inside the metadata', {
      byteOffset: bytes.length,
      goodRecords: 0,
    });
  }
  const byteLength = metadataByteLength(bytes, maxBytes);
  if (bytes.length < byteLength) {
    throw new DatabentoError('truncated', 'the stream ends inside the metadata', {
      byteOffset: bytes.length,
      goodRecords: 0,
    });
  }
  const version = bytes[3] as DbnVersion;
  const cursor = new MetadataCursor(bytes, PRELUDE_BYTES + FIXED_BYTES, byteLength);
  const { view } = cursor;
  // Version 1 has a record count that pushes the fields behind it by eight bytes, and no symbol length.
  const shift = version === 1 ? 8 : 0;
  const fixed = PRELUDE_BYTES;
  const symbolCstrLength = version === 1 ? SYMBOL_CSTR_LENGTH_V1 : view.getUint16(fixed + 45, true);
  if (symbolCstrLength < 2) {
    cursor.offset = fixed + 45;
    cursor.fail(`a symbol length of ${symbolCstrLength}`);
  }
  const end = view.getBigUint64(fixed + 26, true);
  const limit = view.getBigUint64(fixed + 34, true);
  const definitionBytes = cursor.u32('the schema definition');
  if (definitionBytes !== 0) {
    cursor.offset -= 4;
    throw new DatabentoError('unsupported', 'a schema definition inside the metadata is not supported', {
      byteOffset: cursor.offset,
      goodRecords: 0,
    });
  }
  const symbols = cursor.texts('symbols', symbolCstrLength);
  const partial = cursor.texts('partly resolved symbols', symbolCstrLength);
  const notFound = cursor.texts('unresolved symbols', symbolCstrLength);
  const mappingCount = cursor.count('symbol mappings', symbolCstrLength + 4);
  const mappings: SymbolMapping[] = [];
  for (let i = 0; i < mappingCount; i++) {
    if (cursor.offset + symbolCstrLength > byteLength) cursor.fail('a symbol mapping lies beyond its end');
    const rawSymbol = cursor.text(symbolCstrLength);
    const intervalCount = cursor.count('mapping intervals', symbolCstrLength + 8);
    const intervals: MappingInterval[] = [];
    for (let k = 0; k < intervalCount; k++) {
      const startDate = cursor.date('the start date');
      const endDate = cursor.date('the end date');
      intervals.push({ startDate, endDate, symbol: cursor.text(symbolCstrLength) });
    }
    mappings.push({ rawSymbol, intervals });
  }
  const metadata: DbnMetadata = {
    version,
    dataset: readCstr(bytes, fixed, DATASET_BYTES),
    schema: named(SCHEMAS, view.getUint16(fixed + 16, true), NO_SCHEMA_CODE),
    start: view.getBigUint64(fixed + 18, true),
    end: end === U64_MAX ? null : end,
    limit: limit === 0n ? null : limit,
    ...(version === 1 ? { recordCount: view.getBigUint64(fixed + 42, true) } : {}),
    stypeIn: named(STYPES, bytes[fixed + 42 + shift]!, NO_STYPE_CODE),
    stypeOut: named(STYPES, bytes[fixed + 43 + shift]!, NO_STYPE_CODE),
    tsOut: bytes[fixed + 44 + shift] !== 0,
    symbolCstrLength,
    symbols,
    partial,
    notFound,
    mappings,
  };
  return { metadata, byteLength };
}

function codeOf<T extends string>(
  names: readonly T[],
  value: T | number | null,
  none: number,
  what: string,
): number {
  if (value === null) return none;
  const code = typeof value === 'number' ? value : names.indexOf(value);
  if (!Number.isInteger(code) || code < 0 || code > none) {
    throw new DatabentoError('usage', `${what} '${value}' is unknown`);
  }
  return code;
}

function dateCode(date: string): number {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) {
    throw new DatabentoError('usage', `'${date}' is not a date of the form YYYY-MM-DD`);
  }
  return Number(date.replaceAll('-', ''));
}

/**
 * Encodes a metadata block of any version, magic and padding included.
 * Throws `usage` for text that does not fit, an unknown name or a malformed date.
 */
export function encodeMetadata(metadata: DbnMetadata): Uint8Array {
  const { version } = metadata;
  const symbolBytes = version === 1 ? SYMBOL_CSTR_LENGTH_V1 : metadata.symbolCstrLength;
  let length = PRELUDE_BYTES + FIXED_BYTES + 4;
  for (const list of [metadata.symbols, metadata.partial, metadata.notFound])
    length += 4 + list.length * symbolBytes;
  length += 4;
  for (const mapping of metadata.mappings)
    length += symbolBytes + 4 + mapping.intervals.length * (8 + symbolBytes);
  // Only version 3 pads, so that records begin on a multiple of eight.
  if (version === 3) length = Math.ceil(length / 8) * 8;

  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  const fixed = PRELUDE_BYTES;
  const shift = version === 1 ? 8 : 0;
  bytes.set([0x44, 0x42, 0x4e, version]);
  view.setUint32(4, length - PRELUDE_BYTES, true);
  writeCstr(bytes, fixed, DATASET_BYTES, metadata.dataset, 'dataset');
  view.setUint16(fixed + 16, codeOf(SCHEMAS, metadata.schema, NO_SCHEMA_CODE, 'schema'), true);
  view.setBigUint64(fixed + 18, metadata.start, true);
  view.setBigUint64(fixed + 26, metadata.end ?? U64_MAX, true);
  view.setBigUint64(fixed + 34, metadata.limit ?? 0n, true);
  if (version === 1) view.setBigUint64(fixed + 42, metadata.recordCount ?? U64_MAX, true);
  bytes[fixed + 42 + shift] = codeOf(STYPES, metadata.stypeIn, NO_STYPE_CODE, 'stype');
  bytes[fixed + 43 + shift] = codeOf(STYPES, metadata.stypeOut, NO_STYPE_CODE, 'stype');
  bytes[fixed + 44 + shift] = metadata.tsOut ? 1 : 0;
  if (version !== 1) view.setUint16(fixed + 45, symbolBytes, true);

  let offset = fixed + FIXED_BYTES + 4;
  const putText = (text: string): void => {
    writeCstr(bytes, offset, symbolBytes, text, 'a symbol');
    offset += symbolBytes;
  };
  const putU32 = (value: number): void => {
    view.setUint32(offset, value, true);
    offset += 4;
  };
  for (const list of [metadata.symbols, metadata.partial, metadata.notFound]) {
    putU32(list.length);
    for (const symbol of list) putText(symbol);
  }
  putU32(metadata.mappings.length);
  for (const mapping of metadata.mappings) {
    putText(mapping.rawSymbol);
    putU32(mapping.intervals.length);
    for (const interval of mapping.intervals) {
      putU32(dateCode(interval.startDate));
      putU32(dateCode(interval.endDate));
      putText(interval.symbol);
    }
  }
  return bytes;
}

/** What a writer must say about a stream; the rest has defaults. */
export type MetadataInput = Partial<DbnMetadata> & Pick<DbnMetadata, 'dataset' | 'schema'>;

/** Completes metadata for writing: version 3, raw symbols to instrument ids, no symbols, no limit. */
export function createMetadata(input: MetadataInput): DbnMetadata {
  const version = input.version ?? 3;
  return {
    version,
    start: 0n,
    end: null,
    limit: null,
    stypeIn: 'raw_symbol',
    stypeOut: 'instrument_id',
    tsOut: false,
    symbolCstrLength: version === 1 ? SYMBOL_CSTR_LENGTH_V1 : SYMBOL_CSTR_LENGTH,
    symbols: [],
    partial: [],
    notFound: [],
    mappings: [],
    ...input,
  };
}
