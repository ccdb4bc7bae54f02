import { firstIndexAtOrAfter } from '../market/bars.ts';
import type { CostModel } from './costs.ts';
import type { Detection, EngineInput, SignalFinding } from './detection.ts';
import type { TradeEvent } from './events.ts';
import { type Exit, Position } from './position.ts';
import { flatTimeOf, holdingRules } from './rules.ts';
import { costModelOf } from './slippageModels.ts';
import { tradeMoney } from './trade.ts';
import type { IntrabarPolicy } from './venue.ts';

/** How sure the exit of a trade is: what the other intrabar policies make of the same entry and quantity. */
export interface Ambiguity {
  /** Whether another policy gives another exit price or reason, or no exit before the data end. */
  readonly isAmbiguous: boolean;
  /** Least and greatest net over the exits found, the trade's own included, in thousandths of a dollar. */
  readonly netMilliLow: number;
  readonly netMilliHigh: number;
}

const POLICIES: readonly IntrabarPolicy[] = ['pessimistic', 'optimistic', 'path'];

/**
 * The ambiguity of each trade of a simulation, in the trades' order. It looks beyond a trade's exit and is therefore no part of the
 * run: nothing decides by it.
 */
export function ambiguitiesOf(
  input: EngineInput,
  detection: Detection,
  trades: readonly TradeEvent[],
  costModel?: CostModel,
): Ambiguity[] {
  const { tape, engineParameters } = input;
  const costs = costModel ?? costModelOf(engineParameters, tape.instrument, input.calendar);
  const findings = new Map<number, SignalFinding>();
  for (const finding of detection.findings) if (finding.kind === 'signal') findings.set(finding.id, finding);
  return trades.map((trade) => {
    const { contract } = findings.get(trade.signal)!;
    const bars = tape.byContract[contract]!;
    let netMilliLow = trade.netMilli;
    let netMilliHigh = trade.netMilli;
    let isAmbiguous = false;
    for (const policy of POLICIES) {
      const exit = exitUnder(policy, input, detection, trade, findings.get(trade.signal)!);
      if (exit === null) {
        isAmbiguous = true;
        continue;
      }
      if (exit.ticks !== trade.exitTicks || exit.reason !== trade.exitReason) isAmbiguous = true;
      const entry = {
        index: firstIndexAtOrAfter(bars, trade.entryBarTime),
        ticks: trade.entryTicks,
        direction: trade.direction,
      };
      const { netMilli } = tradeMoney(entry, exit, trade.quantity, bars, tape.instrument, costs);
      netMilliLow = Math.min(netMilliLow, netMilli);
      netMilliHigh = Math.max(netMilliHigh, netMilli);
    }
    return { isAmbiguous, netMilliLow, netMilliHigh };
  });
}

function exitUnder(
  policy: IntrabarPolicy,
  input: EngineInput,
  detection: Detection,
  trade: TradeEvent,
  finding: SignalFinding,
): Exit | null {
  const bars = input.tape.byContract[finding.contract]!;
  const rules = holdingRules(input.tape, input.engineParameters, policy);
  const position = new Position(
    {
      contract: finding.contract,
      direction: trade.direction,
      ticks: trade.entryTicks,
      index: firstIndexAtOrAfter(bars, trade.entryBarTime),
      isAtOpen: trade.isEntryAtOpen,
      stopDistanceTicks: trade.stopDistanceTicks,
      targetDistanceTicks: Math.abs(trade.targetTicks - trade.entryTicks),
      flatTime: flatTimeOf(finding.regularClose, input.engineParameters.flatAtClose),
    },
    bars,
    rules,
  );
  const roll = detection.rolls.find(({ time, to }) => time > trade.entryBarTime && to !== finding.contract);
  if (roll !== undefined) position.rollDue = roll.time;
  position.hold(detection.until);
  return position.exit;
}
