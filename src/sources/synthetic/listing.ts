import { type Session, sessionsBetween } from '../../market/calendar.ts';
import { type Contract, MONTH_LETTERS } from '../../market/contracts.ts';
import { civilDate, DAY_MS } from '../../market/dates.ts';
import { expiryOf } from '../../market/expiry.ts';
import type { Instrument } from '../../market/instruments.ts';

/** The contracts of a stretch of time: quarterlies by expiry first, then the spreads between neighbours. */
export interface Listing {
  /** Outright j is at j, the spread of j and j + 1 at `outrights` + j. */
  readonly contracts: readonly Contract[];
  readonly outrights: number;
}

/** Stands for the venue's numbers, which mean nothing: the delivery month behind a round figure. */
const OUTRIGHT_ID_BASE = 100_000;
const SPREAD_ID_BASE = 600_000;
const MS_PER_YEAR = 365 * DAY_MS;

/**
 * All quarterlies that are among the nearest `listed` at some moment of [from, to), UTC ms, and the spreads between neighbours.
 */
export function listingOf(instrument: Instrument, from: number, to: number, listed: number): Listing {
  const outrights: Contract[] = [];
  const start = civilDate(Math.floor(from / DAY_MS));
  let unexpiredAtEnd = 0;
  for (let month = start.year * 12 + start.month - 1; unexpiredAtEnd < listed; month++) {
    const letter = MONTH_LETTERS[month % 12]!;
    if (!instrument.months.includes(letter)) continue;
    const expiry = expiryOf(instrument, month);
    if (expiry <= from) continue;
    if (expiry > to) unexpiredAtEnd++;
    outrights.push({
      rawSymbol: `${instrument.root}${letter}${Math.floor(month / 12) % 10}`,
      root: instrument.root,
      kind: 'outright',
      instrumentId: OUTRIGHT_ID_BASE + month,
      month,
      expiry,
    });
  }
  const spreads = outrights.slice(1).map((far, j): Contract => {
    const near = outrights[j]!;
    return {
      ...near,
      rawSymbol: `${near.rawSymbol}-${far.rawSymbol}`,
      kind: 'spread',
      instrumentId: SPREAD_ID_BASE + near.month,
    };
  });
  return { contracts: [...outrights, ...spreads], outrights: outrights.length };
}

/** Ticks by which `far` stands above `near` when `near` is at `nearTicks`: simple interest at `carryRate` a year. */
export function carryTicks(near: Contract, far: Contract, nearTicks: number, carryRate: number): number {
  return Math.round((nearTicks * carryRate * (far.expiry - near.expiry)) / MS_PER_YEAR);
}

/** The next contract's share of the volume, by trade dates left until the front expires; 0 is the day of expiry. */
const NEXT_SHARE = [0.985, 0.97, 0.94, 0.85, 0.6, 0.22, 0.09, 0.04, 0.015] as const;

/** What the share of volume beyond the front hangs on. */
export interface Migration {
  /** Of the next contract, in [0, 1]. */
  readonly nextShare: number;
  /** Trade dates left until the front expires, at most `MIGRATION_HORIZON`. */
  readonly datesToExpiry: number;
}

const MIGRATION_HORIZON = 65;

/** How far volume has moved from the front contract to the next one on a session's trade date. */
export function migrationOn(session: Session, front: Contract): Migration {
  const left = sessionsBetween(session.globexOpen, front.expiry).length - 1;
  return { nextShare: NEXT_SHARE[left] ?? 0, datesToExpiry: Math.min(left, MIGRATION_HORIZON) };
}

/** How near the next roll is: 0 just after the last one, 1 when volume begins to move. */
export function quarterProgress(migration: Migration): number {
  const since = MIGRATION_HORIZON - Math.max(migration.datesToExpiry, NEXT_SHARE.length);
  return Math.min(1, since / (MIGRATION_HORIZON - NEXT_SHARE.length));
}
