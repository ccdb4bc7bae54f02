import type { ReferenceBar, ReferenceContract, ReferenceSession, ReferenceWorld } from './referenceWorld.ts';

export interface ReferenceRoll {
  readonly time: number;
  readonly tradeDate: number;
  /** Index of the contract, null before the first selection. */
  readonly from: number | null;
  readonly to: number;
}

/** The trade date that a moment belongs to: the one it is in, or else the next. */
export function sessionOfTime(sessions: readonly ReferenceSession[], time: number): ReferenceSession {
  const session = sessions.find((one) => time < one.globexClose);
  if (session === undefined) throw new RangeError(`the given trade dates end before ${time}`);
  return session;
}

/**
 * The contract whose signals count at a time, null for none: the one selected for the trade date that the time belongs to. The end of
 * a trade date still belongs to it; what lies between two belongs to the next.
 */
export function contractOfSignals(
  sessions: readonly ReferenceSession[],
  rolls: readonly ReferenceRoll[],
  time: number,
): number | null {
  const session = sessions.find((one) => time <= one.globexClose)!;
  return rolls.findLast((roll) => roll.time <= Math.max(time, session.globexOpen))?.to ?? null;
}

/** The bars of a contract on a trade date. */
export function barsOfSession(
  sessions: readonly ReferenceSession[],
  session: ReferenceSession,
  bars: readonly ReferenceBar[],
): readonly ReferenceBar[] {
  const before = sessions[sessions.indexOf(session) - 1];
  const from = before === undefined ? Number.NEGATIVE_INFINITY : before.globexClose;
  return bars.filter((bar) => bar.time >= from && bar.time < session.globexClose);
}

/** The trade dates on which there are bars that are not of a spread. */
export function sessionsWithBars(world: ReferenceWorld): readonly ReferenceSession[] {
  const { contracts, sessions } = world;
  return sessions.filter((session) =>
    contracts.some(
      ({ kind, bars }) => kind !== 'spread' && barsOfSession(sessions, session, bars).length > 0,
    ),
  );
}

/** Every change of the selected contract, in order of time. */
export function rollsOf(world: ReferenceWorld): readonly ReferenceRoll[] {
  const { contracts } = world;
  if (world.contractOverride !== null) {
    const first = sessionsWithBars(world)[0]!;
    const to = contracts.findIndex((contract) => contract.symbol === world.contractOverride);
    return [{ time: first.globexOpen, tradeDate: first.tradeDate, from: null, to }];
  }
  if (contracts.some((contract) => contract.kind === 'outright')) return rollsByVolume(world);
  return rollsOfSeries(world);
}

/**
 * By the highest volume of the latest trade date before that has bars; a tie goes to the nearer expiry; never back; none on the first.
 * Trade dates without bars are dates too: a roll may be on one.
 */
function rollsByVolume(world: ReferenceWorld): readonly ReferenceRoll[] {
  const rolls: ReferenceRoll[] = [];
  let selected: number | null = null;
  const days = sessionsWithBars(world);
  for (const session of world.sessions) {
    const before = days.findLast((day) => day.tradeDate < session.tradeDate);
    if (before === undefined) continue;
    const volumes = world.contracts.map((contract) => volumeOn(world, before, contract));
    let best: number | null = null;
    world.contracts.forEach((contract, index) => {
      if (contract.kind !== 'outright' || volumes[index]! === 0) return;
      if (selected !== null && contract.expiry < world.contracts[selected]!.expiry) return;
      if (best === null || volumes[index]! > volumes[best]!) best = index;
      else if (volumes[index] === volumes[best] && contract.expiry < world.contracts[best]!.expiry)
        best = index;
    });
    if (best !== null && best !== selected) {
      rolls.push({ time: session.globexOpen, tradeDate: session.tradeDate, from: selected, to: best });
      selected = best;
    }
  }
  return rolls;
}

function volumeOn(world: ReferenceWorld, session: ReferenceSession, contract: ReferenceContract): number {
  return barsOfSession(world.sessions, session, contract.bars).reduce((sum, bar) => sum + bar.volume, 0);
}

/** A continuous series: none on the first trade date, then the contract that began last, from its first bar on. */
function rollsOfSeries(world: ReferenceWorld): readonly ReferenceRoll[] {
  const rolls: ReferenceRoll[] = [];
  const first = sessionsWithBars(world)[0]!;
  const second = world.sessions[world.sessions.indexOf(first) + 1]!;
  const beginnings = world.contracts
    .map((contract, index) => ({ index, time: contract.bars[0]!.time }))
    .sort((a, b) => a.time - b.time);
  let selected: number | null = null;
  for (const { index, time } of beginnings) if (time < first.globexClose) selected = index;
  rolls.push({ time: second.globexOpen, tradeDate: second.tradeDate, from: null, to: selected! });
  for (const { index, time } of beginnings) {
    if (time < first.globexClose) continue;
    rolls.push({ time, tradeDate: sessionOfTime(world.sessions, time).tradeDate, from: selected, to: index });
    selected = index;
  }
  return rolls;
}
