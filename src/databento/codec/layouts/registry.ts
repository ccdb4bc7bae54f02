import { RTYPE } from '../enums.ts';
import type { DbnVersion } from '../metadata.ts';
import { INSTRUMENT_DEF_MSG, INSTRUMENT_DEF_MSG_V1, INSTRUMENT_DEF_MSG_V2 } from './definition.ts';
import type { FieldTable } from './fields.ts';
import {
  ERROR_MSG,
  ERROR_MSG_V1,
  SYMBOL_MAPPING_MSG,
  SYMBOL_MAPPING_MSG_V1,
  SYSTEM_MSG,
  SYSTEM_MSG_V1,
} from './gateway.ts';
import {
  BBO_MSG,
  CBBO_MSG,
  CMBP1_MSG,
  IMBALANCE_MSG,
  MBO_MSG,
  MBP1_MSG,
  MBP10_MSG,
  OHLCV_MSG,
  STAT_MSG,
  STAT_MSG_V1,
  STATUS_MSG,
  TRADE_MSG,
} from './market.ts';

/** The fields of each record type. The names are the vendor's; a suffix names the version of an older layout. */
export interface RecordTables {
  readonly OhlcvMsg: typeof OHLCV_MSG;
  readonly TradeMsg: typeof TRADE_MSG;
  readonly MboMsg: typeof MBO_MSG;
  readonly Mbp1Msg: typeof MBP1_MSG;
  readonly Mbp10Msg: typeof MBP10_MSG;
  readonly BboMsg: typeof BBO_MSG;
  readonly Cmbp1Msg: typeof CMBP1_MSG;
  readonly CbboMsg: typeof CBBO_MSG;
  readonly StatusMsg: typeof STATUS_MSG;
  readonly ImbalanceMsg: typeof IMBALANCE_MSG;
  readonly StatMsg: typeof STAT_MSG;
  readonly StatMsgV1: typeof STAT_MSG_V1;
  readonly InstrumentDefMsg: typeof INSTRUMENT_DEF_MSG;
  readonly InstrumentDefMsgV2: typeof INSTRUMENT_DEF_MSG_V2;
  readonly InstrumentDefMsgV1: typeof INSTRUMENT_DEF_MSG_V1;
  readonly ErrorMsg: typeof ERROR_MSG;
  readonly ErrorMsgV1: typeof ERROR_MSG_V1;
  readonly SystemMsg: typeof SYSTEM_MSG;
  readonly SystemMsgV1: typeof SYSTEM_MSG_V1;
  readonly SymbolMappingMsg: typeof SYMBOL_MAPPING_MSG;
  readonly SymbolMappingMsgV1: typeof SYMBOL_MAPPING_MSG_V1;
}

export type RecordName = keyof RecordTables;

export interface RecordLayout {
  readonly name: RecordName;
  /** Bytes with the header, without a send time. */
  readonly size: number;
  readonly fields: FieldTable;
  /** The record types that are laid out so; the first is what an encoder writes unless told. */
  readonly rtypes: readonly number[];
  readonly versions: readonly DbnVersion[];
}

const ALL: readonly DbnVersion[] = [1, 2, 3];
const OHLCV_RTYPES = [
  RTYPE.ohlcv1m,
  RTYPE.ohlcv1s,
  RTYPE.ohlcv1h,
  RTYPE.ohlcv1d,
  RTYPE.ohlcvEod,
  RTYPE.ohlcvDeprecated,
];

function layout(
  name: RecordName,
  size: number,
  fields: FieldTable,
  rtypes: readonly number[],
  versions: readonly DbnVersion[] = ALL,
): RecordLayout {
  return { name, size, fields, rtypes, versions };
}

/** Every record layout of DBN versions 1 to 3. */
export const RECORD_LAYOUTS: Readonly<Record<RecordName, RecordLayout>> = {
  OhlcvMsg: layout('OhlcvMsg', 56, OHLCV_MSG, OHLCV_RTYPES),
  TradeMsg: layout('TradeMsg', 48, TRADE_MSG, [RTYPE.trades]),
  MboMsg: layout('MboMsg', 56, MBO_MSG, [RTYPE.mbo]),
  Mbp1Msg: layout('Mbp1Msg', 80, MBP1_MSG, [RTYPE.mbp1]),
  Mbp10Msg: layout('Mbp10Msg', 368, MBP10_MSG, [RTYPE.mbp10]),
  BboMsg: layout('BboMsg', 80, BBO_MSG, [RTYPE.bbo1s, RTYPE.bbo1m]),
  Cmbp1Msg: layout('Cmbp1Msg', 80, CMBP1_MSG, [RTYPE.cmbp1, RTYPE.tcbbo]),
  CbboMsg: layout('CbboMsg', 80, CBBO_MSG, [RTYPE.cbbo1s, RTYPE.cbbo1m]),
  StatusMsg: layout('StatusMsg', 40, STATUS_MSG, [RTYPE.status]),
  ImbalanceMsg: layout('ImbalanceMsg', 112, IMBALANCE_MSG, [RTYPE.imbalance]),
  StatMsg: layout('StatMsg', 80, STAT_MSG, [RTYPE.statistics], [3]),
  StatMsgV1: layout('StatMsgV1', 64, STAT_MSG_V1, [RTYPE.statistics], [1, 2]),
  InstrumentDefMsg: layout('InstrumentDefMsg', 520, INSTRUMENT_DEF_MSG, [RTYPE.definition], [3]),
  InstrumentDefMsgV2: layout('InstrumentDefMsgV2', 400, INSTRUMENT_DEF_MSG_V2, [RTYPE.definition], [2]),
  InstrumentDefMsgV1: layout('InstrumentDefMsgV1', 360, INSTRUMENT_DEF_MSG_V1, [RTYPE.definition], [1]),
  ErrorMsg: layout('ErrorMsg', 320, ERROR_MSG, [RTYPE.error], [2, 3]),
  ErrorMsgV1: layout('ErrorMsgV1', 80, ERROR_MSG_V1, [RTYPE.error], [1]),
  SystemMsg: layout('SystemMsg', 320, SYSTEM_MSG, [RTYPE.system], [2, 3]),
  SystemMsgV1: layout('SystemMsgV1', 80, SYSTEM_MSG_V1, [RTYPE.system], [1]),
  SymbolMappingMsg: layout('SymbolMappingMsg', 176, SYMBOL_MAPPING_MSG, [RTYPE.symbolMapping], [2, 3]),
  SymbolMappingMsgV1: layout('SymbolMappingMsgV1', 80, SYMBOL_MAPPING_MSG_V1, [RTYPE.symbolMapping], [1]),
};

/** For each version, the layout by record type. */
const BY_RTYPE: readonly (readonly (RecordLayout | undefined)[])[] = [0, 1, 2, 3].map((version) => {
  const table: (RecordLayout | undefined)[] = new Array(256).fill(undefined);
  for (const each of Object.values(RECORD_LAYOUTS)) {
    if (!each.versions.includes(version as DbnVersion)) continue;
    for (const rtype of each.rtypes) table[rtype] = each;
  }
  return table;
});

/** The layout of a record type in a version, or undefined for one that is unknown. */
export function layoutOf(rtype: number, version: DbnVersion): RecordLayout | undefined {
  return BY_RTYPE[version]![rtype];
}

/**
 * The layout of a record without metadata, judged by its size (without a send time): of the versions' layouts the
 * longest that fits, or the shortest of them when none does.
 */
export function layoutBySize(rtype: number, byteLength: number): RecordLayout | undefined {
  let best: RecordLayout | undefined;
  for (const version of [3, 2, 1] as const) {
    const each = layoutOf(rtype, version);
    if (each === undefined) return undefined;
    if (each.size <= byteLength) return each;
    best = each;
  }
  return best;
}
