import { z } from 'zod';
import type { OrderEvent, SignalEvent } from '../engine/events.ts';
import { type Contract, displayName } from '../market/contracts.ts';
import { type Instrument, priceOfTicks } from '../market/instruments.ts';
import type { JournalledEvent } from './pipeline.ts';
import type { RecommendationContext } from './recommendationContext.ts';

/**
 * What a person can act on, as it stands in `latest_recommendation.json` and in each line of `recommendations_log.jsonl`;
 * `RECOMMENDATION` says what each field is. Prices are in points of the instrument, times ISO 8601 in UTC.
 */
export interface Recommendation {
  readonly timestamp: string;
  readonly contract: string;
  readonly action: 'BUY' | 'SHORT';
  readonly quantity: number;
  readonly order_type: 'LIMIT';
  readonly price: number;
  readonly validity: 'DAY';
  readonly stop_loss: number;
  readonly profit_target: number;
  readonly confidence: number;
  readonly bayesian_multiplier: number;
  readonly signal_strength: number;
  readonly reasoning: string;
  readonly volume_ratio: number;
  readonly modal_price: number;
  readonly direction: 'long' | 'short';
  readonly entry_price: number;
  readonly volume_rank?: number | undefined;
  readonly valid_until: string;
  readonly context_trades: number;
  readonly is_bayesian_sized: boolean;
  readonly learned_trades?: number | undefined;
  readonly learned_from_run?: string | undefined;
  readonly raw_symbol: string;
  readonly order_id: number;
  readonly signal_id: number;
  readonly journal_event: number;
  readonly journal_hash: string;
}

/** The first eleven fields are those of the system that users know, in its order. */
export const RECOMMENDATION: z.ZodType<Recommendation> = z.strictObject({
  timestamp: z.iso.datetime().describe('When it was decided: the end of the last bar that it stands on, UTC'),
  contract: z.string().describe('The contract as people write it, e.g. ES JUN25'),
  action: z.enum(['BUY', 'SHORT']).describe('BUY opens a long position, SHORT a short one'),
  quantity: z.int().min(1).describe('Contracts'),
  order_type: z.literal('LIMIT'),
  price: z.number().describe('The limit, in points of the instrument'),
  validity: z.literal('DAY').describe('It works on the day alone, and no longer than valid_until'),
  stop_loss: z.number().describe('Price of the stop when the entry fills at its limit'),
  profit_target: z.number().describe('Price of the target when the entry fills at its limit'),
  confidence: z.number().min(0).max(1).describe('Posterior mean of the win probability in the context'),
  bayesian_multiplier: z.number().describe('What the posterior multiplies the base size by'),
  signal_strength: z.number().min(0).max(1),
  reasoning: z.string(),
  volume_ratio: z.number().describe('Volume of the cluster over its baseline'),
  modal_price: z.number().describe('Price at which most was traded in the profile window'),
  direction: z.enum(['long', 'short']),
  entry_price: z.number().describe('The price at which the signal was found'),
  volume_rank: z
    .int()
    .min(1)
    .optional()
    .describe(
      "Rank of the cluster's volume among the contract's periods of the ranking window, 1 the highest; not there for a strategy without one",
    ),
  valid_until: z.iso.datetime().describe('Take the order back then if it has not filled, UTC'),
  context_trades: z.int().min(0).describe('Closed trades that the posterior stands on'),
  is_bayesian_sized: z.boolean(),
  learned_trades: z
    .int()
    .min(1)
    .optional()
    .describe(
      'Of context_trades, those of a backtest and not of this session; not there when there are none',
    ),
  learned_from_run: z.string().optional().describe('The backtest that they are from'),
  raw_symbol: z.string().describe("The venue's symbol, e.g. ESM5"),
  order_id: z.int().min(1).describe('The order event of the journal'),
  signal_id: z.int().min(1).describe('The signal event of the journal'),
  journal_event: z.int().min(1).describe('Line of journal.jsonl that holds the order'),
  journal_hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('Hash of that line, over all before it'),
});

/** The JSON Schema of a recommendation. */
export function recommendationSchema(): unknown {
  return { title: 'Recommendation', ...z.toJSONSchema(RECOMMENDATION) };
}

/** The recommendation that an accepted order is. Its figures are those of the paper order, to the tick. */
export function recommendationOf(
  order: OrderEvent,
  signal: SignalEvent,
  contract: Contract,
  instrument: Instrument,
  place: Pick<JournalledEvent, 'number' | 'hash'>,
  context: RecommendationContext = {},
): Recommendation {
  const { learned, volumeRank } = context;
  const price = (ticks: number): number => priceOfTicks(instrument, ticks);
  const { direction, limitTicks, confidence, multiplier, quantity } = order;
  return {
    timestamp: new Date(order.time).toISOString(),
    contract: displayName(contract),
    action: direction === 1 ? 'BUY' : 'SHORT',
    quantity,
    order_type: 'LIMIT',
    price: price(limitTicks),
    validity: 'DAY',
    stop_loss: price(limitTicks - direction * order.stopDistanceTicks),
    profit_target: price(limitTicks + direction * order.targetDistanceTicks),
    confidence,
    bayesian_multiplier: multiplier,
    signal_strength: signal.strength,
    reasoning:
      `Volume ${signal.volumeRatio.toFixed(1)}x its baseline, signal strength ${signal.strength.toFixed(3)}, ` +
      `multiplier ${multiplier.toFixed(2)}x, confidence ${(100 * confidence).toFixed(1)}% from ${order.contextTrades} trades` +
      (learned === undefined ? '' : `, ${learned.trades} of them from run ${learned.run}`),
    volume_ratio: signal.volumeRatio,
    modal_price: price(signal.modalTicks),
    direction: direction === 1 ? 'long' : 'short',
    entry_price: price(signal.priceTicks),
    ...(volumeRank === undefined ? {} : { volume_rank: volumeRank }),
    valid_until: new Date(order.validUntil).toISOString(),
    context_trades: order.contextTrades,
    is_bayesian_sized: order.isBayesianSized,
    ...(learned === undefined ? {} : { learned_trades: learned.trades, learned_from_run: learned.run }),
    raw_symbol: order.contract,
    order_id: order.id,
    signal_id: order.signal,
    journal_event: place.number,
    journal_hash: place.hash,
  };
}
