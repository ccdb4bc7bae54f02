import { encodeReceived, type RecordInput } from './encode.ts';
import { UNDEF_PRICE, UNDEF_STAT_QUANTITY, UNDEF_STAT_QUANTITY_V1 } from './enums.ts';
import { RECORD_LAYOUTS } from './layouts/registry.ts';
import { type DbnMetadata, SYMBOL_CSTR_LENGTH } from './metadata.ts';
import {
  type DbnRecord,
  type ErrorMsgV1,
  type InstrumentDefMsgV1,
  type InstrumentDefMsgV2,
  type StatMsgV1,
  type SymbolMappingMsgV1,
  type SystemMsgV1,
  viewRecord,
} from './record.ts';

/** "Not known" of the codes and kinds that version 1 has no field for. */
const UNSET = 0xff;

/** The code that a version 1 error record would have had, from its text. */
function errorCode(text: string): number {
  if (text.includes('User or API key deactivated')) return 2;
  if (text.includes('User has reached their open connection limit')) return 3;
  if (text.startsWith('Failed to resolve symbol')) return 4;
  if (text.includes('Internal error')) return 6;
  if (text.startsWith('Slow client detected for ')) return 7;
  return UNSET;
}

/** The code that a version 1 system record would have had, from its text. */
function systemCode(text: string): number {
  if (text === 'Heartbeat') return 0;
  if (text.startsWith('End of interval for ')) return 4;
  if (text.startsWith('Subscription request') && text.endsWith('succeeded')) return 1;
  if (text.startsWith('Warning: slow reading')) return 2;
  if (text.startsWith('Finished') && text.endsWith('replay')) return 3;
  return UNSET;
}

function withoutReserved<T extends object>(values: T): T {
  return Object.fromEntries(
    Object.entries(values).filter(([name]) => name !== '_reserved' && !/^_(reserved\d|dummy)$/.test(name)),
  ) as T;
}

function statistics(record: StatMsgV1): RecordInput<'StatMsg'> {
  const { quantity, ...values } = withoutReserved(record.toObject());
  return {
    ...values,
    type: 'StatMsg',
    quantity: quantity === UNDEF_STAT_QUANTITY_V1 ? UNDEF_STAT_QUANTITY : BigInt(quantity),
  };
}

function definition(record: InstrumentDefMsgV1 | InstrumentDefMsgV2): RecordInput<'InstrumentDefMsg'> {
  const {
    tradingReferencePrice: _price,
    tradingReferenceDate: _date,
    settlPriceType: _priceType,
    mdSecurityTradingStatus: _status,
    ...values
  } = withoutReserved(record.toObject());
  return {
    ...values,
    type: 'InstrumentDefMsg',
    rawInstrumentId: BigInt(record.rawInstrumentId),
    legPrice: UNDEF_PRICE,
    legDelta: UNDEF_PRICE,
    legSide: 'N',
  };
}

function error(record: ErrorMsgV1): RecordInput<'ErrorMsg'> {
  return { ...record.toObject(), type: 'ErrorMsg', code: errorCode(record.err), isLast: UNSET };
}

function system(record: SystemMsgV1): RecordInput<'SystemMsg'> {
  return { ...record.toObject(), type: 'SystemMsg', code: systemCode(record.msg) };
}

function symbolMapping(record: SymbolMappingMsgV1): RecordInput<'SymbolMappingMsg'> {
  return { ...withoutReserved(record.toObject()), type: 'SymbolMappingMsg', stypeIn: UNSET, stypeOut: UNSET };
}

function upgraded(record: DbnRecord): RecordInput | undefined {
  switch (record.type) {
    case 'StatMsgV1':
      return statistics(record);
    case 'InstrumentDefMsgV1':
    case 'InstrumentDefMsgV2':
      return definition(record);
    case 'ErrorMsgV1':
      return error(record);
    case 'SystemMsgV1':
      return system(record);
    case 'SymbolMappingMsgV1':
      return symbolMapping(record);
    default:
      return undefined;
  }
}

/**
 * A record in the layout of version 3: the same record when its layout did not change, else a new one, with its send
 * time. Market data are the same in all versions; definitions lose what version 3 dropped and have no legs, statistics
 * get the wider "no quantity", and gateway records get codes judged by their text.
 */
export function upgradeRecord(record: DbnRecord): DbnRecord {
  const input = upgraded(record);
  if (input === undefined) return record;
  const bytes = encodeReceived(input);
  const layout = RECORD_LAYOUTS[input.type];
  return viewRecord(layout, new DataView(bytes.buffer), 0, bytes.length, record.tsOut !== undefined);
}

/** Metadata of version 3 with the same content. */
export function upgradeMetadata(metadata: DbnMetadata): DbnMetadata {
  if (metadata.version === 3) return metadata;
  const { recordCount: _dropped, ...kept } = metadata;
  return { ...kept, version: 3, symbolCstrLength: SYMBOL_CSTR_LENGTH };
}
