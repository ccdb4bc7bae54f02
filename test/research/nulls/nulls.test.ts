import { describe, expect, test } from 'vitest';
import { type SignalFinding, simulate } from '../../../src/engine/engine.ts';
import type { TradeEvent } from '../../../src/engine/events.ts';
import { newYorkMinutesOfDay } from '../../../src/market/newYork.ts';
import { entryMinutes, movedTo, withFindings } from '../../../src/research/nulls/entryMinutes.ts';
import { type NullOptions, nullResults } from '../../../src/research/nulls/nulls.ts';
import { Replications } from '../../../src/research/nulls/replicate.ts';
import { shuffledVolumes } from '../../../src/research/nulls/volumeShuffle.ts';
import { finishRun, type PreparedRun, prepareRun } from '../../../src/research/run.ts';
import { randomFromSeed } from '../../../src/stats/random.ts';
import v6 from '../../../strategies/v6/strategy.ts';
import { LIVELY } from '../../engine/support/lively.ts';
import { randomWorld } from '../../engine/support/worlds.ts';

const tape = randomWorld(4, { days: 14, hasRoll: true });
const prepared: PreparedRun = prepareRun({
  strategy: { definition: v6, preset: 'default', presetValues: {}, digest: '' },
  data: {
    tape,
    checks: [],
    facts: {
      name: 'small',
      digest: '0'.repeat(64),
      source: 'random',
      isSynthetic: true,
      rows: tape.rows.length,
      from: tape.rows.time[0]!,
      to: tape.rows.time[tape.rows.length - 1]!,
      note: '',
    },
  },
  given: LIVELY,
  command: 'run',
});
const run = finishRun(prepared);
const options: NullOptions = { replications: 20, volumeReplications: 3, seed: 7 };

describe('the nulls', () => {
  test('all four are made, with trades, ranges around their rates, and p-values that are never zero', () => {
    const results = nullResults(prepared, run, options);
    expect(results.map(({ name, replications }) => [name, replications])).toEqual([
      ['random-entries', 20],
      ['direction-flips', 20],
      ['day-shuffle', 20],
      ['volume-shuffle', 3],
    ]);
    for (const result of results) {
      expect(result.meanTrades).toBeGreaterThan(run.trades.length / 3);
      expect(result.winRateRange!.low).toBeLessThanOrEqual(result.winRate!);
      expect(result.winRateRange!.high).toBeGreaterThanOrEqual(result.winRate!);
      expect(result.winRatePValue!).toBeGreaterThanOrEqual(1 / (result.replications + 1));
      expect(result.winRatePValue!).toBeLessThanOrEqual(1);
    }
  });

  test('the same seed gives the same figures, another seed others', () => {
    const volumeReplications = 0;
    const first = nullResults(prepared, run, { ...options, volumeReplications });
    expect(nullResults(prepared, run, { ...options, volumeReplications })).toEqual(first);
    expect(nullResults(prepared, run, { ...options, volumeReplications, seed: 8 })).not.toEqual(first);
  });

  test('a number of zero leaves a null out', () => {
    const names = nullResults(prepared, run, { ...options, replications: 0, volumeReplications: 1 });
    expect(names.map(({ name }) => name)).toEqual(['volume-shuffle']);
  });

  test('each replication is told of', () => {
    let last = 0;
    nullResults(prepared, run, {
      ...options,
      replications: 2,
      volumeReplications: 1,
      onReplication: (done) => {
        expect(done).toBe(last + 1);
        last = done;
      },
    });
    expect(last).toBe(7);
  });
});

describe('minutes at which a signal could have come', () => {
  const days = entryMinutes(prepared.input, prepared.detection);
  const signals = prepared.detection.findings.filter(
    (finding): finding is SignalFinding => finding.kind === 'signal' && finding.isInHours,
  );

  test('hold every signal that came, on the selected contract, with the bars known then', () => {
    const minutes = new Map(days.flat().map((minute) => [minute.time, minute]));
    expect(signals.length).toBeGreaterThan(20);
    for (const { time, contract, end, regularClose } of signals) {
      expect(minutes.get(time)).toMatchObject({ contract, end, regularClose });
    }
  });

  test('a signal moved to its own minute is the same, and so are its trades', () => {
    const minutes = new Map(days.flat().map((minute) => [minute.time, minute]));
    const moved = signals.map((finding) =>
      movedTo(
        minutes.get(finding.time)!,
        finding,
        prepared.input,
        ({ contract, end }) => prepared.detection.volatilityAt(contract, end).sigma1,
      ),
    );
    expect(moved).toEqual(signals);
    const numbered = simulate(prepared.input, withFindings(prepared.detection, moved)).trades;
    const untied = (trade: TradeEvent): object => ({ ...trade, signal: 0 });
    expect(numbered.map(untied)).toEqual(simulate(prepared.input, prepared.detection).trades.map(untied));
  });
});

describe('volumes dealt anew', () => {
  const shuffled = shuffledVolumes(tape, prepared.detection.days, randomFromSeed(3));

  test('leave prices alone and keep the volumes of each minute of the clock', () => {
    tape.byContract.forEach((bars, contract) => {
      const dealt = shuffled.byContract[contract]!;
      expect(dealt.close).toBe(bars.close);
      const byMinute = (volume: Float64Array): Map<number, number[]> => {
        const groups = new Map<number, number[]>();
        for (let i = 0; i < bars.length; i++) {
          const minute = newYorkMinutesOfDay(bars.time[i]!);
          groups.set(minute, [...(groups.get(minute) ?? []), volume[i]!]);
        }
        for (const group of groups.values()) group.sort((a, b) => a - b);
        return groups;
      };
      expect(byMinute(dealt.volume)).toEqual(byMinute(bars.volume));
    });
  });

  test('move volumes between days, on the selected contract of a day only', () => {
    const selected = new Map(
      prepared.detection.days.flatMap(({ session, selected: contract }) =>
        contract < 0 ? [] : [[session.tradeDate, { session, contract }] as const],
      ),
    );
    let changed = 0;
    tape.byContract.forEach((bars, contract) => {
      const dealt = shuffled.byContract[contract]!;
      for (let i = 0; i < bars.length; i++) {
        if (dealt.volume[i] === bars.volume[i]) continue;
        changed++;
        const time = bars.time[i]!;
        const day = [...selected.values()].find(
          ({ session }) => time >= session.globexOpen && time < session.globexClose,
        );
        expect(day!.contract).toBe(contract);
      }
    });
    expect(changed).toBeGreaterThan(1000);
  });
});

describe('what replications add up to', () => {
  const trade = (netMilli: number): TradeEvent => ({ netMilli, netReturn: netMilli / 1e6 }) as TradeEvent;

  test('rates are over all trades, empty replications are left out, p is (b + 1) / (m + 1)', () => {
    const all = new Replications();
    all.add([trade(1000), trade(-1000)]);
    all.add([]);
    all.add([trade(1000), trade(1000), trade(-500)]);
    const wins = run.trades.map((each, index) => ({ ...each, netMilli: index % 5 === 0 ? -1 : 1 }));
    const result = all.result('random-entries', 'about', { ...run, trades: wins });
    expect(result).toMatchObject({ replications: 3, withoutTrades: 1, winRate: 3 / 5, meanTrades: 5 / 3 });
    // The run wins four of five, more than either replication: (0 + 1) / (2 + 1).
    expect(result.winRatePValue).toBeCloseTo(1 / 3, 12);
  });

  test('without any trade there is no rate and no p-value', () => {
    const none = new Replications();
    none.add([]);
    expect(none.result('day-shuffle', 'about', run)).toMatchObject({
      winRate: null,
      winRateRange: null,
      winRatePValue: null,
      meanNetReturnPValue: null,
    });
  });
});
