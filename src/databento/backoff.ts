export interface Backoff {
  /** Upper end of the first delay, milliseconds. */
  readonly firstMs: number;
  /** No delay is longer. */
  readonly longestMs: number;
  /** No delay is shorter. */
  readonly shortestMs: number;
}

/**
 * The delay before attempt `attempt` (1 is the first repetition): drawn evenly between half and the whole of
 * `firstMs * 2^(attempt - 1)`, so that clients cut off together do not come back together, then held within the bounds.
 */
export function backoffDelayMs(backoff: Backoff, attempt: number, random: () => number): number {
  const whole = Math.min(backoff.longestMs, backoff.firstMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(Math.max(backoff.shortestMs, whole * (0.5 + random() / 2)));
}
