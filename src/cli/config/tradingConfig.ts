import { readFile } from 'node:fs/promises';
import type { ParameterTable } from '../../engine/parameters.ts';
import { suggestion, TapebenchError } from '../../errors.ts';

/** What an old name means here. */
export interface OldName {
  /** Parameters that take the value; none where it has no effect. */
  readonly to: readonly string[];
  /** Why it has no effect, or what to mind. */
  readonly note: string;
  /** From the old unit to ours. */
  readonly convert?: (value: number) => number;
  /** The value that says what happens anyway; another one is not followed, and that is said. */
  readonly only?: string;
}

const same = (to: string, note = ''): OldName => ({ to: [to], note });

/** Settings of the original system's `trading_config.env`, in the order in which its file has them. */
export const OLD_NAMES: Readonly<Record<string, OldName>> = {
  volume_threshold: same('volumeThreshold'),
  min_signal_strength: {
    to: ['minSignalStrength', 'shortMinSignalStrength'],
    note: 'it held for both directions',
  },
  min_volume_ratio: same(
    'minVolumeRatio',
    'in units of one minute: 60 is 4 times the baseline over 15 minutes, as v6-cluster15 has it; with the one-minute periods of v6 it asks for 60 times the baseline, which hardly ever happens',
  ),
  bayesian_scaling_factor: same('bayesianScalingFactor'),
  bayesian_max_multiplier: same('bayesianMaxMultiplier'),
  min_trades_for_bayesian: same('minTradesForBayesian'),
  alpha_prior: same('alphaPrior'),
  beta_prior: same('betaPrior'),
  base_position_size: same('baseSize'),
  max_position_size: same('maxContracts'),
  max_risk_per_trade: same('maxRiskPerTrade', 'enforced here at every signal, costs included'),
  profit_target_ratio: same('profitTargetRatio'),
  commission_per_contract: same('commissionPerContract', 'a contract and side'),
  slippage_ticks: same('slippageTicks', 'a side, on stop and market fills only'),
  default_order_type: { to: [], note: 'entries are always limits', only: 'LIMIT' },
  default_validity: { to: [], note: 'entries are always DAY orders', only: 'DAY' },
  limit_offset_ticks: same('limitOffsetTicks', 'positive is a better price for us'),
  use_market_orders_on_high_confidence: {
    to: [],
    note: 'entries are always limits, however high the confidence',
    only: 'FALSE',
  },
  high_confidence_threshold: {
    to: [],
    note: 'it only made an alert more urgent or an order a market order; a run has neither',
  },
  market_open_time: {
    to: [],
    note: "hours are the exchange's, 09:30 New York on its trading days",
    only: '09:30',
  },
  market_close_time: {
    to: [],
    note: "hours are the exchange's, 16:00 New York and early closes",
    only: '16:00',
  },
  cluster_detection_cooldown_minutes: same('cooldownMinutes', 'since the last accepted signal'),
  retention_minutes: { to: [], note: 'every rolling window keeps what it needs, whatever is set' },
  max_daily_trades: same('maxDailyTrades', 'entry fills in a New York day'),
  max_consecutive_losses: same('maxConsecutiveLosses'),
  emergency_stop_loss_pct: {
    to: ['emergencyStopPct'],
    note: 'it was a share, ours is in percent',
    // 0.07 x 100 is 7.000000000000001 in doubles.
    convert: (share) => Number((share * 100).toPrecision(12)),
  },
  log_level: { to: [], note: 'a run has no log; its journal has every event' },
};

const KEY_NAME = 'databento_api_key';

/** What one line of the file came to. */
export interface Mapping {
  readonly name: string;
  /** Parameters that it sets, with their values; empty where it has no effect. */
  readonly set: Readonly<Record<string, number>>;
  readonly note: string;
}

export interface TradingConfig {
  readonly parameters: Readonly<Record<string, number>>;
  readonly mappings: readonly Mapping[];
}

/**
 * Reads a `trading_config.env` of the original system for a strategy with these parameters. Values are never shown in errors:
 * a key may stand in any wrong line.
 * @throws TapebenchError TB_FILE_NOT_FOUND, TB_FILE_UNREADABLE, TB_CONFIG_INVALID with the line
 */
export async function readTradingConfig(path: string, table: ParameterTable): Promise<TradingConfig> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT')
      throw new TapebenchError('TB_FILE_NOT_FOUND', 'there is no such configuration', { where: path, cause });
    throw new TapebenchError('TB_FILE_UNREADABLE', 'the configuration cannot be read', {
      where: path,
      cause,
    });
  }
  return parseTradingConfig(text, path, table);
}

/** The same from text; `where` is said in errors. */
export function parseTradingConfig(text: string, where: string, table: ParameterTable): TradingConfig {
  const parameters: Record<string, number> = {};
  const mappings: Mapping[] = [];
  const seen = new Map<string, number>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const place = `${where}, line ${index + 1}`;
    const assignment = assignmentOf(line, place);
    if (assignment === null) continue;
    const name = assignment.name.toLowerCase();
    const before = seen.get(name);
    if (before !== undefined) {
      throw new TapebenchError('TB_CONFIG_INVALID', `${name} is set twice, in line ${before} already`, {
        where: place,
        next: 'Keep one of the lines.',
      });
    }
    seen.set(name, index + 1);
    const mapping =
      name === KEY_NAME
        ? { name, set: {}, note: 'no effect on a run: it needs no key, and the value was not looked at' }
        : mappingOf(name, assignment.value, place, table);
    mappings.push(mapping);
    Object.assign(parameters, mapping.set);
  }
  return { parameters, mappings };
}

function assignmentOf(line: string, place: string): { readonly name: string; readonly value: string } | null {
  if (/^\s*(#.*)?$/.test(line)) return null;
  const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/.exec(line);
  if (match === null) {
    throw new TapebenchError('TB_CONFIG_INVALID', 'a line is no NAME=value', {
      where: place,
      next: 'Write NAME=value, or put a # before the line.',
    });
  }
  const quoted = /^(["'])(.*)\1\s*(?:#.*)?$/.exec(match[2]!);
  const value = quoted === null ? match[2]!.replace(/\s+#.*$/, '').trim() : quoted[2]!;
  return { name: match[1]!, value };
}

function mappingOf(name: string, text: string, place: string, table: ParameterTable): Mapping {
  const old = Object.hasOwn(OLD_NAMES, name) ? OLD_NAMES[name] : undefined;
  if (old === undefined) {
    const near = suggestion(name, [...Object.keys(OLD_NAMES), KEY_NAME]);
    throw new TapebenchError('TB_CONFIG_INVALID', `there is no setting ${name}`, {
      where: place,
      next: near === undefined ? 'docs/config.md lists the settings.' : `Did you mean ${near}?`,
    });
  }
  if (old.to.length === 0) {
    const isFollowed = old.only === undefined || old.only === text.toUpperCase();
    return { name, set: {}, note: `${isFollowed ? 'no effect' : 'NOT FOLLOWED'}: ${old.note}` };
  }
  const number = text === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(number))
    throw new TapebenchError('TB_CONFIG_INVALID', `${name} wants a number`, { where: place });
  const value = old.convert?.(number) ?? number;
  const known = old.to.filter((parameter) => Object.hasOwn(table, parameter));
  if (known.length === 0) return { name, set: {}, note: 'no effect: the strategy has no such parameter' };
  for (const parameter of known) requireInRange(name, value, table[parameter]!, place);
  return { name, set: Object.fromEntries(known.map((parameter) => [parameter, value])), note: old.note };
}

function requireInRange(name: string, value: number, spec: ParameterTable[string], place: string): void {
  if (spec.kind !== 'number') return;
  if (value >= spec.min && value <= spec.max && (spec.integer !== true || Number.isInteger(value))) return;
  const whole = spec.integer === true ? 'a whole number ' : '';
  const { convert } = OLD_NAMES[name]!;
  const scale = convert === undefined ? 1 : convert(1);
  throw new TapebenchError(
    'TB_PARAMETER_INVALID',
    `${name} must be ${whole}from ${spec.min / scale} to ${spec.max / scale}`,
    { where: place },
  );
}

/** The mappings as lines for people, so that nobody has to guess what an old file did. */
export function mappingLines({ mappings }: TradingConfig): string[] {
  const width = Math.max(0, ...mappings.map(({ name }) => name.length));
  return mappings.map(({ name, set, note }) => {
    const assigned = Object.entries(set).map(([parameter, value]) => `${parameter}=${value}`);
    const words = [assigned.join(', '), note].filter((each) => each !== '').join('; ');
    return `  ${name.padEnd(width)}  ${words}`;
  });
}
