import type { Detection, EngineInput, SignalFinding } from '../../engine/engine.ts';
import { firstIndexAtOrAfter, MINUTE_MS } from '../../market/bars.ts';

/** A minute of a regular session at which the selected contract had a bar and enough history: a signal could have come. */
export interface EntryMinute {
  /** Position of its day in `Detection.days`. */
  readonly day: number;
  readonly time: number;
  readonly contract: number;
  readonly end: number;
  readonly tradeDate: number;
  readonly regularClose: number;
}

/** All minutes at which a signal could have come, day by day; the selected contract of each day only. */
export function entryMinutes(input: EngineInput, detection: Detection): EntryMinute[][] {
  return detection.days.map(({ session, selected }, day) => {
    const bars = input.tape.byContract[selected];
    const { regularOpen, regularClose, tradeDate } = session;
    if (bars === undefined || Number.isNaN(regularOpen)) return [];
    const minutes: EntryMinute[] = [];
    // A bar's end is when it is known: the first is the end of the bar before the session.
    for (let i = firstIndexAtOrAfter(bars, regularOpen - MINUTE_MS); i < bars.length; i++) {
      const time = bars.time[i]! + MINUTE_MS;
      if (time >= regularClose || time > detection.until) break;
      minutes.push({ day, time, contract: selected, end: i + 1, tradeDate, regularClose });
    }
    return minutes.length > 0 && detection.volatilityAt(selected, minutes[0]!.end).isSufficient
      ? minutes
      : [];
  });
}

/** A signal moved to another minute, with that minute's price and volatility; the levels that it was seen by move along. */
export function movedTo(
  minute: EntryMinute,
  finding: SignalFinding,
  input: EngineInput,
  volatility: (minute: EntryMinute) => number,
): SignalFinding {
  const { signal } = finding;
  const priceTicks = input.tape.byContract[minute.contract]!.close[minute.end - 1]!;
  const shift = priceTicks - signal.priceTicks;
  return {
    ...finding,
    time: minute.time,
    contract: minute.contract,
    end: minute.end,
    tradeDate: minute.tradeDate,
    regularClose: minute.regularClose,
    sigma1: volatility(minute),
    signal: {
      ...signal,
      priceTicks,
      modalTicks: signal.modalTicks + shift,
      lowTicks: signal.lowTicks + shift,
      highTicks: signal.highTicks + shift,
    },
  };
}

/** The same detection with other findings, in the order of time and numbered anew. */
export function withFindings(detection: Detection, findings: readonly SignalFinding[]): Detection {
  const ordered = [...findings].sort((a, b) => a.time - b.time);
  return {
    basis: detection.basis,
    findings: ordered.map((finding, position) => ({ ...finding, id: position + 1 })),
    days: detection.days,
    rolls: detection.rolls,
    counts: detection.counts,
    until: detection.until,
    volatilityAt: (contract, end) => detection.volatilityAt(contract, end),
  };
}
