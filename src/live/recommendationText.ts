import { newYorkClock, newYorkText } from './newYorkText.ts';
import type { Recommendation } from './recommendation.ts';

const FRAME = '='.repeat(60);
/** From here on the alert is the more urgent one. */
const HIGH_CONFIDENCE = 0.8;
const BELL = '\u0007';

/**
 * A recommendation as a framed block for the console; times are New York's.
 * @param lateMs how long ago it was due, when that is worth saying
 */
export function recommendationText(
  recommendation: Recommendation,
  priceDecimals: number,
  lateMs?: number,
): string {
  const { price, stop_loss: stop, profit_target: target, confidence } = recommendation;
  const dollars = (value: number): string => `$${value.toFixed(priceDecimals)}`;
  const riskReward = Math.abs(target - price) / Math.abs(price - stop);
  const until = newYorkClock(Date.parse(recommendation.valid_until));
  const late = lateMs === undefined ? [] : [lateText(recommendation, lateMs)];
  return [
    FRAME,
    'TRADING RECOMMENDATION (paper: no order is sent)',
    FRAME,
    `Time:           ${newYorkText(Date.parse(recommendation.timestamp))} New York`,
    `Contract:       ${recommendation.contract} (${recommendation.raw_symbol})`,
    `Action:         ${recommendation.action}`,
    `Quantity:       ${recommendation.quantity} ${recommendation.quantity === 1 ? 'contract' : 'contracts'}`,
    `Price:          ${dollars(price)}`,
    `Order type:     ${recommendation.order_type}`,
    `Validity:       ${recommendation.validity}, until ${until} New York`,
    ...late,
    '',
    'Bayesian analysis',
    `  Confidence:          ${(100 * confidence).toFixed(1)}%`,
    `  Signal strength:     ${recommendation.signal_strength.toFixed(3)}`,
    `  Position multiplier: ${recommendation.bayesian_multiplier.toFixed(2)}x`,
    '',
    'Risk',
    `  Stop loss:           ${dollars(stop)}`,
    `  Profit target:       ${dollars(target)}`,
    `  Risk/reward:         1:${riskReward.toFixed(2)}`,
    '',
    `Reasoning: ${recommendation.reasoning}`,
    `Executed?  tapebench feedback --order ${recommendation.order_id} --filled PRICE`,
    FRAME,
  ].join('\n');
}

/** Whether its time was over when it was said, so long after it was due. */
export function hasLapsed({ timestamp, valid_until: until }: Recommendation, lateMs: number): boolean {
  return lateMs >= Date.parse(until) - Date.parse(timestamp);
}

function lateText(recommendation: Recommendation, lateMs: number): string {
  return hasLapsed(recommendation, lateMs)
    ? `LAPSED:         decided ${(lateMs / 3_600_000).toFixed(1)} h ago and no longer valid; do not place it`
    : `LATE:           decided ${Math.round(lateMs / 1000)} s ago; look at the market before you act`;
}

/** The terminal's bell: once, three times from 80% confidence. */
export function alertFor({ confidence }: Recommendation): string {
  return BELL.repeat(confidence >= HIGH_CONFIDENCE ? 3 : 1);
}
