import { expect, test } from 'vitest';
import type { EngineEvent, RefusalEvent } from '../../src/engine/events.ts';
import { eventText, refusalText } from '../../src/live/eventText.ts';
import type { Recommendation } from '../../src/live/recommendation.ts';
import { alertFor, recommendationText } from '../../src/live/recommendationText.ts';
import { instrumentOf } from '../../src/market/instruments.ts';

const ES = instrumentOf('ES');
const RECOMMENDATION: Recommendation = {
  timestamp: '2025-06-03T14:31:00.000Z',
  contract: 'ES JUN25',
  action: 'SHORT',
  quantity: 2,
  order_type: 'LIMIT',
  price: 5950.25,
  validity: 'DAY',
  stop_loss: 5960.25,
  profit_target: 5930.25,
  confidence: 0.8,
  bayesian_multiplier: 1.5,
  signal_strength: 0.6125,
  reasoning: 'Volume 4.2x its baseline',
  volume_ratio: 4.2,
  modal_price: 5951,
  direction: 'short',
  entry_price: 5950.25,
  valid_until: '2025-06-03T15:31:00.000Z',
  context_trades: 9,
  is_bayesian_sized: true,
  raw_symbol: 'ESM5',
  order_id: 3,
  signal_id: 5,
  journal_event: 12,
  journal_hash: 'a'.repeat(64),
};

test('the block says what to do, in New York time, with the exact risk and reward', () => {
  expect(recommendationText(RECOMMENDATION, 2)).toBe(
    [
      '============================================================',
      'TRADING RECOMMENDATION (paper: no order is sent)',
      '============================================================',
      'Time:           2025-06-03 10:31:00 New York',
      'Contract:       ES JUN25 (ESM5)',
      'Action:         SHORT',
      'Quantity:       2 contracts',
      'Price:          $5950.25',
      'Order type:     LIMIT',
      'Validity:       DAY, until 11:31 New York',
      '',
      'Bayesian analysis',
      '  Confidence:          80.0%',
      '  Signal strength:     0.613',
      '  Position multiplier: 1.50x',
      '',
      'Risk',
      '  Stop loss:           $5960.25',
      '  Profit target:       $5930.25',
      '  Risk/reward:         1:2.00',
      '',
      'Reasoning: Volume 4.2x its baseline',
      'Executed?  tapebench feedback --order 3 --filled PRICE',
      '============================================================',
    ].join('\n'),
  );
});

test('a late recommendation says how late, and the bell is more urgent from 80% confidence', () => {
  expect(recommendationText(RECOMMENDATION, 2, 61_000)).toContain('LATE:           decided 61 s ago');
  expect(alertFor(RECOMMENDATION)).toBe('\u0007\u0007\u0007');
  expect(alertFor({ ...RECOMMENDATION, confidence: 0.799 })).toBe('\u0007');
});

test.each<[RefusalEvent['rule'], number, number, string]>([
  ['max-consecutive-losses', 3, 3, '3 consecutive losses, paused until the next session'],
  ['max-daily-trades', 10, 10, '10 trades today, the most that are allowed (10)'],
  ['cooldown', 12, 30, '12 minutes after the last signal, 30 are waited'],
  ['one-position', 1, 1, 'an order works or a position is held already'],
  ['warm-up', 40, 60, 'not enough history yet (40 of 60 needed)'],
  [
    'max-risk-per-trade',
    0.0312,
    0.02,
    'one contract would risk 3.12% of the account, at most 2.00% is allowed',
  ],
])('a refusal by %s is said in words', (rule, value, limit, text) => {
  expect(refusalText({ rule, value, limit })).toBe(text);
});

test('fills, trades and halts are one line each, with the side that was done', () => {
  const time = Date.UTC(2025, 5, 3, 14, 32);
  const fill = {
    type: 'fill',
    time,
    contract: 'ESM5',
    quantity: 1,
    priceTicks: 23_801,
  } as const;
  const line = (event: unknown): string | undefined => eventText(event as EngineEvent, ES);
  expect(line({ ...fill, role: 'entry', direction: -1, reason: 'limit' })).toBe(
    '2025-06-03 10:32:00  paper entry: sold 1 ESM5 at 5950.25 (limit)',
  );
  expect(line({ ...fill, role: 'exit', direction: 1, reason: 'stop' })).toBe(
    '2025-06-03 10:32:00  paper exit: bought 1 ESM5 at 5950.25 (stop)',
  );
  expect(
    line({ type: 'trade', id: 4, time, netMilli: -512_500, exitReason: 'stop', equityMilli: 149_487_500 }),
  ).toBe('2025-06-03 10:32:00  paper trade 4 closed: -$512.50 net, stop; equity $149487.50');
  expect(line({ type: 'halt', time, rule: 'emergency-stop', state: 'on', value: 5.02, limit: 5 })).toContain(
    'EMERGENCY STOP: drawdown 5.02% reached the limit of 5%',
  );
  expect(line({ type: 'signal', time, status: 'in-hours' })).toBeUndefined();
  expect(line({ type: 'order', time, action: 'place', reason: 'accepted' })).toBeUndefined();
});
