import { TapebenchError } from '../errors.ts';
import { firstIndexAtOrAfter } from './bars.ts';
import { type Session, sessionAtOrAfter, sessionsBetween } from './calendar.ts';
import { ContractSelector, type Roll } from './selector.ts';
import type { Tape } from './tape.ts';

/** Which contract of a tape is traded when. */
export interface ContractSchedule {
  /** Every session from the one of the tape's first bar to that of its last. */
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
  const sessions = sessionsOf(rows.time[0]!, rows.time[rows.length - 1]!);
  const volume = new Float64Array(sessions.length * contracts.length);
  /** Open of a contract's first bar in a session; 0 where it has none. */
  const firstTime = new Float64Array(sessions.length * contracts.length);
  byContract.forEach((bars, contract) => {
    let i = 0;
    for (let s = 0; s < sessions.length && i < bars.length; s++) {
      const end = firstIndexAtOrAfter(bars, sessions[s]!.globexClose, i);
      if (i === end) continue;
      const cell = s * contracts.length + contract;
      firstTime[cell] = bars.time[i]!;
      let sum = 0;
      for (; i < end; i++) sum += bars.volume[i]!;
      volume[cell] = sum;
    }
  });

  const selector = new ContractSelector(contracts, override);
  const selected = new Int32Array(sessions.length);
  const rolls: Roll[] = [];
  sessions.forEach(({ globexOpen, tradeDate }, s) => {
    const keep = (roll: Roll | null): void => {
      if (roll !== null) rolls.push(roll);
    };
    keep(selector.open(globexOpen, tradeDate));
    const row = s * contracts.length;
    const present = contracts
      .map((_, contract) => contract)
      .filter((contract) => firstTime[row + contract]! > 0);
    present.sort((a, b) => firstTime[row + a]! - firstTime[row + b]! || a - b);
    for (const contract of present) {
      keep(selector.add(contract, volume[row + contract]!, firstTime[row + contract]!, tradeDate));
    }
    selected[s] = selector.selected;
  });
  return { sessions, selected, rolls, volume };
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
