import type { Tape } from '../../market/tape.ts';

/** Examples that are listed of each kind; the count is always of all. */
const MOST_EXAMPLES = 20;

export interface BarPlace {
  readonly symbol: string;
  /** UTC ms of the bar's open. */
  readonly time: number;
}

export interface BarsOfAKind {
  readonly n: number;
  /** The first of them, in order of time. */
  readonly examples: readonly BarPlace[];
}

/** How the bars of a recording differ from those of the history. */
export interface BarDifferences {
  readonly same: number;
  /** In the history alone, in the recording alone, and with other prices or another volume. */
  readonly missing: BarsOfAKind;
  readonly extra: BarsOfAKind;
  readonly different: BarsOfAKind;
}

/** Compares the bars from a moment (UTC ms) on, contract by contract. */
export function barDifferences(recorded: Tape, history: Tape, from: number): BarDifferences {
  const [ofRecording, ofHistory] = [barsByPlace(recorded, from), barsByPlace(history, from)];
  const missing: BarPlace[] = [];
  const extra: BarPlace[] = [];
  const different: BarPlace[] = [];
  let same = 0;
  for (const [key, bar] of ofRecording) {
    const other = ofHistory.get(key);
    if (other === undefined) extra.push(bar.place);
    else if (other.values === bar.values) same += 1;
    else different.push(bar.place);
  }
  for (const [key, { place }] of ofHistory) if (!ofRecording.has(key)) missing.push(place);
  return { same, missing: ofAKind(missing), extra: ofAKind(extra), different: ofAKind(different) };
}

function ofAKind(places: readonly BarPlace[]): BarsOfAKind {
  const inOrder = [...places].sort((a, b) => a.time - b.time || (a.symbol < b.symbol ? -1 : 1));
  return { n: places.length, examples: inOrder.slice(0, MOST_EXAMPLES) };
}

function barsByPlace(
  { rows, contracts }: Tape,
  from: number,
): Map<string, { readonly place: BarPlace; readonly values: string }> {
  const bars = new Map<string, { readonly place: BarPlace; readonly values: string }>();
  for (let row = 0; row < rows.length; row++) {
    const time = rows.time[row]!;
    if (time < from) continue;
    const symbol = contracts[rows.contract[row]!]!.rawSymbol;
    const values = [rows.open, rows.high, rows.low, rows.close, rows.volume].map((column) => column[row]!);
    bars.set(`${symbol} ${time}`, { place: { symbol, time }, values: values.join(' ') });
  }
  return bars;
}
