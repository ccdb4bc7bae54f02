import { NAMED_SCENARIOS } from '../../engine/costs.ts';
import type { RunResult, ScenarioRow } from '../../results/model.ts';
import type { PublishedComparison } from '../../results/stressModel.ts';
import { meanEstimate } from '../estimates.ts';

/** The published gross mean: 0.409% net and 0.2375% of cost over 5 000 USD. */
const CLAIMED_GROSS = 0.006465;
const BASIS_USD = 5000;
const TICK_USD = 12.5;
/** ES near 6 000 points, for a run without trades to take it of. */
const STATED_NOTIONAL_USD = 300_000;

/**
 * The published 5 of 6 scenarios, under both bases of its cost, beside this run. The claim charged (commission + slippage) once a round
 * trip and divided by 5 000 USD, as if a contract cost that; over its notional the same dollars are a sixtieth.
 */
export function publishedComparison(run: RunResult, scenarios: readonly ScenarioRow[]): PublishedComparison {
  const { trades } = run;
  const tickValueUsd = run.header.instrument.tickValueMilli / 1000;
  const notionals = trades.map((trade) => trade.entryTicks * tickValueUsd);
  const isNotionalOfRun = notionals.length > 0;
  const notionalUsd = isNotionalOfRun
    ? notionals.reduce((sum, each) => sum + each, 0) / notionals.length
    : STATED_NOTIONAL_USD;
  const grossHere = meanEstimate(
    trades.map((trade, index) => trade.grossMilli / 1000 / (notionals[index]! * trade.quantity)),
    trades.map((trade) => trade.tradeDate),
  );
  return {
    basisUsd: BASIS_USD,
    notionalUsd,
    isNotionalOfRun,
    claimedGross: CLAIMED_GROSS,
    grossHere,
    rows: NAMED_SCENARIOS.map(({ name, commissionPerContract, slippageTicks }) => {
      const claimedUsd = commissionPerContract + slippageTicks * TICK_USD;
      const usdHere = commissionPerContract + slippageTicks * tickValueUsd;
      return {
        name,
        commissionPerContract,
        slippageTicks,
        claimedOnBasis: CLAIMED_GROSS - claimedUsd / BASIS_USD,
        claimedOnNotional: CLAIMED_GROSS - claimedUsd / notionalUsd,
        hereOnBasis: grossHere === null ? null : grossHere.value - usdHere / BASIS_USD,
        here: scenarios.find((scenario) => scenario.name === name)?.meanNetReturn ?? null,
      };
    }),
  };
}
