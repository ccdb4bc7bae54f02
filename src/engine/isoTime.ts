/** A time (UTC ms) for messages, also one that cannot be a date. */
export function isoTime(time: number): string {
  return Number.isFinite(time) ? new Date(time).toISOString() : String(time);
}
