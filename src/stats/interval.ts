/** A closed interval of plausible values, in the unit of the quantity it was computed for. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}
