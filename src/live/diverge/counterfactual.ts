import type { TradeEvent } from '../../engine/events.ts';
import { MINUTE_MS } from '../../market/bars.ts';
import type { Tape } from '../../market/tape.ts';
import type { FeedbackInput } from '../inputFile.ts';
import { Pipeline, type PipelineSetup } from '../pipeline.ts';
import type { RecordedBar } from '../recordedBars.ts';

/** What a person did in the session, by the market's time: it is the same in every world. */
export interface Deeds {
  readonly feedback: readonly FeedbackInput[];
  /** When emergency stops were ended by hand, UTC ms, ascending. */
  readonly resets: readonly number[];
}

/** What would have come of other bars. */
export interface Counterfactual {
  readonly trades: readonly TradeEvent[];
  /** The bars that were used, the history included. */
  readonly tape: Tape;
}

/**
 * Runs bars through the pipeline of a session as a feed without faults would have brought them: each with its minute, none
 * late, none held back.
 * @param until all is decided up to here, UTC ms
 */
export function runBars(
  setup: PipelineSetup,
  bars: readonly RecordedBar[],
  until: number,
  { feedback, resets }: Deeds,
): Counterfactual {
  const trades: TradeEvent[] = [];
  const pipeline = new Pipeline(setup, {
    onEvent: ({ event }) => {
      if (event.type === 'trade') trades.push(event);
    },
  });
  for (const input of feedback) pipeline.learnAfter(input);
  const left = [...resets];
  const completeUntil = (minute: number): void => {
    while (left[0] !== undefined && left[0] <= minute) {
      pipeline.complete(left.shift()!);
      pipeline.resetEmergencyStop();
    }
    pipeline.complete(minute);
  };
  const ordered = bars.filter(({ time }) => time + MINUTE_MS <= until).sort((a, b) => a.time - b.time);
  for (const [index, { time, symbol, record }] of ordered.entries()) {
    pipeline.name(record.instrumentId, symbol);
    pipeline.bar(record);
    if (ordered[index + 1]?.time !== time) completeUntil(time + MINUTE_MS);
  }
  completeUntil(until);
  return { trades, tape: pipeline.tape };
}

/** The rows of a tape in `[from, until)` (UTC ms of their opens) as bars of a feed. */
export function barsOfTape(tape: Tape, from: number, until: number): RecordedBar[] {
  const { rows, contracts, instrument } = tape;
  const nano = (ticks: number): bigint => BigInt(ticks) * BigInt(instrument.tickNano);
  const bars: RecordedBar[] = [];
  for (let row = 0; row < rows.length; row++) {
    const time = rows.time[row]!;
    if (time < from || time >= until) continue;
    const { rawSymbol, instrumentId } = contracts[rows.contract[row]!]!;
    bars.push({
      time,
      symbol: rawSymbol,
      record: {
        instrumentId,
        tsEvent: BigInt(time) * 1_000_000n,
        open: nano(rows.open[row]!),
        high: nano(rows.high[row]!),
        low: nano(rows.low[row]!),
        close: nano(rows.close[row]!),
        volume: BigInt(rows.volume[row]!),
      },
    });
  }
  return bars;
}
