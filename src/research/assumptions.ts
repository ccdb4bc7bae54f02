import type { EngineParameters } from '../engine/parameters.ts';
import type { DataCheckRow } from '../results/model.ts';

export interface AssumptionInputs {
  readonly engine: EngineParameters;
  readonly contractOverride: string | null;
  readonly isContinuous: boolean;
  readonly checks: readonly DataCheckRow[];
}

/** Everything that a run takes for granted, one sentence each, in the order of a trade's life. */
export function assumptionsOf({
  engine,
  contractOverride,
  isContinuous,
  checks,
}: AssumptionInputs): string[] {
  const assumptions = [
    'A bar is known one interval after its stamp, never before; what is decided then acts on the next bar.',
    contractOf(contractOverride, isContinuous),
    entryOf(engine),
    `Stops are hit by a touch and fill at the stop, or at the open when the bar opens beyond it. Targets fill like limits.`,
    insideBarOf(engine),
    `Positions are closed at the next open after ${engine.maxHoldMinutes} minutes${engine.flatAtClose ? ', and before the close of the regular session' : ''}.`,
    `Commission ${engine.commissionPerContract.toFixed(2)} USD a contract and side; slippage ${engine.slippageTicks} ticks a contract on market and stop fills${slippageOf(engine)}, none on limits. Slippage is charged as money, so that no simulated price lies outside its bar.`,
    'Our orders do not move the market, and the queue at a limit is modelled by the fill rule alone.',
    `Equity is ${engine.initialCapital} USD plus the net result of closed trades; margin, interest and taxes are left out.`,
    `Signals outside 09:30 to 16:00 New York (exchange holidays and early closes known) are not traded.`,
    `An emergency stop ends ${engine.emergencyReset === 'manual' ? 'only when a person resets it' : 'with the next session'}.`,
  ];
  for (const check of checks) {
    if (check.isWaived)
      assumptions.push(`The data check ${check.check} found ${check.count} and was waived by name.`);
  }
  return assumptions;
}

function contractOf(override: string | null, isContinuous: boolean): string {
  if (override !== null) return `Only ${override} is traded, by name.`;
  if (isContinuous)
    return 'The series is continuous: its prices are taken as those of one contract, and a back-adjusted level is not a price that traded.';
  return 'Each trade date trades the outright with the most volume on the trade date before; prices of two contracts never meet.';
}

function entryOf(engine: EngineParameters): string {
  const through =
    engine.limitFill === 'touch'
      ? 'when the bar touches it'
      : `when the bar trades through it by ${engine.limitFill === 'through' ? 1 : engine.limitThroughTicks} tick(s)`;
  return `Entries are limits; a limit fills at the open when the bar opens better, otherwise at its price ${through}, for ${engine.entryTimeoutMinutes} minutes${engine.latencyBars === 0 ? '' : `, ${engine.latencyBars} bar(s) after the signal at the earliest`}.`;
}

function slippageOf(engine: EngineParameters): string {
  const impact = `${engine.slippageImpactTicks} ticks times the root of our share of the bar's volume`;
  const edges = `${engine.slippageEdgeFactor} times that in the first and last ${engine.slippageEdgeMinutes} minutes of the session`;
  switch (engine.slippageModel) {
    case 'fixed':
      return '';
    case 'volume':
      return `, plus ${impact}`;
    case 'session':
      return `, ${edges}`;
    case 'volume-and-session':
      return `, ${edges}, plus ${impact}`;
  }
}

function insideBarOf(engine: EngineParameters): string {
  switch (engine.intrabar) {
    case 'pessimistic':
      return 'Where one bar holds stop and target, the stop came first.';
    case 'optimistic':
      return 'Where one bar holds stop and target, the target came first.';
    case 'path':
      return 'Inside a bar the price went from the open to the nearer extreme first.';
    case 'finer':
      return 'Where one bar holds stop and target, finer bars of the dataset decide.';
  }
}
