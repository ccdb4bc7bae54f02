import { displayName } from '../../market/contracts.ts';
import { priceOfTicks } from '../../market/instruments.ts';
import type { Tape } from '../../market/tape.ts';
import { newYorkText } from '../newYorkText.ts';
import type { Holding } from './tradingPicture.ts';

/** Two hours of one-minute bars. */
export const WINDOW_BARS = 120;

/** A level that is drawn across the bars, in points of the instrument. */
export interface Level {
  readonly name: 'limit' | 'entry' | 'stop' | 'target' | 'modal price';
  readonly kind: 'entry' | 'stop' | 'target' | 'modal';
  readonly price: number;
}

/** The last bars of a contract and the levels of what works or is held, ready to be drawn. Prices are in points. */
export interface BarWindow {
  readonly contract: string;
  readonly priceDecimals: number;
  /** One step of the price. */
  readonly tick: number;
  /** When each bar opened, New York: `2025-06-03 10:31`. */
  readonly time: readonly string[];
  readonly open: readonly number[];
  readonly high: readonly number[];
  readonly low: readonly number[];
  readonly close: readonly number[];
  readonly volume: readonly number[];
  readonly levels: readonly Level[];
}

/** The window of a contract's bars; null while it has none. */
export function barWindow(tape: Tape, symbol: string, holding: Holding | undefined): BarWindow | null {
  const { contracts, instrument, byContract } = tape;
  const index = contracts.findLastIndex(({ rawSymbol }) => rawSymbol === symbol);
  const bars = byContract[index];
  if (bars === undefined || bars.length === 0) return null;
  const from = Math.max(0, bars.length - WINDOW_BARS);
  const price = (ticks: number): number => priceOfTicks(instrument, ticks);
  const prices = (column: Int32Array): number[] => Array.from(column.subarray(from, bars.length), price);
  return {
    contract: displayName(contracts[index]!),
    priceDecimals: instrument.priceDecimals,
    tick: price(1),
    time: Array.from(bars.time.subarray(from, bars.length), (time) => newYorkText(time).slice(0, 16)),
    open: prices(bars.open),
    high: prices(bars.high),
    low: prices(bars.low),
    close: prices(bars.close),
    volume: Array.from(bars.volume.subarray(from, bars.length)),
    levels: holding?.contract === symbol ? levelsOf(holding, price) : [],
  };
}

function levelsOf(holding: Holding, price: (ticks: number) => number): Level[] {
  const modal: Level = { name: 'modal price', kind: 'modal', price: price(holding.modalTicks) };
  // Of what only waits for a retest there is no order yet.
  if (holding.kind === 'waiting') return [modal];
  return [
    { name: 'target', kind: 'target', price: price(holding.targetTicks) },
    {
      name: holding.kind === 'position' ? 'entry' : 'limit',
      kind: 'entry',
      price: price(holding.entryTicks),
    },
    { name: 'stop', kind: 'stop', price: price(holding.stopTicks) },
    modal,
  ];
}
