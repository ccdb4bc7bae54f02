/** An error of the live gateway (versions 2 and 3). */
export const ERROR_MSG = {
  err: ['cstr', 16, 302],
  code: ['u8', 318],
  isLast: ['u8', 319],
} as const;

/** An error of the live gateway (version 1). */
export const ERROR_MSG_V1 = {
  err: ['cstr', 16, 64],
} as const;

/** A message of the live gateway: heartbeat, acknowledgement, … (versions 2 and 3). */
export const SYSTEM_MSG = {
  msg: ['cstr', 16, 303],
  code: ['u8', 319],
} as const;

/** A message of the live gateway (version 1). */
export const SYSTEM_MSG_V1 = {
  msg: ['cstr', 16, 64],
} as const;

/** Which instrument an input symbol stands for now (versions 2 and 3). */
export const SYMBOL_MAPPING_MSG = {
  stypeIn: ['u8', 16],
  stypeInSymbol: ['cstr', 17, 71],
  stypeOut: ['u8', 88],
  stypeOutSymbol: ['cstr', 89, 71],
  startTs: ['time', 160],
  endTs: ['time', 168],
} as const;

/** Which instrument an input symbol stands for now (version 1). */
export const SYMBOL_MAPPING_MSG_V1 = {
  stypeInSymbol: ['cstr', 16, 22],
  stypeOutSymbol: ['cstr', 38, 22],
  _dummy: ['bytes', 60, 4],
  startTs: ['time', 64],
  endTs: ['time', 72],
} as const;
