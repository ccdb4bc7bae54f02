import { describe, expect, test } from 'vitest';
import { mappingLines, OLD_NAMES, parseTradingConfig } from '../../../src/cli/config/tradingConfig.ts';
import { ENGINE_PARAMETERS } from '../../../src/engine/parameters.ts';
import { TapebenchError } from '../../../src/errors.ts';
import { V6_PARAMETERS } from '../../../strategies/v6/parameters.ts';

const TABLE = { ...V6_PARAMETERS, ...ENGINE_PARAMETERS };
const KEY = 'db-0123456789abcdef0123456789abc';

function parsed(text: string): ReturnType<typeof parseTradingConfig> {
  return parseTradingConfig(text, 'trading_config.env', TABLE);
}

function refusal(text: string): TapebenchError {
  try {
    parsed(text);
  } catch (error) {
    if (error instanceof TapebenchError) return error;
  }
  throw new Error('it was not refused');
}

/** The values that the original system came with. */
const ORIGINAL = {
  volume_threshold: '4.0',
  min_signal_strength: '0.45',
  min_volume_ratio: '60.0',
  bayesian_scaling_factor: '6.0',
  bayesian_max_multiplier: '3.0',
  min_trades_for_bayesian: '3',
  alpha_prior: '1.0',
  beta_prior: '1.0',
  base_position_size: '1',
  max_position_size: '3',
  max_risk_per_trade: '0.02',
  profit_target_ratio: '2.0',
  commission_per_contract: '2.50',
  slippage_ticks: '0.75',
  default_order_type: 'LIMIT',
  default_validity: 'DAY',
  limit_offset_ticks: '0',
  use_market_orders_on_high_confidence: 'false',
  high_confidence_threshold: '0.80',
  market_open_time: '09:30',
  market_close_time: '16:00',
  cluster_detection_cooldown_minutes: '30',
  retention_minutes: '60',
  max_daily_trades: '10',
  max_consecutive_losses: '3',
  emergency_stop_loss_pct: '0.05',
  log_level: 'INFO',
};

describe('a trading_config.env of the original system', () => {
  test.each([
    ['lower', (name: string) => name],
    ['upper', (name: string) => name.toUpperCase()],
  ])(
    'is read whole, its names in %s case, and comes to the defaults of v6 but for the volume ratio',
    (_, spelt) => {
      const text = Object.entries(ORIGINAL)
        .map(([name, value]) => `${spelt(name)}=${value}`)
        .join('\n');
      const { parameters, mappings } = parsed(text);
      expect(mappings.map((mapping) => mapping.name)).toEqual(Object.keys(OLD_NAMES));
      expect(mappings.some((mapping) => mapping.note.startsWith('NOT FOLLOWED'))).toBe(false);
      expect(parameters['minVolumeRatio']).toBe(60);
      for (const [name, value] of Object.entries(parameters)) {
        if (name !== 'minVolumeRatio') expect(value, name).toBe(TABLE[name as keyof typeof TABLE]!.default);
      }
      expect(Object.keys(parameters)).toHaveLength(20);
    },
  );

  test('every name maps to a parameter that exists, or says why it has no effect', () => {
    for (const [name, { to, note }] of Object.entries(OLD_NAMES)) {
      for (const parameter of to) expect(Object.keys(TABLE), name).toContain(parameter);
      if (to.length === 0) expect(note.length, name).toBeGreaterThan(20);
    }
  });

  test('a share becomes percent without a rounding of its own', () => {
    expect(parsed('EMERGENCY_STOP_LOSS_PCT=0.07').parameters['emergencyStopPct']).toBe(7);
  });

  test('comments, quotes and export are understood', () => {
    const text = '# mine\n\nexport VOLUME_THRESHOLD="5"  # more\nslippage_ticks = 1 # a tick\n';
    expect(parsed(text).parameters).toEqual({ volumeThreshold: 5, slippageTicks: 1 });
  });

  test('the API key is neither kept nor shown, not even when something else is wrong', () => {
    const config = parsed(`DATABENTO_API_KEY=${KEY}\nvolume_threshold=5`);
    expect(config.parameters).toEqual({ volumeThreshold: 5 });
    expect(JSON.stringify(config)).not.toContain(KEY);
    expect(mappingLines(config).join('\n')).not.toContain(KEY);
    for (const text of [
      `DATABENTO_API_KEY ${KEY}`,
      `volume_threshold=${KEY}`,
      `DATABENTO_KEY=${KEY}`,
      `DATABENTO_API_KEY=${KEY}\nDATABENTO_API_KEY=${KEY}`,
      `max_position_size=0 ${KEY}`,
    ]) {
      const { message, where, next, cause } = refusal(text);
      expect(`${message} ${where} ${next} ${String(cause)}`).not.toContain(KEY);
    }
  });

  test('a setting that asks for what does not happen is not passed over in silence', () => {
    const { mappings } = parsed('DEFAULT_ORDER_TYPE=MARKET\nMARKET_OPEN_TIME=08:00\nDEFAULT_VALIDITY=day');
    expect(mappings.map((mapping) => mapping.note.split(':')[0])).toEqual([
      'NOT FOLLOWED',
      'NOT FOLLOWED',
      'no effect',
    ]);
  });

  test('what a strategy has no parameter for is said', () => {
    const { parameters, mappings } = parseTradingConfig(
      'volume_threshold=5\nslippage_ticks=1',
      'x',
      ENGINE_PARAMETERS,
    );
    expect(parameters).toEqual({ slippageTicks: 1 });
    expect(mappings[0]!.note).toContain('no such parameter');
  });

  test.each([
    ['volum_threshold=4', 'there is no setting volum_threshold', 'line 1', 'Did you mean volume_threshold?'],
    ['\nvolume_threshold=four', 'volume_threshold wants a number', 'line 2', ''],
    ['volume_threshold=', 'volume_threshold wants a number', 'line 1', ''],
    ['max_position_size=1.5', 'max_position_size must be a whole number from 1', 'line 1', ''],
    ['emergency_stop_loss_pct=5', 'emergency_stop_loss_pct must be from 0.0001 to 1', 'line 1', ''],
    ['volume_threshold=4\nVOLUME_THRESHOLD=5', 'set twice, in line 1', 'line 2', ''],
    ['just words', 'a line is no NAME=value', 'line 1', ''],
  ])('refuses %j', (text, message, where, next) => {
    const error = refusal(text);
    expect(error.message).toContain(message);
    expect(error.where).toContain(where);
    expect(error.next).toContain(next);
  });
});
