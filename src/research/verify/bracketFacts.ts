import type { RunResult, TradeRow } from '../../results/model.ts';
import type { BracketFacts } from '../../results/verifyModel.ts';
import { bracketBreakEven } from '../../stats/bracket.ts';
import { mean } from '../../stats/means.ts';
import { rateEstimate } from '../estimates.ts';

/**
 * What the bracket asks of a win rate: 1 / (1 + ratio) for a driftless price between stop and target, (1 + c) / (1 + ratio)
 * with a cost of c R, and the break-even of the trades as they ended, many of them by the clock.
 */
export function bracketFacts(run: RunResult): BracketFacts {
  const { trades } = run;
  const ratio = Number(run.header.parameters['profitTargetRatio']);
  const costR = trades.length === 0 ? null : Math.max(0, mean(trades.map((trade) => costInR(run, trade))));
  const ended = trades.filter(({ exitReason }) => exitReason === 'target' || exitReason === 'stop');
  const atTarget = ended.filter(({ exitReason }) => exitReason === 'target').length;
  return {
    ratio,
    structural: bracketBreakEven(ratio, 0),
    costR,
    bracketBreakEven: costR === null ? null : bracketBreakEven(ratio, costR),
    realisedBreakEven: run.summary.breakEvenWinRate,
    bracketExits: ended.length,
    targetShare: rateEstimate(atTarget, ended.length),
  };
}

function costInR({ header }: RunResult, trade: TradeRow): number {
  const riskMilli =
    Math.abs(trade.entryTicks - trade.stopTicks) * header.instrument.tickValueMilli * trade.quantity;
  return (trade.commissionMilli + trade.slippageMilli) / riskMilli;
}
