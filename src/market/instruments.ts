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
  /** Delivery months as letters of the futures month code. */
  readonly months: string;
}

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
  },
  {
    root: '6E',
    name: 'Euro FX',
    exchange: 'CME',
    currency: 'USD',
    tickNano: 50_000,
    tickValueMilli: 6_250,
    priceDecimals: 5,
    months: 'HMUZ',
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
