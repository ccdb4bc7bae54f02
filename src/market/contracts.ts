import { TapebenchError } from '../errors.ts';
import { civilDate, DAY_MS } from './dates.ts';
import { expiryOf } from './expiry.ts';
import { INSTRUMENTS, type Instrument, instrumentOf } from './instruments.ts';

/** What a symbol of the stream stands for. A `continuous` symbol is a series whose contract changes underneath. */
export type ContractKind = 'outright' | 'spread' | 'continuous';

/** One listed contract (or continuous series) of an instrument, known by its place in a table of contracts. */
export interface Contract {
  /** The venue's symbol as delivered, e.g. `ESM5`, `ESM5-ESU5`, `ES.v.0`. */
  readonly rawSymbol: string;
  /** The instrument's root, e.g. `ES`. */
  readonly root: string;
  readonly kind: ContractKind;
  /** The venue's number, 0 when the source has none. */
  readonly instrumentId: number;
  /** Delivery month as `year * 12 + month - 1`; NaN for a continuous series; a spread has that of its near leg. */
  readonly month: number;
  /** Last trading moment, UTC ms (for ES the third Friday 09:30 New York); Infinity for a continuous series. */
  readonly expiry: number;
}

/** Names a contract in any table of contracts: its symbol, and what tells apart two that have the same one. */
export function contractKey({ rawSymbol, kind, instrumentId, month }: Contract): string {
  return `${rawSymbol}|${kind === 'continuous' ? instrumentId : month}`;
}

/** The futures month code, January to December. */
export const MONTH_LETTERS = 'FGHJKMNQUVXZ';
const MONTH_NAMES = [
  'JAN',
  'FEB',
  'MAR',
  'APR',
  'MAY',
  'JUN',
  'JUL',
  'AUG',
  'SEP',
  'OCT',
  'NOV',
  'DEC',
] as const;

/**
 * The contract that a raw symbol means at a time: outrights (`ESM5`, `MNQZ25`), anything with a hyphen as a spread
 * (`ESM5-ESU5`, `ESM5-U5`, `ES:BF M5-U5-Z5`), continuous series (`ES.v.0`, or the bare root for a series already joined).
 *
 * A one-digit year comes again every ten years; it is read as the one year from 3 before to under 7 after `asOf`. Contracts are listed
 * little more than five years ahead, so this holds for every bar of the contract and for some years after it expired.
 * @param asOf UTC ms at which the symbol was in use, e.g. of its first bar
 * @throws TapebenchError TB_SYMBOL_INVALID for what is no symbol, TB_INSTRUMENT_UNKNOWN for a root without a row
 */
export function contractOf(rawSymbol: string, asOf: number, instrumentId = 0): Contract {
  const symbol = rawSymbol.trim().toUpperCase();
  const series = /^([A-Z0-9]{1,4})(\.[CVN]\.\d{1,2})?$/.exec(symbol);
  if (series !== null && (series[2] !== undefined || INSTRUMENTS.has(series[1]!))) {
    const { root } = instrumentOf(series[1]!);
    return { rawSymbol, root, kind: 'continuous', instrumentId, month: Number.NaN, expiry: Infinity };
  }
  if (symbol.includes('-')) {
    const { instrument, months } = spreadLegs(symbol, rawSymbol, asOf);
    const month = Math.min(...months);
    return {
      rawSymbol,
      root: instrument.root,
      kind: 'spread',
      instrumentId,
      month,
      expiry: expiryOf(instrument, month),
    };
  }
  const parts = /^([A-Z0-9]{1,4}?)([A-Z])(\d{1,2}|20\d{2})$/.exec(symbol);
  if (parts === null) {
    const isParent = symbol.endsWith('.FUT');
    throw invalid(
      rawSymbol,
      isParent ? 'a parent stands for many contracts' : 'it is none of ESM5, ESM5-ESU5, ES.v.0',
    );
  }
  const instrument = instrumentOf(parts[1]!);
  const month = deliveryMonth(instrument, parts[2]!, parts[3]!, asOf, rawSymbol);
  return {
    rawSymbol,
    root: instrument.root,
    kind: 'outright',
    instrumentId,
    month,
    expiry: expiryOf(instrument, month),
  };
}

/** Legs after the first may leave the root out; a leading `ROOT:TYPE` names it for all. */
function spreadLegs(
  symbol: string,
  rawSymbol: string,
  asOf: number,
): { readonly instrument: Instrument; readonly months: readonly number[] } {
  const typed = /^([A-Z0-9]{1,4}):[A-Z0-9]{1,3} (.+)$/.exec(symbol);
  let root = typed?.[1];
  const months: number[] = [];
  for (const leg of (typed?.[2] ?? symbol).split('-')) {
    const parts = /^([A-Z0-9]{0,4}?)([A-Z])(\d{1,2}|20\d{2})$/.exec(leg);
    root ??= parts?.[1];
    if (parts === null || !root || (parts[1] !== '' && parts[1] !== root)) {
      throw invalid(rawSymbol, `its leg ${JSON.stringify(leg)} is no contract of one root`);
    }
    months.push(deliveryMonth(instrumentOf(root), parts[2]!, parts[3]!, asOf, rawSymbol));
  }
  return { instrument: instrumentOf(root!), months };
}

function deliveryMonth(
  instrument: Instrument,
  letter: string,
  digits: string,
  asOf: number,
  rawSymbol: string,
): number {
  const month = MONTH_LETTERS.indexOf(letter);
  if (month < 0 || !instrument.months.includes(letter)) {
    throw invalid(rawSymbol, `${instrument.root} has no delivery month ${letter}`);
  }
  if (digits.length === 4) return Number(digits) * 12 + month;
  if (digits.length === 2) return (2000 + Number(digits)) * 12 + month;
  if (!Number.isFinite(asOf)) throw invalid(rawSymbol, 'a year of one digit needs a date');
  const date = civilDate(Math.floor(asOf / DAY_MS));
  const earliest = (date.year - 3) * 12 + date.month - 1;
  const decades = Math.ceil((earliest - (Number(digits) * 12 + month)) / 120);
  return (decades * 10 + Number(digits)) * 12 + month;
}

function invalid(rawSymbol: string, why: string): TapebenchError {
  return new TapebenchError(
    'TB_SYMBOL_INVALID',
    `cannot read the symbol ${JSON.stringify(rawSymbol)}: ${why}`,
  );
}

/** The symbol's delivery month as people write it, e.g. `JUN25`. */
export function monthText(month: number): string {
  return `${MONTH_NAMES[month % 12]!}${String(Math.floor(month / 12) % 100).padStart(2, '0')}`;
}

/** A name for people that does not come again in ten years: `ES JUN25`; spreads and series keep their symbol. */
export function displayName(contract: Contract): string {
  return contract.kind === 'outright' ? `${contract.root} ${monthText(contract.month)}` : contract.rawSymbol;
}
