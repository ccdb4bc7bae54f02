import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openRunData } from '../../../src/research/data.ts';
import { nullResults } from '../../../src/research/nulls/nulls.ts';
import { finishRun, type PreparedRun, prepareRun } from '../../../src/research/run.ts';
import { loadStrategy } from '../../../src/research/strategies.ts';
import { readLedger } from '../../../src/research/verify/ledger.ts';
import { ratePower } from '../../../src/research/verify/power.ts';
import { verifyRun } from '../../../src/research/verify/verify.ts';
import type { RunResult } from '../../../src/results/model.ts';
import type { VerifyResult } from '../../../src/results/verifyModel.ts';
import { binomialTestGreater } from '../../../src/stats/binomialTest.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

async function prepared(dataset: string): Promise<PreparedRun> {
  const data = await openRunData(dataset, { directories: [join(ROOT, 'datasets')] });
  const strategy = await loadStrategy('v6');
  return prepareRun({ strategy, data, given: {}, command: 'tapebench run v6' });
}

async function verified(run: RunResult, ledger: string): Promise<VerifyResult> {
  const claims = await readLedger(join(ROOT, 'strategies', 'v6', ledger));
  return verifyRun(run, claims, { command: 'tapebench verify', definition: null, nulls: [] });
}

const verdictsOf = (result: VerifyResult): Record<string, string> =>
  Object.fromEntries(result.claims.map(({ claim, verdict }) => [claim.id, verdict]));

describe('on the embedded year in which nothing can be earned', () => {
  let run: RunResult;
  let input: PreparedRun;
  beforeAll(async () => {
    input = await prepared('synthetic-es');
    run = finishRun(input);
  }, 60_000);

  test('no published claim is supported, each with its n', async () => {
    const result = await verified(run, 'claims.yaml');
    expect(Object.values(verdictsOf(result))).not.toContain('supported');
    expect(verdictsOf(result)).toMatchObject({ 'win-rate': 'refuted', 'mean-net-return': 'refuted' });
    for (const { estimate } of result.claims) expect(estimate!.n).toBeGreaterThan(5);
  });

  test('the claims that are true of a planted edge are not supported either', async () => {
    expect(verdictsOf(await verified(run, 'claims-planted.yaml'))).toMatchObject({ 'win-rate': 'refuted' });
  });

  test('random entries alone win as often as the run, and nowhere near half plus an edge', () => {
    const [random] = nullResults(input, run, { replications: 20, volumeReplications: 0, seed: 1 });
    expect(random!.winRatePValue).toBeGreaterThan(0.05);
    expect(random!.winRate).toBeGreaterThan(1 / 3);
    expect(random!.winRate).toBeLessThan(0.55);
  });
});

describe('on the embedded year with a planted edge', () => {
  let run: RunResult;
  beforeAll(async () => {
    run = finishRun(await prepared('synthetic-es-edge'));
  }, 60_000);

  test('the claims about it are supported', async () => {
    const result = await verified(run, 'claims-planted.yaml');
    expect(verdictsOf(result)).toEqual({
      'win-rate': 'supported',
      'mean-net-return': 'supported',
      'cost-resilience': 'supported',
    });
    expect(result.sequential!.sprt).toBe('accept-alternative');
  });

  test('records as short as the plan says find it about as often as the plan says', () => {
    // 58.9% and 0.386: win rate and break-even of 922 trades on seeds 101 to 104 of the same market.
    const n = 20;
    const plan = { alpha: 0.05, power: 0.8, tradesPerWeek: null, trades: n };
    const predicted = ratePower(0.386, 0.589, plan).powerAtTrades!;
    let found = 0;
    let records = 0;
    for (let from = 0; from + n <= run.trades.length; from += n) {
      const wins = run.trades.slice(from, from + n).filter((trade) => trade.netMilli > 0).length;
      records++;
      if (binomialTestGreater(wins, n, 0.386) <= plan.alpha) found++;
    }
    expect(records).toBe(12);
    // Twelve records: within three standard errors of the prediction.
    const error = Math.sqrt((predicted * (1 - predicted)) / records);
    expect(Math.abs(found / records - predicted)).toBeLessThan(3 * error);
    expect(found).toBeGreaterThan(records * 0.2);
  });
});
