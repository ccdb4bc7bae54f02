import { TapebenchError } from '../errors.ts';

/** A tradable product. Prices are kept in integer ticks, money in thousandths of the currency's unit. */
export interface Instrument {
  readonly root: string;
  readonly name: string;
  readonly exchange: string;
  readonly currency: 'USD';
  /** Price of one tick in units of 1e-9 (Databento's fixed point), an exact integer: ES 0.25 is 250_000_000. */
  readonly tickNano: number;
  /** Value of one tick of one contract in thousandths of the currency: ES 12.50 USD is 12_500. */
  readonly tickValueMilli: number;
  /** Decimals a price is shown with. */
  readonly priceDecimals: number;
  /** Delivery months that are listed, as letters of the futures month code. */
  readonly months: string;
  readonly expiry: ExpiryRule;
  /** Whose Globex hours it keeps: only equity-index futures stop early on a holiday of the cash market. */
  readonly hours: 'equity-index' | 'fx';
}

/** When trading in a contract ends: on the nth such weekday of its delivery month or some business days before. */
export interface ExpiryRule {
  /** 0 is Sunday. */
  readonly weekday: number;
  readonly occurrence: number;
  /** Business days before that day; with 0, the day itself or the last business day before it. */
  readonly businessDaysBefore: number;
  /** Minutes since midnight in New York. */
  readonly newYorkMinutes: number;
}

/** Rulebook chapters 358 and 359: third Friday, 09:30 New York. */
const THIRD_FRIDAY: ExpiryRule = { weekday: 5, occurrence: 3, businessDaysBefore: 0, newYorkMinutes: 570 };

/** Rulebook chapter 261: second business day before the third Wednesday, 09:16 Chicago. */
const BEFORE_THIRD_WEDNESDAY: ExpiryRule = {
  weekday: 3,
  occurrence: 3,
  businessDaysBefore: 2,
  newYorkMinutes: 616,
};

/** One row is one instrument; adding one is adding a row. */
const TABLE: readonly Instrument[] = [
  {
    root: 'ES',
    name: 'E-mini S&P 500',
    exchange: 'CME',
    currency: 'USD',
    tickNano: 250_000_000,
    tickValueMilli: 12_500,
    priceDecimals: 2,
    months: 'HMUZ',
    expiry: THIRD_FRIDAY,
    hours: 'equity-index',
  },
  {
    root: 'MES',
    name: 'Micro E-mini S&P 500',
    exchange: 'CME',
    currency: 'USD',
    tickNano: 250_000_000,
    tickValueMilli: 1_250,
    priceDecimals: 2,
    months: 'HMUZ',
    expiry: THIRD_FRIDAY,
    hours: 'equity-index',
  },
  {
    root: 'NQ',
    name: 'E-mini Nasdaq-100',
    exchange: 'CME',
    currency: 'USD',
    tickNano: 250_000_000,
    tickValueMilli: 5_000,
    priceDecimals: 2,
    months: 'HMUZ',
    expiry: THIRD_FRIDAY,
    hours: 'equity-index',
  },
  {
    root: 'MNQ',
    name: 'Micro E-mini Nasdaq-100',
    exchange: 'CME',
    currency: 'USD',
    tickNano: 250_000_000,
    tickValueMilli: 500,
    priceDecimals: 2,
    months: 'HMUZ',
    expiry: THIRD_FRIDAY,
    hours: 'equity-index',
  },
  {
    root: '6E',
    name: 'Euro FX',
    exchange: 'CME',
    currency: 'USD',
    tickNano: 50_000,
    tickValueMilli: 6_250,
    priceDecimals: 5,
    // The quarterly cycle and the serial months between.
    months: 'FGHJKMNQUVXZ',
    expiry: BEFORE_THIRD_WEDNESDAY,
    hours: 'fx',
  },
];

export const INSTRUMENTS: ReadonlyMap<string, Instrument> = new Map(TABLE.map((row) => [row.root, row]));

/** @throws TapebenchError TB_INSTRUMENT_UNKNOWN */
export function instrumentOf(root: string): Instrument {
  const found = INSTRUMENTS.get(root.toUpperCase());
  if (found) return found;
  throw new TapebenchError('TB_INSTRUMENT_UNKNOWN', `no instrument ${JSON.stringify(root)}`, {
    next: `Known are ${[...INSTRUMENTS.keys()].join(', ')}; adding one is one row in src/market/instruments.ts.`,
  });
}

/** A price in ticks as a decimal number in the quote's own unit (ES: points). For display only. */
export function priceOfTicks(instrument: Instrument, ticks: number): number {
  return (ticks * instrument.tickNano) / 1e9;
}
