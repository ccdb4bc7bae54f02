import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Instrument } from '../market/instruments.ts';
import { type FeedTaker, feedEvent } from './feed.ts';
import type { BarRecord } from './pipeline.ts';
import { readRecording } from './recordingReader.ts';
import { SESSION_FILES } from './sessionSetup.ts';

/** A one-minute bar as it stands in a recording. */
export interface RecordedBar {
  /** UTC ms of the bar's open. */
  readonly time: number;
  readonly symbol: string;
  readonly record: BarRecord;
}

/** Every bar of a recording, those that came too late to be used among them. */
export class RecordedBars implements FeedTaker {
  /** In the order in which they came. */
  readonly all: RecordedBar[] = [];
  readonly #symbols = new Map<number, string>();
  readonly #byMinute = new Map<string, RecordedBar>();

  name(instrumentId: number, symbol: string): void {
    this.#symbols.set(instrumentId, symbol);
  }

  bar(record: BarRecord): void {
    const symbol = this.#symbols.get(record.instrumentId);
    if (symbol === undefined) return;
    const bar = { time: Number(record.tsEvent / 1_000_000n), symbol, record };
    this.all.push(bar);
    const key = `${symbol} ${bar.time}`;
    // A second bar of a minute is left out by the pipeline too.
    if (!this.#byMinute.has(key)) this.#byMinute.set(key, bar);
  }

  complete(): void {
    // When a minute was over is no property of its bars.
  }

  /** The bar of a contract that opened at a time, UTC ms. */
  at(symbol: string, time: number): RecordedBar | undefined {
    return this.#byMinute.get(`${symbol} ${time}`);
  }

  /** The last bar's open, UTC ms; undefined without bars. */
  get lastTime(): number | undefined {
    return this.all.reduce<number | undefined>(
      (last, { time }) => (last === undefined || time > last ? time : last),
      undefined,
    );
  }

  /** Lowest and highest price in ticks of a contract's bar that opened at a time (UTC ms). */
  pricesAt(
    symbol: string,
    time: number,
    { tickNano }: Instrument,
  ): { readonly low: number; readonly high: number } | undefined {
    const bar = this.at(symbol, time);
    if (bar === undefined) return undefined;
    const tick = BigInt(tickNano);
    return { low: Number(bar.record.low / tick), high: Number(bar.record.high / tick) };
  }
}

/**
 * The bars in the recording of a session's folder. Takes no lock and changes nothing: the session may be running.
 * @throws TapebenchError TB_SESSION_INVALID for a damaged recording
 */
export function recordedBars(folder: string): RecordedBars {
  const bars = new RecordedBars();
  const path = join(folder, SESSION_FILES.recording);
  if (!existsSync(path)) return bars;
  for (const { events } of readRecording(path)) for (const event of events) feedEvent(bars, event);
  return bars;
}
