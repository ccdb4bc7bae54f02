import { TapebenchError } from '../../errors.ts';
import { MINUTE_MS } from '../../market/bars.ts';
import { pauseOf, type Session, sessionsBetween } from '../../market/calendar.ts';
import type { Contract } from '../../market/contracts.ts';
import { DAY_MS } from '../../market/dates.ts';
import { type Instrument, instrumentOf } from '../../market/instruments.ts';
import { newYorkTime } from '../../market/newYork.ts';
import type { Rows } from '../../market/tape.ts';
import { Activity } from './activity.ts';
import { exponential } from './exponential.ts';
import { type MinuteProfile, PROFILE_LEVEL_TICKS, profileAt } from './intradayProfile.ts';
import { carryTicks, type Listing, listingOf, migrationOn, quarterProgress } from './listing.ts';
import { MAX_STEPS, MinutePath } from './minutePath.ts';
import { type ResolvedOptions, resolveOptions, type SyntheticOptions } from './options.ts';
import { PlantedDrift, type QualifyingCluster } from './plantedDrift.ts';
import { type RandomStream, randomStreams } from './randomStreams.ts';
import { RowCollector } from './rowCollector.ts';

export interface SyntheticMarket {
  readonly options: ResolvedOptions;
  readonly instrument: Instrument;
  readonly intervalMs: number;
  /** Outrights by expiry, then the spreads between neighbours. */
  readonly contracts: readonly Contract[];
  /** All bars in the order of `options.order`; `Rows.contract` points into `contracts`. */
  readonly rows: Rows;
  /** Every minute after which drift is planted, or would be if there were an edge. */
  readonly clusters: readonly QualifyingCluster[];
  /** UTC ms of the first bar's open and of the last session's end. */
  readonly start: number;
  readonly end: number;
}

/** Contracts in one cluster of trades; a minute's clusters are Poisson, so that nothing trades with probability e^-(volume / 5). */
const TRADE_CLUSTER_CONTRACTS = 5;
/** Regular minutes have about this volume; a quiet contract's rate goes with the fourth root of a minute's share of it. */
const ORDINARY_VOLUME = 2500;
/** Clusters of trades in an ordinary regular minute: the next contract just after a roll and just before one, and those beyond it. */
const NEXT_RATE = { least: 0.55, most: 1.15, noise: 0.06 } as const;
const LATER_RATES = [0.02, 0.006, 0.003] as const;
const SPREAD_RATES = [0.5, 0.02, 0.006, 0.003] as const;
/** Spread volume as a share of all, where volume is half moved. */
const ROLL_SPREAD_SHARE = 0.1;
/** Chance that a minute's first trade is a tick from the last trade before it. */
const OPEN_STEP_CHANCE = 0.45;
/** Standard deviation of the move over a break of the session, as a share of the price, before its own fat tail. */
const DAILY_BREAK_MOVE = 2e-4;
const LONG_BREAK_MOVE = 1.2e-3;
/** Most points of a minute at which a thin contract is looked at. */
const MOST_SAMPLES = 12;

/**
 * A market in which the truth is known: one-minute bars of all listed ES quarterlies and the spreads between neighbours.
 *
 * One hidden price moves in single ticks, up or down with equal chance, as often as the hour, the season of volatility and the news ask
 * for; every contract trades at that price plus a whole number of ticks which is fixed when the contract is listed (the carry). So every
 * contract is a martingale exactly, and so is whatever is traded on it, unless `edge` plants a drift. Volumes are drawn from the
 * same activity but never from a direction, and are the same for every `edge`. Nothing depends on the clock, the locale or the
 * engine's transcendental functions.
 *
 * Simplified against the exchange: spreads move on the grid of the outrights (the venue's is five times finer), the last bars
 * before an expiry are like any others, and there is no bounce between bid and ask.
 *
 * @throws TapebenchError TB_DATE_INVALID, TB_PARAMETER_INVALID, TB_CALENDAR_RANGE, TB_DATA_EMPTY when no session lies in the dates
 */
export function generateSyntheticMarket(options: SyntheticOptions): SyntheticMarket {
  const resolved = resolveOptions(options);
  const instrument = instrumentOf('ES');
  const sessions = sessionsOf(resolved);
  const start = sessions[0]!.globexOpen;
  const end = sessions.at(-1)!.globexClose;
  const listing = listingOf(instrument, start, end, resolved.listedQuarterlies);
  const market = new MarketRun(resolved, instrument, listing, sessions.length);
  for (const session of sessions) market.runSession(session);
  return {
    options: resolved,
    instrument,
    intervalMs: MINUTE_MS,
    contracts: listing.contracts,
    rows: market.collector.rows(),
    clusters: market.drift.clusters,
    start,
    end,
  };
}

function sessionsOf(options: ResolvedOptions): readonly Session[] {
  const sessions = sessionsBetween(newYorkTime(options.fromDay, 0), newYorkTime(options.toDay + 1, 0)).filter(
    ({ tradeDate }) => tradeDate >= options.fromDay && tradeDate <= options.toDay,
  );
  if (sessions.length > 0) return sessions;
  throw new TapebenchError('TB_DATA_EMPTY', 'no trading session lies in the dates of the synthetic market', {
    where: `from ${options.from} to ${options.to}`,
  });
}

class MarketRun {
  readonly collector: RowCollector;
  readonly drift: PlantedDrift;
  readonly #listing: Listing;
  readonly #options: ResolvedOptions;
  readonly #activity: Activity;
  readonly #path: MinutePath;
  readonly #volumeRandom: RandomStream;
  readonly #priceRandom: RandomStream;
  readonly #profile: MinuteProfile = { isRegular: false, volume: 0, variance: 0 };
  /** Ticks of each outright above the hidden price; fixed from its listing on. */
  readonly #offsets: Int32Array;
  readonly #volumes: Float64Array;
  #listed = 0;
  /** First outright that has not expired, and one past the last one listed. */
  #front = 0;
  #price: number;
  /** Move over a break that no trade has shown yet, ticks. */
  #breakMove = 0;
  #lastClose = Number.NaN;
  #nextShare = 0;
  #nextRate = 0;

  constructor(options: ResolvedOptions, instrument: Instrument, listing: Listing, sessions: number) {
    const [activity, volumes, prices, walk, drift, order] = randomStreams(options.seed, 6) as [
      RandomStream,
      RandomStream,
      RandomStream,
      RandomStream,
      RandomStream,
      RandomStream,
    ];
    this.#options = options;
    this.#listing = listing;
    this.#activity = new Activity(activity);
    this.#volumeRandom = volumes;
    this.#priceRandom = prices;
    this.#path = new MinutePath(walk);
    this.drift = new PlantedDrift(options.edge, listing.outrights, drift);
    this.collector = new RowCollector(options.order, order, listing.contracts.length, sessions * 3200);
    this.#offsets = new Int32Array(listing.outrights);
    this.#volumes = new Float64Array(listing.contracts.length);
    this.#price = Math.round((options.startPoints * 1e9) / instrument.tickNano);
  }

  runSession(session: Session): void {
    this.#beginSession(session);
    const pause = pauseOf(session);
    for (let time = session.globexOpen; time < session.globexClose; time += MINUTE_MS) {
      if (pause !== null && time >= pause.start && time < pause.end) continue;
      this.#runMinute(session, time);
    }
    this.#lastClose = session.globexClose;
  }

  #beginSession(session: Session): void {
    const { contracts, outrights } = this.#listing;
    while (contracts[this.#front]!.expiry <= session.globexOpen) this.#front++;
    const listed = Math.min(outrights, this.#front + this.#options.listedQuarterlies);
    for (; this.#listed < listed; this.#listed++) {
      const j = this.#listed;
      if (j === 0) continue;
      const near = contracts[j - 1]!;
      const nearTicks = this.#price + this.#offsets[j - 1]!;
      this.#offsets[j] =
        this.#offsets[j - 1]! + carryTicks(near, contracts[j]!, nearTicks, this.#options.carryRate);
    }
    if (!Number.isNaN(this.#lastClose)) {
      const isLong = session.globexOpen - this.#lastClose > DAY_MS;
      this.#breakMove += this.#symmetricMove(
        (isLong ? LONG_BREAK_MOVE : DAILY_BREAK_MOVE) * this.#priceRandom.paretoFour(4),
      );
    }
    const migration = migrationOn(session, contracts[this.#front]!);
    this.#nextShare = migration.nextShare;
    const { least, most, noise } = NEXT_RATE;
    this.#nextRate =
      least + (most - least) * quarterProgress(migration) + noise * (2 * this.#volumeRandom.unit() - 1);
    this.#activity.beginSession(session);
    this.drift.beginSession(session);
  }

  /** A normal move of the hidden price in whole ticks; rounding is away from zero on both sides alike. */
  #symmetricMove(deviation: number): number {
    const move = this.#priceRandom.normal() * deviation * this.#price;
    return move < 0 ? -Math.floor(0.5 - move) : Math.floor(0.5 + move);
  }

  #runMinute(session: Session, time: number): void {
    const profile = this.#profile;
    profileAt(session, time, profile);
    this.#activity.advance(time, profile.isRegular);
    const contracts = this.#listing.contracts;
    // The front leaves at its expiry, in the middle of a session; its successor is listed when the next one opens.
    while (contracts[this.#front]!.expiry <= time) {
      this.#front++;
      this.#nextShare = 0;
    }
    const most = this.#drawVolumes(profile.volume * this.#activity.volumeFactor);
    this.#movePrice(time, profile.variance * this.#activity.varianceFactor, most);
    for (let j = this.#front; j < this.#listed; j++) this.#stageOutright(j, time);
    for (let j = this.#front; j + 1 < this.#listed; j++) this.#stageSpread(j);
    this.collector.endMinute(time);
  }

  /** Draws what trades in each contract; returns the largest volume of an outright. */
  #drawVolumes(expected: number): number {
    const { outrights } = this.#listing;
    const quiet = Math.sqrt(Math.sqrt(expected / ORDINARY_VOLUME));
    const moved = this.#nextShare;
    let most = 0;
    for (let j = this.#front; j < this.#listed; j++) {
      const rank = j - this.#front;
      const share = rank === 0 ? 1 - moved : rank === 1 ? moved : 0;
      const volume = this.#drawVolume(
        (share * expected) / TRADE_CLUSTER_CONTRACTS + this.#outrightRate(rank) * quiet,
      );
      this.#volumes[j] = volume;
      if (volume > most) most = volume;
    }
    for (let j = this.#front; j + 1 < this.#listed; j++) {
      const rank = j - this.#front;
      const rolling = rank === 0 ? ROLL_SPREAD_SHARE * 4 * moved * (1 - moved) : 0;
      const rate = (rolling * expected) / TRADE_CLUSTER_CONTRACTS + this.#spreadRate(rank) * quiet;
      this.#volumes[outrights + j] = this.#drawVolume(rate);
    }
    return most;
  }

  /** Clusters of trades in an ordinary minute besides the share of volume; who comes after the next contract moves up with the roll. */
  #outrightRate(rank: number): number {
    if (rank === 0) return 0;
    if (rank === 1) return this.#nextRate;
    const rate = LATER_RATES[rank - 2]!;
    return rank === 2 ? rate + (NEXT_RATE.least - rate) * this.#nextShare : rate;
  }

  #spreadRate(rank: number): number {
    const rate = SPREAD_RATES[rank]!;
    return rank === 1 ? rate + (SPREAD_RATES[0] - rate) * this.#nextShare : rate;
  }

  /** Contracts traded when `rate` clusters of trades are expected; 0 with probability e^-rate. */
  #drawVolume(rate: number): number {
    const random = this.#volumeRandom;
    const silence = rate > 25 ? 0 : exponential(-rate);
    if (random.unit() < silence) return 0;
    const mean = (rate * TRADE_CLUSTER_CONTRACTS) / (1 - silence);
    // Few trades scatter more: a lognormal factor of mean 1.
    const deviation = rate > 20 ? 0.2 : 0.8;
    const factor = exponential(deviation * random.normal() - (deviation * deviation) / 2);
    return Math.max(1, random.rounded(mean * factor));
  }

  /** Walks the hidden price through the minute. No trade, no move; and a contract needs a trade for each of its prices. */
  #movePrice(time: number, variance: number, most: number): void {
    const random = this.#priceRandom;
    const relative = this.#price / PROFILE_LEVEL_TICKS;
    const wanted = random.rounded(Math.min(MAX_STEPS / 2, variance * relative * relative));
    const { jumpDeviation } = this.#activity;
    const jump = jumpDeviation === 0 ? 0 : this.#symmetricMove(jumpDeviation);
    const driftTicks = this.drift.ticksAt(time);
    const opensApart = random.unit() < OPEN_STEP_CHANCE;
    const opensUp = random.bits() < 0;
    if (most === 0) return;
    const steps = Math.min(wanted, most - 1);
    let open = this.#price + this.#breakMove;
    this.#breakMove = 0;
    let left = steps;
    if (opensApart && steps > 0) {
      open += opensUp ? 1 : -1;
      left--;
    }
    this.#path.walk(open, left, jump, driftTicks);
    this.#price = this.#path.close;
  }

  #stageOutright(j: number, time: number): void {
    const volume = this.#volumes[j]!;
    if (volume === 0) return;
    const path = this.#path;
    const offset = this.#offsets[j]!;
    let { open, high, low, close } = path;
    if (volume <= path.steps) {
      // Too few trades to have been at every price: they look at the walk at random points.
      const random = this.#priceRandom;
      let first = random.index(path.steps + 1);
      let last = first;
      high = path.at(first);
      low = high;
      for (let sample = 1; sample < Math.min(volume, MOST_SAMPLES); sample++) {
        const step = random.index(path.steps + 1);
        const price = path.at(step);
        if (step < first) first = step;
        if (step > last) last = step;
        if (price > high) high = price;
        if (price < low) low = price;
      }
      open = path.at(first);
      close = path.at(last);
    }
    this.collector.stage(j, open + offset, high + offset, low + offset, close + offset, volume);
    this.drift.observe(j, time, high + offset, low + offset, close + offset, volume);
  }

  #stageSpread(j: number): void {
    const contract = this.#listing.outrights + j;
    const volume = this.#volumes[contract]!;
    if (volume === 0) return;
    const carry = this.#offsets[j + 1]! - this.#offsets[j]!;
    const bits = this.#priceRandom.bits();
    // Each is -1, 0, 0 or 1 tick from the carry.
    const open = carry + (bits & 1) - ((bits >>> 1) & 1);
    const close = volume === 1 ? open : carry + ((bits >>> 2) & 1) - ((bits >>> 3) & 1);
    this.collector.stage(contract, open, Math.max(open, close), Math.min(open, close), close, volume);
  }
}
