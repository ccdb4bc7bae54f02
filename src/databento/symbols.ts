import { DatabentoError } from './errors.ts';

/** One symbol, or several; `ALL_SYMBOLS` alone asks for everything. */
export type Symbols = string | readonly string[];

export const ALL_SYMBOLS = 'ALL_SYMBOLS';
/** The Historical API takes no more in one request. */
export const MAXIMUM_SYMBOLS = 2000;

/**
 * The symbols as a list; a string may hold several, parted by commas.
 * @throws DatabentoError `usage` for an empty list, an empty symbol, or a character that a request cannot carry
 */
export function symbolList(symbols: Symbols): readonly string[] {
  const list = (typeof symbols === 'string' ? symbols.split(',') : [...symbols]).map((symbol) =>
    symbol.trim(),
  );
  if (list.length === 0)
    throw new DatabentoError('usage', 'no symbols were given; ALL_SYMBOLS asks for everything');
  for (const symbol of list) {
    if (symbol === '' || !/^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(symbol) || /[,|=]/.test(symbol)) {
      throw new DatabentoError('usage', `not a symbol: ${JSON.stringify(symbol)}`);
    }
  }
  if (list.includes(ALL_SYMBOLS) && list.length > 1) {
    throw new DatabentoError('usage', 'ALL_SYMBOLS stands alone');
  }
  return list;
}
