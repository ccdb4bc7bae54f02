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
  const { rows, contracts, intervalMs } = tape;
  const { time, open, high, low, close, volume, contract } = rows;
  const disorder = new FindingLog();
  const duplicates = new FindingLog();
  const impossibleOhlc = new FindingLog();
  const impossibleVolume = new FindingLog();
  const zeroVolume = new FindingLog();
  const afterExpiry = new FindingLog();
  const offIntervalTime = new FindingLog();
  const place = (row: number): string => `${contracts[contract[row]!]!.rawSymbol} at ${utcText(time[row]!)}`;
  const latestOfContract = new Float64Array(contracts.length).fill(Number.NEGATIVE_INFINITY);
  const expiries = Float64Array.from(contracts, (each) => each.expiry);
  let latest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < rows.length; i++) {
    const at = time[i]!;
    const of = contract[i]!;
    if (at < latest)
      addPlace(disorder, i, (row) => `row ${row + 1}, ${place(row)}, after ${utcText(latest)}`);
    else latest = at;
    if (at === latestOfContract[of]) addPlace(duplicates, i, (row) => `row ${row + 1}, ${place(row)}`);
    latestOfContract[of] = at;
    const isPossible =
      open[i]! <= high[i]! && close[i]! <= high[i]! && open[i]! >= low[i]! && close[i]! >= low[i]!;
    if (!isPossible) addPlace(impossibleOhlc, i, (row) => `${place(row)}: ${pricesText(tape, row)}`);
    const traded = volume[i]!;
    if (traded === 0) addPlace(zeroVolume, i, place);
    else if (!(traded > 0 && Number.isInteger(traded))) {
      addPlace(impossibleVolume, i, (row) => `${place(row)}: ${volume[row]}`);
    }
    if (at >= expiries[of]!) addPlace(afterExpiry, i, place);
    if (at % intervalMs !== 0) addPlace(offIntervalTime, i, place);
  }
  return {
    disorder: disorder.finding,
    duplicates: duplicates.finding,
    'impossible-ohlc': impossibleOhlc.finding,
    'impossible-volume': impossibleVolume.finding,
    'zero-volume': zeroVolume.finding,
    'after-expiry': afterExpiry.finding,
    'off-interval-time': offIntervalTime.finding,
  };
}

/** Apart from the loop, so that the loop makes no closure for a row in order. */
function addPlace(log: FindingLog, row: number, place: (row: number) => string): void {
  log.add(() => place(row));
}

function pricesText({ rows, instrument }: Tape, row: number): string {
  const price = (ticks: number): string => priceOfTicks(instrument, ticks).toFixed(instrument.priceDecimals);
  const [open, high, low, close] = [rows.open, rows.high, rows.low, rows.close].map((column) =>
    price(column[row]!),
  );
  return `open ${open}, high ${high}, low ${low}, close ${close}`;
}
