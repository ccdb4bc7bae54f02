import { suggestion, TapebenchError } from '../errors.ts';

export type ParameterValue = number | string | boolean;
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

interface ParameterBase {
  /** One sentence for help texts, schemas and the preset files. */
  readonly about: string;
  /** The part of the system that reads it. */
  readonly group: 'detector' | 'sizing' | 'entry' | 'exit' | 'risk' | 'fills' | 'costs';
}
export interface NumberParameter extends ParameterBase {
  readonly kind: 'number';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly unit: string;
  readonly integer?: boolean;
}
export interface ChoiceParameter extends ParameterBase {
  readonly kind: 'choice';
  readonly default: string;
  readonly options: readonly string[];
}
export interface BooleanParameter extends ParameterBase {
  readonly kind: 'boolean';
  readonly default: boolean;
}
export type ParameterSpec = NumberParameter | ChoiceParameter | BooleanParameter;
export type ParameterTable = Readonly<Record<string, ParameterSpec>>;

/** Parameters of everything behind the signal: entry, exits, fills, risk, costs. Every strategy has them. */
export interface EngineParameters {
  readonly entry: 'limit' | 'retest';
  readonly limitOffsetTicks: number;
  readonly entryTimeoutMinutes: number;
  readonly latencyBars: number;
  readonly retestTimeoutMinutes: number;
  readonly retestTicks: number;
  readonly volatilityBars: number;
  readonly volatilityScope: 'session' | 'all';
  readonly stopSigmas: number;
  readonly minStopTicks: number;
  readonly profitTargetRatio: number;
  readonly maxHoldMinutes: number;
  readonly flatAtClose: boolean;
  readonly limitFill: 'through' | 'touch' | 'through-n';
  readonly limitThroughTicks: number;
  readonly intrabar: 'pessimistic' | 'optimistic' | 'path' | 'finer';
  readonly initialCapital: number;
  readonly maxContracts: number;
  readonly maxRiskPerTrade: number;
  readonly emergencyStopPct: number;
  readonly emergencyReset: 'manual' | 'next-session';
  readonly maxDailyTrades: number;
  readonly maxConsecutiveLosses: number;
  readonly cooldownMinutes: number;
  readonly commissionPerContract: number;
  readonly slippageTicks: number;
  readonly slippageModel: 'fixed' | 'volume' | 'session' | 'volume-and-session';
  readonly slippageImpactTicks: number;
  readonly slippageEdgeFactor: number;
  readonly slippageEdgeMinutes: number;
}

// biome-ignore format: one row a parameter
export const ENGINE_PARAMETERS: Readonly<Record<keyof EngineParameters, ParameterSpec>> = {
  entry: { kind: 'choice', default: 'limit', options: ['limit', 'retest'], group: 'entry', about: 'Limit at the detection price, or wait for a return to the modal price first.' },
  limitOffsetTicks: { kind: 'number', default: 0, min: -100, max: 100, integer: true, unit: 'ticks', group: 'entry', about: 'Moves the entry limit; positive is a better price for us.' },
  entryTimeoutMinutes: { kind: 'number', default: 60, min: 1, max: 1440, integer: true, unit: 'minutes', group: 'entry', about: 'How long an entry limit works.' },
  latencyBars: { kind: 'number', default: 0, min: 0, max: 60, integer: true, unit: 'bars', group: 'entry', about: 'How many bars pass before an entry order reaches the market; 0: it may fill in the first bar after the signal.' },
  retestTimeoutMinutes: { kind: 'number', default: 30, min: 1, max: 1440, integer: true, unit: 'minutes', group: 'entry', about: 'How long a retest is waited for (entry: retest).' },
  retestTicks: { kind: 'number', default: 3, min: 0, max: 100, integer: true, unit: 'ticks', group: 'entry', about: 'How near to the modal price a close must come (entry: retest).' },
  volatilityBars: { kind: 'number', default: 300, min: 4, max: 100_000, integer: true, unit: 'bars', group: 'exit', about: 'Bars in the volatility estimate sigma1.' },
  volatilityScope: { kind: 'choice', default: 'session', options: ['session', 'all'], group: 'exit', about: 'Bars of regular hours only, or all bars.' },
  stopSigmas: { kind: 'number', default: 1.5, min: 0, max: 100, unit: 'sigmas', group: 'exit', about: 'Stop distance in expected moves over the holding time.' },
  minStopTicks: { kind: 'number', default: 4, min: 1, max: 10_000, integer: true, unit: 'ticks', group: 'exit', about: 'The least stop distance.' },
  profitTargetRatio: { kind: 'number', default: 2, min: 0.01, max: 100, unit: 'R', group: 'exit', about: 'Target distance in stop distances.' },
  maxHoldMinutes: { kind: 'number', default: 60, min: 1, max: 1440, integer: true, unit: 'minutes', group: 'exit', about: 'Holding time after which a position is closed at the next open.' },
  flatAtClose: { kind: 'boolean', default: true, group: 'exit', about: 'Close positions at the open of the last regular minute.' },
  limitFill: { kind: 'choice', default: 'through', options: ['through', 'touch', 'through-n'], group: 'fills', about: 'What a bar must do to fill a limit: trade through it by a tick, touch it, or trade through by limitThroughTicks.' },
  limitThroughTicks: { kind: 'number', default: 2, min: 1, max: 100, integer: true, unit: 'ticks', group: 'fills', about: 'Ticks beyond the limit that limitFill through-n asks for.' },
  intrabar: { kind: 'choice', default: 'pessimistic', options: ['pessimistic', 'optimistic', 'path', 'finer'], group: 'fills', about: 'What is assumed when one bar holds both stop and target.' },
  initialCapital: { kind: 'number', default: 150_000, min: 1, max: 1e12, unit: 'USD', group: 'risk', about: 'Equity at the start.' },
  maxContracts: { kind: 'number', default: 3, min: 1, max: 10_000, integer: true, unit: 'contracts', group: 'risk', about: 'The most contracts of one trade.' },
  maxRiskPerTrade: { kind: 'number', default: 0.02, min: 0.0001, max: 1, unit: 'share of equity', group: 'risk', about: 'The most that one trade may lose at its stop, costs included.' },
  emergencyStopPct: { kind: 'number', default: 5, min: 0.01, max: 100, unit: '% of high-water equity', group: 'risk', about: 'Drawdown of closed equity at which trading halts.' },
  emergencyReset: { kind: 'choice', default: 'next-session', options: ['manual', 'next-session'], group: 'risk', about: 'Who ends an emergency stop: a person, or the next session.' },
  maxDailyTrades: { kind: 'number', default: 10, min: 1, max: 10_000, integer: true, unit: 'fills', group: 'risk', about: 'The most entry fills in a New York day.' },
  maxConsecutiveLosses: { kind: 'number', default: 3, min: 1, max: 10_000, integer: true, unit: 'trades', group: 'risk', about: 'Losses in a row after which trading pauses until the next session.' },
  cooldownMinutes: { kind: 'number', default: 30, min: 0, max: 10_080, integer: true, unit: 'minutes', group: 'risk', about: 'Least time between accepted signals.' },
  commissionPerContract: { kind: 'number', default: 2.5, min: 0, max: 1_000, unit: 'USD a side', group: 'costs', about: 'Commission and fees per contract and side.' },
  slippageTicks: { kind: 'number', default: 0.75, min: 0, max: 1_000, unit: 'ticks a side', group: 'costs', about: 'Slippage of market and stop fills; limits have none.' },
  slippageModel: { kind: 'choice', default: 'fixed', options: ['fixed', 'volume', 'session', 'volume-and-session'], group: 'costs', about: 'Slippage the same on every fill, growing with our share of the bar\'s volume, or larger near the ends of the session.' },
  slippageImpactTicks: { kind: 'number', default: 10, min: 0, max: 10_000, unit: 'ticks', group: 'costs', about: 'Ticks that a fill of the whole bar\'s volume would add (slippageModel: volume); a part adds the square root of its share.' },
  slippageEdgeFactor: { kind: 'number', default: 2, min: 1, max: 100, unit: 'times', group: 'costs', about: 'How many times slippageTicks a fill costs near an end of the regular session or outside it (slippageModel: session).' },
  slippageEdgeMinutes: { kind: 'number', default: 15, min: 0, max: 200, integer: true, unit: 'minutes', group: 'costs', about: 'How long the ends of the session last (slippageModel: session).' },
};

function checked(
  name: string,
  spec: ParameterSpec,
  value: unknown,
  where: string | undefined,
): ParameterValue {
  const refuse = (wants: string): never => {
    throw new TapebenchError(
      'TB_PARAMETER_INVALID',
      `${name} must be ${wants}, not ${JSON.stringify(value)}`,
      {
        ...(where === undefined ? {} : { where }),
      },
    );
  };
  if (spec.kind === 'number') {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    const unit = ` (${spec.unit})`;
    if (typeof number !== 'number' || !Number.isFinite(number)) return refuse(`a number${unit}`);
    if (number < spec.min || number > spec.max) return refuse(`from ${spec.min} to ${spec.max}${unit}`);
    if (spec.integer === true && !Number.isInteger(number)) return refuse(`a whole number${unit}`);
    return number;
  }
  if (spec.kind === 'choice') {
    if (typeof value === 'string' && spec.options.includes(value)) return value;
    return refuse(`one of ${spec.options.join(', ')}`);
  }
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  return refuse('true or false');
}

/**
 * All parameters of `table` with `given` laid over the defaults. Text is read as the parameter's kind.
 * @param where said in errors: the file or flag that the values come from
 * @throws TapebenchError TB_PARAMETER_UNKNOWN with a suggestion, TB_PARAMETER_INVALID
 */
export function resolveParameters(
  table: ParameterTable,
  given: Readonly<Record<string, unknown>>,
  where?: string,
): ParameterValues {
  const values: Record<string, ParameterValue> = {};
  for (const [name, spec] of Object.entries(table)) values[name] = spec.default;
  for (const [name, value] of Object.entries(given)) {
    const spec = Object.hasOwn(table, name) ? table[name] : undefined;
    if (!spec) {
      const near = suggestion(name, Object.keys(table));
      throw new TapebenchError('TB_PARAMETER_UNKNOWN', `there is no parameter ${JSON.stringify(name)}`, {
        ...(where === undefined ? {} : { where }),
        ...(near === undefined ? {} : { next: `Did you mean ${near}?` }),
      });
    }
    values[name] = checked(name, spec, value, where);
  }
  return values;
}
