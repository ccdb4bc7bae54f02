import { TapebenchError } from '../../errors.ts';
import { conclusionOf, findingsOf } from '../../research/audit/findings.ts';
import { summariseWorlds } from '../../research/audit/worldSummaries.ts';
import { rateEstimate } from '../../research/estimates.ts';
import { loadStrategy } from '../../research/strategies.ts';
import { summarise } from '../../research/summary.ts';
import { breakEvenRows, fixedTradesBreakEven } from '../../research/surface/breakEven.ts';
import { surfaceOf } from '../../research/surface/dailyNet.ts';
import { publishedComparison } from '../../research/surface/published.ts';
import { regionRow } from '../../research/surface/region.ts';
import { judge } from '../../research/sweep/judge.ts';
import { verdictOf } from '../../research/verdict.ts';
import { verifyRun } from '../../research/verify/verify.ts';
import type { Attribution, AuditResult } from '../../results/auditModel.ts';
import type { RunResult, ScenarioRow } from '../../results/model.ts';
import type { StressResult } from '../../results/stressModel.ts';
import type { SweepResult } from '../../results/sweepModel.ts';
import type { VerifyResult } from '../../results/verifyModel.ts';
import { shapleyValues } from '../../stats/shapley.ts';
import { isSame } from './reportCheck.ts';
import type { StoredStudy } from './studyPage.ts';

/**
 * Studies with their figures computed again from the rows of the database that they are figures of. What cannot be computed without the
 * bars (a grid cell's simulation, an interval from days drawn again) is taken as it is stored, and `RECOMPUTED` says so.
 */
export const RECOMPUTED: Readonly<Record<StoredStudy['kind'], string>> = {
  run: 'all figures and the verdict, from the stored trades',
  audit:
    'every win rate from its counts, the Shapley values from the 512 subsets, the worlds’ shares from the worlds, conclusion and findings from all of these; intervals of the Shapley values are taken as stored',
  stress:
    'the run’s figures and the published comparison from its trades, rates from their counts, break-evens and shares from the grid; the cells of the grid and the intervals over it are taken as stored',
  sweep:
    'every win rate from its counts, the test windows from their folds, the verdict; Sharpe ratios and p-values need the daily results and are taken as stored',
  verification:
    'every claim, test, sequence and verdict, from the stored trades; the nulls and the arithmetic of the ledger are taken as stored',
};

/** The same study, its figures computed again. @throws TapebenchError */
export async function recompute(
  study: StoredStudy,
  runOf: (runId: string) => Promise<RunResult>,
): Promise<StoredStudy> {
  switch (study.kind) {
    case 'run':
      return { kind: 'run', result: recomputedRun(study.result) };
    case 'audit':
      return { kind: 'audit', result: recomputedAudit(study.result) };
    case 'stress':
      return { kind: 'stress', result: recomputedStress(study.result) };
    case 'sweep':
      return { kind: 'sweep', result: recomputedSweep(study.result) };
    case 'verification':
      return {
        kind: 'verification',
        result: await recomputedVerification(study.result, await runOf(study.result.runId)),
      };
  }
}

/** A run with its summary from its own rows. */
export function recomputedRun(run: RunResult): RunResult {
  const { summary } = run;
  const figures = summarise({
    trades: run.trades,
    signals: run.signals.filter((signal) => signal.status !== 'outside-hours').length,
    initialCapitalMilli: summary.initialCapitalMilli,
    tradeDates: run.equity.length,
    emergencyStops: summary.emergencyStops,
    lossPauses: summary.lossPauses,
    rolls: summary.rolls,
    openAtEnd: summary.openAtEnd,
  });
  const verdict = verdictOf(figures, run.header.dataset.isSynthetic);
  return {
    ...run,
    summary: { ...figures, verdict, assumptions: summary.assumptions },
    scenarios: run.scenarios.map(withRate),
  };
}

function withRate<Row extends Pick<ScenarioRow, 'trades' | 'wins' | 'winRate'>>(row: Row): Row {
  return { ...row, winRate: rateEstimate(row.wins, row.trades) };
}

function recomputedAudit(audit: AuditResult): AuditResult {
  const subsets = audit.subsets.map(withRate);
  const facts = {
    ...audit,
    subsets,
    rowOrders: audit.rowOrders.map(withRate),
    attributions: audit.attributions.map((attribution) => recomputedShapley(attribution, subsets)),
    causal: audit.causal.map(withRate),
    worldSummaries: audit.worlds.length === 0 ? [] : summariseWorlds(audit.worlds, audit.claimedWinRate),
  };
  return { ...facts, conclusion: conclusionOf(facts), findings: findingsOf(facts) };
}

function recomputedShapley(attribution: Attribution, subsets: AuditResult['subsets']): Attribution {
  const of = { trades: 'trades', wins: 'wins', 'sum-net-return': 'sumNetReturn' } as const;
  const game = Float64Array.from(subsets, (subset) => subset[of[attribution.quantity]]);
  const values = shapleyValues(game, attribution.parts.length);
  return {
    ...attribution,
    published: unlessSame(attribution.published, game[0]!),
    allMended: unlessSame(attribution.allMended, game.at(-1)!),
    parts: attribution.parts.map((part, place) => ({
      ...part,
      value: unlessSame(part.value, values[place]!),
    })),
  };
}

/** The stored figure where the other differs in its last bits only, because days were summed in another order: so that it rounds alike. */
function unlessSame(stored: number, computed: number): number {
  return isSame(stored, computed) ? stored : computed;
}

function recomputedStress(stress: StressResult): StressResult {
  const run = recomputedRun(stress.run);
  const grid = stress.grid.map(withRate);
  // All days as one: what the whole grid says is the same, and intervals are taken as stored.
  const surfaces = [...Map.groupBy(grid, (cell) => cell.limitFill).values()].map((cells) =>
    surfaceOf(cells.map((row) => ({ row, netByDay: new Map([['all', row.netMilli]]) }))),
  );
  const breakEvens = surfaces.flatMap(breakEvenRows);
  const regions = stress.regions.map((stored) => {
    const surface = surfaces.find(({ limitFill }) => limitFill === stored.limitFill);
    const found = surface === undefined ? null : regionRow(surface, stored);
    return found === null ? stored : { ...found, interval: stored.interval, days: stored.days };
  });
  return {
    ...stress,
    run,
    grid,
    breakEvens: stress.breakEvens.map((stored, place) => {
      const { slippageTicks, place: where } = breakEvens[place] ?? stored;
      return { ...stored, slippageTicks, place: where };
    }),
    fixedTradesBreakEven: fixedTradesBreakEven(run.trades, run.header.instrument.tickValueMilli),
    regions,
    published: publishedComparison(run, run.scenarios),
    executions: stress.executions.map(withRate),
  };
}

function recomputedSweep(sweep: SweepResult): SweepResult {
  const trials = sweep.trials.map(withRate);
  const outOfSample = sweep.outOfSample.map((scheme) => {
    const folds = sweep.folds.filter((fold) => fold.scheme === scheme.scheme);
    const sum = (of: (fold: (typeof folds)[number]) => number): number =>
      folds.reduce((total, fold) => total + of(fold), 0);
    const trades = sum((fold) => fold.testTrades);
    const wins = sum((fold) => fold.testWins);
    const netMilli = sum((fold) => fold.testNetMilli);
    return { ...scheme, trades, wins, netMilli, winRate: rateEstimate(wins, trades) };
  });
  return { ...sweep, trials, outOfSample, ...judge(trials, sweep.deflation, sweep.snooping) };
}

async function recomputedVerification(stored: VerifyResult, run: RunResult): Promise<VerifyResult> {
  const definition = await definitionOf(stored.strategy);
  const ledger = {
    name: stored.ledger,
    about: stored.about,
    strategy: stored.strategy,
    instrument: null,
    alpha: stored.alpha,
    power: stored.power,
    claims: stored.claims.map(({ claim }) => claim),
    published: null,
    digest: '',
  };
  const { command, nulls, verifyId, arithmetic } = stored;
  const result = verifyRun(recomputedRun(run), ledger, { command, definition, nulls });
  // A strategy file that is gone takes with it only the proof that its sizer was causal.
  const causalTrades = stored.sizing?.causalTrades ?? null;
  const sizing =
    definition === null && result.sizing !== null ? { ...result.sizing, causalTrades } : result.sizing;
  return { ...result, verifyId, arithmetic, sizing };
}

async function definitionOf(
  strategy: string,
): Promise<Awaited<ReturnType<typeof loadStrategy>>['definition'] | null> {
  try {
    return (await loadStrategy(strategy)).definition;
  } catch (error) {
    if (error instanceof TapebenchError) return null;
    throw error;
  }
}
