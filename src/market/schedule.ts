import { TapebenchError } from '../errors.ts';
import { firstIndexAtOrAfter } from './bars.ts';
import { type Session, sessionAtOrAfter, sessionsBetween } from './calendar.ts';
import { ContractSelector, type Roll } from './selector.ts';
import type { Tape } from './tape.ts';

/** Which contract of a tape is traded when. */
export interface ContractSchedule {
  /** The sessions in which an outright or a series has bars: the trade dates there are. */
  readonly sessions: readonly Session[];
  /** Index of the contract selected at the end of each session; -1 for none. */
  readonly selected: Int32Array;
  readonly rolls: readonly Roll[];
  /** Contracts traded in each session, for each contract of the table: `volume[session * contracts + contract]`. */
  readonly volume: Float64Array;
}

/**
 * Selects the contract of every trade date of a tape by the rule of `ContractSelector`. A bar outside of any session counts to the
 * trade date that opens next.
 * @param override raw symbol of the contract to trade instead
 * @throws TapebenchError TB_SYMBOL_INVALID when the override is not among the tape's outrights and series, TB_CALENDAR_RANGE
 *   for bars outside the calendar's years
 */
export function selectContracts(tape: Tape, override: string | null = null): ContractSchedule {
  const { contracts, byContract, rows } = tape;
  checkOverride(tape, override);
  if (rows.length === 0)
    return { sessions: [], selected: new Int32Array(0), rolls: [], volume: new Float64Array(0) };
  const calendar = sessionsOf(rows.time[0]!, rows.time[rows.length - 1]!);
  const days: TradingDay[] = [];
  const dayOf = new Map<Session, TradingDay>();
  byContract.forEach((bars, contract) => {
    if (contracts[contract]!.kind === 'spread') return;
    let i = 0;
    for (const session of calendar) {
      if (i >= bars.length) break;
      const end = firstIndexAtOrAfter(bars, session.globexClose, i);
      if (i === end) continue;
      let day = dayOf.get(session);
      if (day === undefined) {
        day = { session, traded: [] };
        dayOf.set(session, day);
        days.push(day);
      }
      const time = bars.time[i]!;
      let volume = 0;
      for (; i < end; i++) volume += bars.volume[i]!;
      day.traded.push({ contract, time, volume });
    }
  });
  days.sort((a, b) => a.session.tradeDate - b.session.tradeDate);

  const selector = new ContractSelector(contracts, override);
  const selected = new Int32Array(days.length);
  const volume = new Float64Array(days.length * contracts.length);
  const rolls: Roll[] = [];
  const keep = (roll: Roll | null): void => {
    if (roll !== null) rolls.push(roll);
  };
  days.forEach(({ session, traded }, d) => {
    keep(selector.open(session.globexOpen, session.tradeDate));
    // Contracts whose first bars share a minute keep the order of the table.
    traded.sort((a, b) => a.time - b.time || a.contract - b.contract);
    for (const { contract, time, volume: contractVolume } of traded) {
      keep(selector.add(contract, contractVolume, time, session.tradeDate));
      volume[d * contracts.length + contract] = contractVolume;
    }
    selected[d] = selector.selected;
  });
  return { sessions: days.map((day) => day.session), selected, rolls, volume };
}

interface TradingDay {
  readonly session: Session;
  /** What traded, with the time of its first bar. */
  readonly traded: { readonly contract: number; readonly time: number; readonly volume: number }[];
}

function sessionsOf(first: number, last: number): readonly Session[] {
  const sessions = sessionsBetween(first, last + 1);
  const end = sessions[sessions.length - 1];
  if (end !== undefined && end.globexClose > last) return sessions;
  // The last bar lies in a gap: it counts to the session after.
  return [...sessions, sessionAtOrAfter(last)];
}

function checkOverride(tape: Tape, override: string | null): void {
  if (override === null) return;
  const wanted = override.trim().toUpperCase();
  const known = tape.contracts
    .filter((contract) => contract.kind !== 'spread')
    .map((contract) => contract.rawSymbol);
  if (known.some((symbol) => symbol.toUpperCase() === wanted)) return;
  throw new TapebenchError('TB_SYMBOL_INVALID', `the dataset has no contract ${JSON.stringify(override)}`, {
    next: `It has ${[...new Set(known)].join(', ')}.`,
  });
}
