import { MINUTE_MS } from '../../market/bars.ts';
import type { Session } from '../../market/calendar.ts';
import { exponential } from './exponential.ts';
import type { RandomStream } from './randomStreams.ts';

/** Day-to-day memory of volatility, and the spread of its logarithm. */
const DAY_MEMORY = 0.95;
const DAY_DEVIATION = 0.42;
/** Minute-to-minute memory (a half-life of 46 minutes), and the spread of its logarithm. */
const MINUTE_MEMORY = 0.985;
const MINUTE_DEVIATION = 0.4;

const DAY_INNOVATION = DAY_DEVIATION * Math.sqrt(1 - DAY_MEMORY * DAY_MEMORY);
const MINUTE_INNOVATION = MINUTE_DEVIATION * Math.sqrt(1 - MINUTE_MEMORY * MINUTE_MEMORY);

/** How much of each factor goes into the logarithm of a minute's volume and of its variance. */
const VOLUME_LOADS = { day: 0.45, slow: 0.55, fast: 0.33 } as const;
const VARIANCE_LOADS = { day: 1, slow: 0.9, fast: 0.35, own: 0.35 } as const;

const VOLUME_CENTRE = halfVariance(
  VOLUME_LOADS.day * DAY_DEVIATION,
  VOLUME_LOADS.slow * MINUTE_DEVIATION,
  VOLUME_LOADS.fast,
);
const VARIANCE_CENTRE = halfVariance(
  VARIANCE_LOADS.day * DAY_DEVIATION,
  VARIANCE_LOADS.slow * MINUTE_DEVIATION,
  VARIANCE_LOADS.fast,
  VARIANCE_LOADS.own,
);
/** Mean of the fat-tailed factor of a minute's variance, P(X > x) = x^-4. */
const FAT_TAIL_MEAN = 4 / 3;
const FAT_TAIL_CAP = 10;

/** Chance a minute of a burst of volume out of the blue, and how a burst and an announcement fade from minute to minute. */
const BURST_CHANCE_REGULAR = 0.004;
const BURST_CHANCE_OVERNIGHT = 0.003;
const BURST_FADE = 0.6;
const NEWS_FADE = 0.82;

/** Announcements by New York time: minutes after 09:30, chance on a day, standard deviation of an ordinary jump as a share of the price. */
const ANNOUNCEMENTS = [
  { minutesAfterOpen: -60, chance: 0.45, jump: 2.5e-4 },
  { minutesAfterOpen: 30, chance: 0.4, jump: 1.5e-4 },
  { minutesAfterOpen: 270, chance: 0.09, jump: 5e-4 },
] as const;

/** Volume and variance on days of half attention, as shares of an ordinary day. */
const HOLIDAY = { volume: 0.35, variance: 0.4 } as const;
const EARLY_CLOSE = { volume: 0.6, variance: 0.6 } as const;
const ORDINARY = { volume: 1, variance: 1 } as const;
const FULL_REGULAR_MS = 390 * MINUTE_MS;

function halfVariance(...deviations: readonly number[]): number {
  return deviations.reduce((sum, deviation) => sum + deviation * deviation, 0) / 2;
}

/**
 * How busy the market is, minute by minute: clustering from day to day and from minute to minute, fat tails, bursts of volume,
 * scheduled announcements. It never sees a price, so nothing here can tell up from down.
 */
export class Activity {
  readonly #random: RandomStream;
  #day: number;
  #slow = 0;
  #burst = 0;
  #burstVarianceShare = 0;
  #news = 0;
  #session: typeof ORDINARY | typeof HOLIDAY | typeof EARLY_CLOSE = ORDINARY;
  readonly #announcements: { time: number; strength: number; jump: number }[] = [];

  /** Of an average minute's volume and variance, for the minute of the last `advance`. */
  volumeFactor = 1;
  varianceFactor = 1;
  /** Standard deviation of the jump in this minute, as a share of the price; 0 without an announcement. */
  jumpDeviation = 0;

  constructor(random: RandomStream) {
    this.#random = random;
    this.#day = DAY_DEVIATION * random.normal();
  }

  beginSession(session: Session): void {
    const random = this.#random;
    this.#day = DAY_MEMORY * this.#day + DAY_INNOVATION * random.normal();
    this.#burst = 0;
    this.#news = 0;
    const regularMs = session.regularClose - session.regularOpen;
    this.#session = Number.isNaN(regularMs) ? HOLIDAY : regularMs < FULL_REGULAR_MS ? EARLY_CLOSE : ORDINARY;
    this.#announcements.length = 0;
    for (const { minutesAfterOpen, chance, jump } of ANNOUNCEMENTS) {
      const isDue = random.unit() < chance;
      const strength = random.paretoTwo(8);
      // NaN on a day without a regular session: no announcement then.
      const time = session.regularOpen + minutesAfterOpen * MINUTE_MS;
      if (isDue && time < session.regularClose) this.#announcements.push({ time, strength, jump });
    }
  }

  /** Moves on to the minute that opens at `time`, UTC ms. */
  advance(time: number, isRegular: boolean): void {
    const random = this.#random;
    this.#slow = MINUTE_MEMORY * this.#slow + MINUTE_INNOVATION * random.normal();
    const fast = random.normal();
    const own = random.normal();
    const fat = random.paretoFour(FAT_TAIL_CAP) / FAT_TAIL_MEAN;
    this.#burst *= BURST_FADE;
    this.#news *= NEWS_FADE;
    if (random.unit() < (isRegular ? BURST_CHANCE_REGULAR : BURST_CHANCE_OVERNIGHT)) {
      this.#burst += 2.4 * random.paretoTwo(5);
      this.#burstVarianceShare = 0.2 + 0.6 * random.unit();
    }
    this.jumpDeviation = 0;
    for (const announcement of this.#announcements) {
      if (announcement.time !== time) continue;
      this.jumpDeviation = announcement.jump * announcement.strength;
      this.#news = 0.9 * announcement.strength;
    }
    const volume = exponential(
      VOLUME_LOADS.day * this.#day +
        VOLUME_LOADS.slow * this.#slow +
        VOLUME_LOADS.fast * fast -
        VOLUME_CENTRE,
    );
    const variance = exponential(
      VARIANCE_LOADS.day * this.#day +
        VARIANCE_LOADS.slow * this.#slow +
        VARIANCE_LOADS.fast * fast +
        VARIANCE_LOADS.own * own -
        VARIANCE_CENTRE,
    );
    this.volumeFactor = this.#session.volume * volume * (1 + this.#burst + this.#news);
    this.varianceFactor =
      this.#session.variance * variance * fat * (1 + this.#burst * this.#burstVarianceShare + this.#news);
  }
}
