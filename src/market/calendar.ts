/**
 * Trade dates and sessions of CME Globex equity-index futures, and the regular session of the cash market.
 * A date is a day number: days since 1970-01-01 (`dayNumber`), which sorts and subtracts.
 */
export interface Session {
  /** Globex trade date as a day number. */
  readonly tradeDate: number;
  /** 18:00 New York of the day before (Friday's evening belongs to Monday), UTC ms. */
  readonly globexOpen: number;
  /** 17:00 New York of the trade date, UTC ms. */
  readonly globexClose: number;
  /** 09:30 New York, UTC ms; NaN on a day without a regular session. */
  readonly regularOpen: number;
  /** 16:00 New York, or the early close, UTC ms; NaN on a day without a regular session. */
  readonly regularClose: number;
}
