import { expect, test } from 'vitest';
import { bracketFacts } from '../../../src/research/verify/bracketFacts.ts';
import { claimResults } from '../../../src/research/verify/claims.ts';
import { type Ledger, parseLedger } from '../../../src/research/verify/ledger.ts';
import type { RunResult, TradeRow } from '../../../src/results/model.ts';
import { binomialTestGreater } from '../../../src/stats/binomialTest.ts';
import { normalQuantile } from '../../../src/stats/distributions.ts';
import { type RandomGenerator, randomFromSeed, randomUnit } from '../../../src/stats/random.ts';
import { sampleRun } from '../../support/runResult.ts';

const sample = sampleRun({ hasTradeBars: false });
const ledger: Ledger = parseLedger(
  'name: a\nstrategy: v6\nclaims:\n  - {id: w, statement: s, estimand: win-rate, population: p, costs: c, atLeast: 0.6, against: break-even}\n',
  'a.yaml',
);
const N = 80;

/** A trade a day with normal results around zero: nothing is earned, and half of them win. */
function nothingEarned(random: RandomGenerator): RunResult {
  const trades = Array.from({ length: N }, (_, day): TradeRow => {
    const netMilli = Math.round(1e6 * normalQuantile(Math.min(0.999999, Math.max(1e-6, randomUnit(random)))));
    const of = { netMilli, netMilliLow: netMilli, netMilliHigh: netMilli };
    return { ...sample.trades[0]!, ...of, tradeDate: `day ${day}`, isAmbiguous: false };
  });
  const mean = (of: readonly TradeRow[]): number =>
    of.reduce((sum, each) => sum + each.netMilli, 0) / of.length;
  const loss = mean(trades.filter((trade) => trade.netMilli <= 0));
  const gain = mean(trades.filter((trade) => trade.netMilli > 0));
  return {
    ...sample,
    header: { ...sample.header, parameters: { ...sample.header.parameters, profitTargetRatio: 2 } },
    trades,
    summary: { ...sample.summary, breakEvenWinRate: loss / (loss - gain) },
  };
}

test('where nothing is earned, a rate is told to be above its own break-even in no more than 5% of records', () => {
  const random = randomFromSeed(11);
  const records = 200;
  let told = 0;
  let toldByFixed = 0;
  for (let record = 0; record < records; record++) {
    const run = nothingEarned(random);
    const [result] = claimResults(run, ledger, bracketFacts(run));
    if (result!.supportPValue! <= 0.05) told++;
    const wins = run.trades.filter((trade) => trade.netMilli > 0).length;
    if (binomialTestGreater(wins, N, run.summary.breakEvenWinRate!) <= 0.05) toldByFixed++;
  }
  // Three standard errors above 5% of 200 records are 9.6%.
  expect(told / records).toBeLessThanOrEqual(0.096);
  expect(told).toBeGreaterThan(0);
  // A break-even taken for a fixed number would have been beaten more often than that.
  expect(toldByFixed).toBeGreaterThan(told);
});

test('the test that decides is shown with its name beside the exact one', () => {
  const run = nothingEarned(randomFromSeed(12));
  const [result] = claimResults(run, ledger, bracketFacts(run));
  const methods = result!.tests.filter((each) => each.against === 'break-even').map((each) => each.method);
  expect(methods).toEqual(['mean result above zero, bootstrap-t by trading day', 'exact binomial']);
});
