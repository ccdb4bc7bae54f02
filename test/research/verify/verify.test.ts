import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bracketFacts } from '../../../src/research/verify/bracketFacts.ts';
import { claimResults } from '../../../src/research/verify/claims.ts';
import { evidenceOf } from '../../../src/research/verify/evidenceOf.ts';
import { readLedger } from '../../../src/research/verify/ledger.ts';
import { verifyRun } from '../../../src/research/verify/verify.ts';
import type { RunResult, TradeRow } from '../../../src/results/model.ts';
import type { ClaimResult, SequentialResult } from '../../../src/results/verifyModel.ts';
import { sampleRun } from '../../support/runResult.ts';

const ledger = await readLedger(
  join(import.meta.dirname, '..', '..', '..', 'strategies', 'v6', 'claims.yaml'),
);
const options = { command: 'tapebench verify v6', definition: null, nulls: [] };
const base = withRatio(sampleRun({ hasTradeBars: false }));

/** Every run of the engine has this parameter; the sample leaves most of them out. */
function withRatio(run: RunResult): RunResult {
  return {
    ...run,
    header: { ...run.header, parameters: { ...run.header.parameters, profitTargetRatio: 2 } },
  };
}

/** The sample's trades, every `every`-th a loss and all others a win, of the same size but for a small spread. */
function runOf(every: number, change: Partial<RunResult> = {}, n = base.trades.length): RunResult {
  const trades = base.trades.slice(0, n).map((trade, index): TradeRow => {
    const isWin = index % every !== 0;
    const netMilli = (isWin ? 500_000 : -500_000) + (index % 7) * 1000;
    const netReturn = netMilli / (trade.entryTicks * 12_500 * trade.quantity);
    return {
      ...trade,
      netMilli,
      netMilliLow: netMilli,
      netMilliHigh: netMilli,
      isAmbiguous: false,
      netReturn,
      positionAdjustedReturn: netReturn * trade.quantity,
      rMultiple: isWin ? 0.8 : -0.8,
    };
  });
  return { ...base, trades, summary: { ...base.summary, breakEvenWinRate: 0.5 }, ...change };
}

/** One claim by itself: without the others there is nothing to correct for. */
function claim(run: RunResult, id: string): ClaimResult {
  const claims = ledger.claims.filter((each) => each.id === id);
  return claimResults(run, { ...ledger, claims }, bracketFacts(run))[0]!;
}

describe('a ledger held against a run', () => {
  test('gives every claim one of the three verdicts, an estimate with n, and a reason', () => {
    const result = verifyRun(base, ledger, options);
    expect(result.claims).toHaveLength(10);
    for (const each of result.claims) {
      expect(['supported', 'refuted', 'not enough data']).toContain(each.verdict);
      expect(each.estimate!.n).toBeGreaterThan(0);
      expect(each.because.length).toBeGreaterThan(20);
    }
    expect(result.summary).toMatch(/^Of 10 claims, held against \d+ trades: \d+ supported/);
  });

  test('a rate has three intervals, a mean has two', () => {
    expect(claim(base, 'win-rate').intervals.map((each) => each.method)).toEqual([
      'wilson',
      'clopper-pearson',
      'jeffreys',
    ]);
    expect(claim(base, 'mean-net-return').intervals.map((each) => each.method)).toEqual([
      'day-bootstrap-t',
      'student',
    ]);
  });

  test('supports two wins of three, refutes one of two, and says not enough with few', () => {
    expect(claim(runOf(3), 'win-rate').verdict).toBe('supported');
    expect(claim(runOf(2), 'win-rate').verdict).toBe('refuted');
    const few = claim(runOf(3, {}, 9), 'win-rate');
    expect(few.verdict).toBe('not enough data');
    // 0.647 against 0.5 takes 78 trades at 5% and 80%.
    expect(few.tradesNeeded).toBe(78 - 9);
    expect(few.weeksNeeded).toBe(Math.ceil(69 / (9 / (base.equity.length / 5))));
    expect(few.flips.join(' ')).toMatch(/finds a true 64\.7% with probability \d+%/);
  });

  test('a rate passes only on the worst reading of its ambiguous bars', () => {
    const run = runOf(3);
    const unsure = run.trades.map((trade, index) =>
      index % 4 === 1 ? { ...trade, isAmbiguous: true, netMilliLow: -600_000 } : trade,
    );
    const result = claim({ ...run, trades: unsure }, 'win-rate');
    expect(result.estimate).toEqual(claim(run, 'win-rate').estimate);
    expect(result.fillRange!.low).toBeLessThan(0.55);
    expect(result.verdict).toBe('not enough data');
  });

  test('says how many fills would turn a verdict, and that many do', () => {
    const run = runOf(3);
    const { flips } = claim(run, 'win-rate');
    const fewest = Number(/^(\d+) wins/.exec(flips[0]!)![1]);
    const turned = (count: number): ClaimResult => {
      let left = count;
      const trades = run.trades.map((trade) => {
        if (trade.netMilli <= 0 || left === 0) return trade;
        left--;
        return { ...trade, netMilli: -1, netMilliLow: -1, netMilliHigh: -1 };
      });
      return claim({ ...run, trades }, 'win-rate');
    };
    const against = (result: ClaimResult): number =>
      result.tests.find((each) => each.method === 'exact binomial')!.pValue;
    expect(against(turned(fewest - 1))).toBeLessThanOrEqual(0.05);
    expect(against(turned(fewest))).toBeGreaterThan(0.05);
  });

  test('a run without trades has nothing to say, and no false figure', () => {
    const empty: RunResult = {
      ...base,
      trades: [],
      scenarios: [],
      signals: [],
      summary: { ...base.summary, trades: 0, breakEvenWinRate: null, tradesPerWeek: 0 },
    };
    const result = verifyRun(empty, ledger, options);
    const rate = result.claims[0]!;
    expect(rate).toMatchObject({ estimate: null, verdict: 'not enough data', supportPValue: null });
    expect(result.sizing).toBeNull();
    expect(result.sequential!.points).toEqual([]);
    expect(result.sequential!.weeksUnderClaim).toBeNull();
  });

  test('a week is five trade dates that had bars, however far apart', () => {
    const dates = ['2013-10-07', '2013-10-08', '2013-10-09', '2013-10-10', '2020-01-03', '2020-01-06'];
    const equity = dates.map((tradeDate) => ({ ...base.equity[0]!, tradeDate }));
    const twice = [...dates, ...dates].map((tradeDate) => ({ ...base.trades[0]!, tradeDate }));
    const double = [...equity, ...equity.map((row) => ({ ...row, tradeDate: `${row.tradeDate}x` }))];
    const result = evidenceOf({ ...base, equity: double, trades: twice }, 'trades-per-week')!;
    // Ten of twelve dates make two weeks: two trades on each of the first five, and two on the sixth.
    expect(result.estimate).toMatchObject({ n: 2, value: 6 });
    expect(verifyRun({ ...base, equity }, { ...ledger, claims: [] }, options).tradesPerWeek).toBeCloseTo(
      base.trades.length / (6 / 5),
      12,
    );
  });

  test('cost scenarios are counted by their intervals', () => {
    const scenario = (name: string, low: number, high: number) => ({
      ...base.scenarios[0]!,
      name,
      meanNetReturn: {
        value: (low + high) / 2,
        n: 9,
        interval: { low, high },
        level: 0.95,
        method: 'student',
      },
    });
    const names = ['low-cost', 'base', 'higher-cost', 'market-stress', 'extreme-stress', 'poor-execution'];
    const run = (earning: number, losing: number): RunResult => ({
      ...base,
      scenarios: [
        ...names.map((name, k) =>
          k < earning
            ? scenario(name, 1, 2)
            : k < earning + losing
              ? scenario(name, -2, -1)
              : scenario(name, -1, 2),
        ),
        // A cell of a grid is none of the six.
        scenario('through/0/0', 1, 2),
      ],
    });
    expect(claim(run(5, 1), 'cost-resilience').verdict).toBe('supported');
    expect(claim(run(4, 0), 'cost-resilience').verdict).toBe('not enough data');
    expect(claim(run(4, 2), 'cost-resilience').verdict).toBe('refuted');
    expect(claim(run(5, 1), 'cost-resilience').estimate).toMatchObject({ value: 5, n: 6 });
  });

  test('the correction grows with the ledger', () => {
    const alone = claim(base, 'win-rate');
    const rates = ledger.claims.filter((each) => ['win-rate', 'stop-hit', 'target-hit'].includes(each.id));
    const among = claimResults(base, { ...ledger, claims: rates }, bracketFacts(base))[0]!;
    expect(alone.refuteHolm).toBe(alone.refutePValue);
    expect(among.refutePValue).toBe(alone.refutePValue);
    expect(among.refuteHolm!).toBeGreaterThan(among.refutePValue!);
  });

  test('the same run and ledger give the same bytes', () => {
    expect(JSON.stringify(verifyRun(base, ledger, options))).toBe(
      JSON.stringify(verifyRun(withRatio(sampleRun({ hasTradeBars: false })), ledger, options)),
    );
  });
});

function sequentialOf(run: RunResult): SequentialResult {
  return verifyRun(run, { ...ledger, claims: ledger.claims.slice(0, 1) }, options).sequential!;
}

describe('the sequential tests', () => {
  test('stand at the sum of the steps and stop where Wald does', () => {
    const sequential = sequentialOf(runOf(3));
    expect(sequential).toMatchObject({ nullRate: 0.5, claimedRate: 0.647, sprt: 'accept-alternative' });
    // ln(0.8 / 0.05) and ln(0.2 / 0.95).
    expect(sequential.upper).toBeCloseTo(2.7726, 4);
    expect(sequential.lower).toBeCloseTo(-1.5581, 4);
    expect(sequential.logLikelihoodRatio).toBeGreaterThanOrEqual(sequential.upper);
    expect(sequential.sprtTrades).toBeLessThan(base.trades.length);
  });

  test('what they say after some trades does not depend on later ones', () => {
    const whole = sequentialOf(runOf(3));
    const early = whole.points[9]!;
    const ordered = [...runOf(3).trades].sort((a, b) => a.exitTime - b.exitTime || a.id - b.id);
    const cut = verifyRun({ ...runOf(3), trades: ordered.slice(0, early.trades) }, ledger, options)
      .sequential!;
    expect(cut.points.at(-1)).toEqual(early);
  });
});
