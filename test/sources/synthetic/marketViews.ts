import { type Session, sessionsBetween } from '../../../src/market/calendar.ts';
import type { SyntheticMarket } from '../../../src/sources/synthetic/index.ts';
import { tapeDigest } from '../../../src/sources/tapeDigest.ts';

export const MINUTE = 60_000;
const FULL_REGULAR_MS = 390 * MINUTE;

/** The rows of one session by contract, as indices into the rows. */
export interface SessionView {
  readonly session: Session;
  readonly isFull: boolean;
  /** Indices of the contract's rows, by contract. */
  readonly rowsOf: readonly (readonly number[])[];
  /** Nearest expiry that has not expired at the session's open. */
  readonly front: number;
  /** The outright with the most volume in the session. */
  readonly lead: number;
  readonly datesToExpiry: number;
}

export function sessionViews(market: SyntheticMarket): SessionView[] {
  const { rows, contracts } = market;
  let i = 0;
  return sessionsBetween(market.start, market.end).map((session) => {
    const rowsOf: number[][] = contracts.map(() => []);
    const volumes = contracts.map(() => 0);
    for (; i < rows.length && rows.time[i]! < session.globexClose; i++) {
      rowsOf[rows.contract[i]!]!.push(i);
      volumes[rows.contract[i]!]! += rows.volume[i]!;
    }
    const outrights = contracts.filter(({ kind }) => kind === 'outright').length;
    const front = contracts.findIndex(({ expiry }) => expiry > session.globexOpen);
    return {
      session,
      isFull: session.regularClose - session.regularOpen === FULL_REGULAR_MS,
      rowsOf,
      front,
      lead: volumes.indexOf(Math.max(...volumes.slice(0, outrights))),
      datesToExpiry: sessionsBetween(session.globexOpen, contracts[front]!.expiry).length - 1,
    };
  });
}

export function isRegular(view: SessionView, time: number): boolean {
  return time >= view.session.regularOpen && time < view.session.regularClose;
}

export function digestOf(market: SyntheticMarket): string {
  const { instrument, intervalMs, contracts, rows } = market;
  return tapeDigest({ instrument, intervalMs, contracts, rows, byContract: [] });
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The sum of `values` over its standard deviation, taken about zero: near a standard normal when their means are zero. */
export function zOfSum(values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  return sum / Math.sqrt(values.reduce((total, value) => total + value * value, 0));
}

export function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))]!;
}
