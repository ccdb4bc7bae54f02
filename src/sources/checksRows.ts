import { utcText } from '../market/dates.ts';
import { priceOfTicks } from '../market/instruments.ts';
import type { Tape } from '../market/tape.ts';
import { type Finding, FindingLog } from './checksFinding.ts';

type RowCheck =
  | 'disorder'
  | 'duplicates'
  | 'impossible-ohlc'
  | 'impossible-volume'
  | 'zero-volume'
  | 'after-expiry'
  | 'off-interval-time';

/** What a single row shows, or a row and the ones above it, in one pass over the rows as delivered. */
export function rowFindings(tape: Tape): Record<RowCheck, Finding> {
  const { rows, contracts, instrument, intervalMs } = tape;
  const logs: Record<RowCheck, FindingLog> = {
    disorder: new FindingLog(),
    duplicates: new FindingLog(),
    'impossible-ohlc': new FindingLog(),
    'impossible-volume': new FindingLog(),
    'zero-volume': new FindingLog(),
    'after-expiry': new FindingLog(),
    'off-interval-time': new FindingLog(),
  };
  const lastOfContract = new Float64Array(contracts.length).fill(Number.NEGATIVE_INFINITY);
  const expiries = Float64Array.from(contracts, (contract) => contract.expiry);
  let last = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < rows.length; i++) {
    const time = rows.time[i]!;
    const contract = rows.contract[i]!;
    const place = (): string => `${contracts[contract]!.rawSymbol} at ${utcText(time)}`;
    const volume = rows.volume[i]!;
    const [open, high, low, close] = [rows.open[i]!, rows.high[i]!, rows.low[i]!, rows.close[i]!];
    if (time < last) logs.disorder.add(() => `row ${i + 1}, ${place()}, after ${utcText(last)}`);
    else last = time;
    if (time === lastOfContract[contract]) logs.duplicates.add(() => `row ${i + 1}, ${place()}`);
    lastOfContract[contract] = time;
    if (Math.max(open, close) > high || Math.min(open, close) < low) {
      logs['impossible-ohlc'].add(() => {
        const prices = [open, high, low, close].map((ticks) =>
          priceOfTicks(instrument, ticks).toFixed(instrument.priceDecimals),
        );
        return `${place()}: open ${prices[0]}, high ${prices[1]}, low ${prices[2]}, close ${prices[3]}`;
      });
    }
    if (volume === 0) logs['zero-volume'].add(place);
    else if (!(volume > 0 && Number.isInteger(volume)))
      logs['impossible-volume'].add(() => `${place()}: ${volume}`);
    if (time >= expiries[contract]!) logs['after-expiry'].add(place);
    if (time % intervalMs !== 0) logs['off-interval-time'].add(place);
  }
  return {
    disorder: logs.disorder.finding,
    duplicates: logs.duplicates.finding,
    'impossible-ohlc': logs['impossible-ohlc'].finding,
    'impossible-volume': logs['impossible-volume'].finding,
    'zero-volume': logs['zero-volume'].finding,
    'after-expiry': logs['after-expiry'].finding,
    'off-interval-time': logs['off-interval-time'].finding,
  };
}
