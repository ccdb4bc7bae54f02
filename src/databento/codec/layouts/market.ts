/** One price level of one venue's book. */
export const BID_ASK_PAIR = {
  bidPx: ['price', 0],
  askPx: ['price', 8],
  bidSz: ['u32', 16],
  askSz: ['u32', 20],
  bidCt: ['u32', 24],
  askCt: ['u32', 28],
} as const;

/** One price level over all venues; `bidPb` and `askPb` are the publishers that quote it. */
export const CONSOLIDATED_BID_ASK_PAIR = {
  bidPx: ['price', 0],
  askPx: ['price', 8],
  bidSz: ['u32', 16],
  askSz: ['u32', 20],
  bidPb: ['u16', 24],
  _reserved1: ['bytes', 26, 2],
  askPb: ['u16', 28],
  _reserved2: ['bytes', 30, 2],
} as const;

/** A bar. `tsEvent` is its open; the interval follows from `rtype`. */
export const OHLCV_MSG = {
  open: ['price', 16],
  high: ['price', 24],
  low: ['price', 32],
  close: ['price', 40],
  volume: ['u64', 48],
} as const;

/** A trade. */
export const TRADE_MSG = {
  price: ['price', 16],
  size: ['u32', 24],
  action: ['char', 28],
  side: ['char', 29],
  flags: ['u8', 30],
  depth: ['u8', 31],
  tsRecv: ['time', 32],
  tsInDelta: ['i32', 40],
  sequence: ['u32', 44],
} as const;

/** One change of one order in the book. */
export const MBO_MSG = {
  orderId: ['u64', 16],
  price: ['price', 24],
  size: ['u32', 32],
  flags: ['u8', 36],
  channelId: ['u8', 37],
  action: ['char', 38],
  side: ['char', 39],
  tsRecv: ['time', 40],
  tsInDelta: ['i32', 48],
  sequence: ['u32', 52],
} as const;

/** A change of the best prices, or a trade with them (`mbp-1`, `tbbo`). */
export const MBP1_MSG = {
  price: ['price', 16],
  size: ['u32', 24],
  action: ['char', 28],
  side: ['char', 29],
  flags: ['u8', 30],
  depth: ['u8', 31],
  tsRecv: ['time', 32],
  tsInDelta: ['i32', 40],
  sequence: ['u32', 44],
  levels: ['levels', 48, 1],
} as const;

/** A change within the best ten prices. */
export const MBP10_MSG = {
  price: ['price', 16],
  size: ['u32', 24],
  action: ['char', 28],
  side: ['char', 29],
  flags: ['u8', 30],
  depth: ['u8', 31],
  tsRecv: ['time', 32],
  tsInDelta: ['i32', 40],
  sequence: ['u32', 44],
  levels: ['levels', 48, 10],
} as const;

/** The best prices and the last trade at the end of an interval. */
export const BBO_MSG = {
  price: ['price', 16],
  size: ['u32', 24],
  _reserved1: ['u8', 28],
  side: ['char', 29],
  flags: ['u8', 30],
  _reserved2: ['u8', 31],
  tsRecv: ['time', 32],
  _reserved3: ['bytes', 40, 4],
  sequence: ['u32', 44],
  levels: ['levels', 48, 1],
} as const;

/** A change of the best prices over all venues (`cmbp-1`, `tcbbo`). */
export const CMBP1_MSG = {
  price: ['price', 16],
  size: ['u32', 24],
  action: ['char', 28],
  side: ['char', 29],
  flags: ['u8', 30],
  _reserved1: ['bytes', 31, 1],
  tsRecv: ['time', 32],
  tsInDelta: ['i32', 40],
  _reserved2: ['bytes', 44, 4],
  levels: ['consolidatedLevels', 48, 1],
} as const;

/** The best prices over all venues and the last trade at the end of an interval. */
export const CBBO_MSG = {
  price: ['price', 16],
  size: ['u32', 24],
  _reserved1: ['u8', 28],
  side: ['char', 29],
  flags: ['u8', 30],
  _reserved2: ['u8', 31],
  tsRecv: ['time', 32],
  _reserved3: ['bytes', 40, 8],
  levels: ['consolidatedLevels', 48, 1],
} as const;

/** A change of the trading status. */
export const STATUS_MSG = {
  tsRecv: ['time', 16],
  action: ['u16', 24],
  reason: ['u16', 26],
  tradingEvent: ['u16', 28],
  isTrading: ['char', 30],
  isQuoting: ['char', 31],
  isShortSellRestricted: ['char', 32],
  _reserved: ['bytes', 33, 7],
} as const;

/** An auction's imbalance. */
export const IMBALANCE_MSG = {
  tsRecv: ['time', 16],
  refPrice: ['price', 24],
  auctionTime: ['time', 32],
  contBookClrPrice: ['price', 40],
  auctInterestClrPrice: ['price', 48],
  ssrFillingPrice: ['price', 56],
  indMatchPrice: ['price', 64],
  upperCollar: ['price', 72],
  lowerCollar: ['price', 80],
  pairedQty: ['u32', 88],
  totalImbalanceQty: ['u32', 92],
  marketImbalanceQty: ['u32', 96],
  unpairedQty: ['u32', 100],
  auctionType: ['char', 104],
  side: ['char', 105],
  auctionStatus: ['u8', 106],
  freezeStatus: ['u8', 107],
  numExtensions: ['u8', 108],
  unpairedSide: ['char', 109],
  significantImbalance: ['char', 110],
  _reserved: ['bytes', 111, 1],
} as const;

/** A statistic of the venue: settlement, open interest, … (version 3). */
export const STAT_MSG = {
  tsRecv: ['time', 16],
  tsRef: ['time', 24],
  price: ['price', 32],
  quantity: ['i64', 40],
  sequence: ['u32', 48],
  tsInDelta: ['i32', 52],
  statType: ['u16', 56],
  channelId: ['u16', 58],
  updateAction: ['u8', 60],
  statFlags: ['u8', 61],
  _reserved: ['bytes', 62, 18],
} as const;

/** A statistic of the venue (versions 1 and 2). */
export const STAT_MSG_V1 = {
  tsRecv: ['time', 16],
  tsRef: ['time', 24],
  price: ['price', 32],
  quantity: ['i32', 40],
  sequence: ['u32', 44],
  tsInDelta: ['i32', 48],
  statType: ['u16', 52],
  channelId: ['u16', 54],
  updateAction: ['u8', 56],
  statFlags: ['u8', 57],
  _reserved: ['bytes', 58, 6],
} as const;
