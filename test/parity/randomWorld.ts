import { ENGINE_PARAMETERS, type EngineParameters, resolveParameters } from '../../src/engine/parameters.ts';
import { dayNumber, sessionsBetween } from '../../src/market/calendar.ts';
import { randomFromSeed, randomUnit } from '../../src/stats/random.ts';
import v6 from '../../strategies/v6/strategy.ts';
import { SHORT_BAR_MS } from './product.ts';
import type {
  ReferenceBar,
  ReferenceCandidate,
  ReferenceContract,
  ReferenceSession,
  ReferenceWorld,
  SizingParameters,
} from './referenceWorld.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Days to begin at, New York: ordinary weeks, early closes, holidays, both changes of the clock. */
const BEGINNINGS = [
  dayNumber(2024, 1, 8),
  dayNumber(2024, 3, 7),
  dayNumber(2024, 5, 23),
  dayNumber(2024, 7, 1),
  dayNumber(2024, 10, 30),
  dayNumber(2024, 11, 26),
  dayNumber(2024, 12, 20),
  dayNumber(2025, 1, 7),
  dayNumber(2025, 4, 15),
] as const;

/** Draws from one seed, in turn. */
class Draw {
  readonly #random;

  constructor(seed: number) {
    this.#random = randomFromSeed(seed);
  }

  unit(): number {
    return randomUnit(this.#random);
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1));
  }

  of<T>(options: readonly T[]): T {
    return options[this.whole(0, options.length - 1)]!;
  }
}

/**
 * A market of a few trade dates, parameters and signals, all from one seed. Small steps, so that prices tie with limits, stops and
 * targets; jumps, so that bars open beyond them; missing minutes and missing days; wide bars that hold stop and target.
 */
export function randomWorld(seed: number): ReferenceWorld {
  const draw = new Draw(seed);
  const beginning = draw.of(BEGINNINGS) + draw.whole(0, 2);
  const sessions = sessionsBetween(beginning * DAY, (beginning + 12) * DAY);
  const traded = sessions.slice(1, 1 + draw.whole(3, 5)).filter((_, d) => d < 2 || draw.chance(0.9));
  const drawn = parametersOf(draw);
  const contracts = contractsOf(draw, traded, drawn.intrabar === 'finer' || draw.chance(0.1));
  const isSeries = contracts[0]!.kind === 'continuous';
  // What a series leaves has no bars to close a position on, so that it is not run without `flatAtClose`.
  const parameters = isSeries ? { ...drawn, flatAtClose: true } : drawn;
  const outright = contracts.find((contract) => contract.kind === 'outright')?.symbol ?? null;
  return {
    contracts,
    sessions,
    candidates: candidatesFor(draw, contracts, edgesOf(traded, parameters)),
    tickValue: 12_500,
    parameters,
    sizing: sizingOf(draw),
    contractOverride: draw.chance(0.15) ? outright : null,
  };
}

function contractsOf(
  draw: Draw,
  traded: readonly ReferenceSession[],
  hasShortBars: boolean,
): ReferenceContract[] {
  const shape = draw.of(['one', 'two', 'two', 'two', 'with a spread', 'series'] as const);
  const expiry = (months: number): number => traded.at(-1)!.globexClose + months * 30 * DAY;
  const count = shape === 'one' ? 1 : 2;
  const rollDay = draw.whole(1, Math.max(1, traded.length - 1));
  const minutes = minutesOf(draw, traded);
  const contracts: ReferenceContract[] = [];
  for (let k = 0; k < count; k++) {
    // The second contract takes the volume over on the day before the roll; in a series it is there only from then on.
    const share = (day: number): number => {
      if (count === 1) return 1;
      const isLead = k === 0 ? day < rollDay : day >= rollDay;
      return shape === 'series' ? (isLead ? 1 : 0) : isLead ? 0.8 : 0.2;
    };
    const bars = barsOf(draw, minutes, 20_000 + 40 * k, share);
    // A contract without any bar is no contract of the dataset; the pieces of a series come in the order of the table.
    if (bars.length === 0) bars.push(stillBar(k === 0 ? minutes[0]! : minutes.at(-1)!, 20_000));
    contracts.push({
      symbol: shape === 'series' ? 'ES.v.0' : ['ESH4', 'ESM4'][k]!,
      kind: shape === 'series' ? 'continuous' : 'outright',
      instrumentId: 100 + k,
      expiry: shape === 'series' ? Number.POSITIVE_INFINITY : expiry(1 + 3 * k),
      bars,
      shortBars: hasShortBars && !(k === 1 && draw.chance(0.2)) ? shortBarsOf(draw, bars) : null,
    });
  }
  if (shape === 'with a spread') {
    const bars = barsOf(draw, minutes, 40, () => 1).filter(() => draw.chance(0.2));
    const spread = { symbol: 'ESH4-ESM4', kind: 'spread' as const, instrumentId: 9, expiry: expiry(1) };
    contracts.splice(draw.whole(0, 2), 0, { ...spread, bars, shortBars: null });
  }
  return contracts;
}

interface Minute {
  readonly time: number;
  readonly day: number;
}

/** The minutes in which the market is there: around the regular session, sometimes in the night, sometimes to the last. */
function minutesOf(draw: Draw, traded: readonly ReferenceSession[]): readonly Minute[] {
  const minutes: Minute[] = [];
  traded.forEach((session, day) => {
    const hasRegular = !Number.isNaN(session.regularOpen);
    const open = hasRegular ? session.regularOpen : session.globexOpen + 600 * MINUTE;
    const close = hasRegular ? session.regularClose : session.globexClose;
    const from = draw.chance(0.1) ? session.globexOpen : open - draw.whole(0, 30) * MINUTE;
    // Days that break off: at the end, data that end with an order or a position open.
    const breaksOff = draw.chance(0.4) ? draw.whole(0, 300) : -draw.whole(0, 60);
    const until = Math.min(session.globexClose, close - breaksOff * MINUTE);
    for (let time = from; time < until; time += MINUTE) {
      const isQuiet = time < open - 30 * MINUTE && draw.chance(0.8);
      if (!isQuiet) minutes.push({ time, day });
    }
  });
  return minutes;
}

function barsOf(
  draw: Draw,
  minutes: readonly Minute[],
  start: number,
  shareOf: (day: number) => number,
): ReferenceBar[] {
  const step = draw.whole(1, 4);
  const holes = draw.of([0, 0.02, 0.1, 0.4]);
  const bars: ReferenceBar[] = [];
  let price = start;
  let holeUntil = 0;
  for (const { time, day } of minutes) {
    const share = shareOf(day);
    if (draw.chance(0.002)) holeUntil = time + draw.whole(1, 50) * MINUTE;
    if (share === 0 || time < holeUntil || draw.chance(holes)) continue;
    const isWild = draw.chance(0.03);
    const reach = isWild ? 6 * step : step;
    const open = price + (draw.chance(0.15) ? draw.whole(-2 * reach, 2 * reach) : 0);
    const close = open + draw.whole(-reach, reach);
    const high = Math.max(open, close) + (draw.chance(0.6) ? draw.whole(0, reach) : 0);
    const low = Math.min(open, close) - (draw.chance(0.6) ? draw.whole(0, reach) : 0);
    const volume = draw.chance(0.02) ? 0 : Math.ceil(draw.whole(1, 200) * share * (isWild ? 8 : 1));
    bars.push({ time, open, high, low, close, volume });
    price = close;
  }
  return bars;
}

function stillBar({ time }: Minute, price: number): ReferenceBar {
  return { time, open: price, high: price, low: price, close: price, volume: 1 };
}

/** Quarters of most minutes. They need not add up to the minute: another feed may have seen other prices. */
function shortBarsOf(draw: Draw, bars: readonly ReferenceBar[]): ReferenceBar[] {
  return bars.flatMap((bar) => {
    if (draw.chance(0.15)) return [];
    const isSparse = draw.chance(0.3);
    const quarters = [0, 1, 2, 3].filter(() => draw.chance(isSparse ? 0.25 : 0.9));
    return quarters.map((quarter) => {
      const prices = [draw.whole(bar.low, bar.high), draw.whole(bar.low, bar.high)] as const;
      const high = draw.chance(0.3) ? bar.high : Math.max(...prices);
      const low = draw.chance(0.3) ? bar.low : Math.min(...prices);
      const time = bar.time + quarter * SHORT_BAR_MS;
      return { time, open: prices[0], high, low, close: prices[1], volume: 1 };
    });
  });
}

/** Times at which a rule of hours turns over: orders and waits that end just as the session does, its first and its last minute. */
function edgesOf(traded: readonly ReferenceSession[], parameters: EngineParameters): ReadonlySet<number> {
  const { entryTimeoutMinutes, retestTimeoutMinutes, flatAtClose } = parameters;
  return new Set(
    traded.flatMap(({ regularOpen, regularClose }) => [
      regularOpen,
      regularClose - MINUTE,
      regularClose,
      regularClose - (entryTimeoutMinutes + (flatAtClose ? 1 : 0)) * MINUTE,
      regularClose - retestTimeoutMinutes * MINUTE,
    ]),
  );
}

/** Signals at the ends of periods in which the contract traded, of every contract, at all hours. */
function candidatesFor(
  draw: Draw,
  contracts: readonly ReferenceContract[],
  edges: ReadonlySet<number>,
): ReferenceCandidate[] {
  const frequency = draw.of([0.005, 0.03, 0.1, 0.4]);
  const period = draw.of([1, 1, 1, 2, 5, 15]) * MINUTE;
  const candidates: ReferenceCandidate[] = [];
  contracts.forEach(({ kind, bars }, contract) => {
    if (kind === 'spread') return;
    bars.forEach((bar, i) => {
      const time = (Math.floor(bar.time / period) + 1) * period;
      const next = bars[i + 1];
      const isLast = next === undefined || next.time >= time;
      if (!isLast || !draw.chance(edges.has(time) ? 0.8 : frequency)) return;
      const modalBin = draw.whole(3, 5);
      const lowTicks = bar.close - draw.whole(0, 20);
      const highTicks = bar.close + draw.whole(1, 20);
      const modalTicks = draw.chance(0.8) ? bar.close + draw.whole(-6, 6) : lowTicks;
      candidates.push({
        time,
        contract,
        signal: {
          direction: draw.of([1, -1]),
          strength: draw.unit(),
          priceTicks: bar.close,
          modalTicks,
          lowTicks,
          highTicks,
          modalPosition: draw.unit(),
          modalBin,
          positionPart: draw.unit(),
          volumePart: draw.unit(),
          momentumPart: draw.unit(),
          volumeRatio: 4 + draw.unit(),
        },
      });
    });
  });
  return candidates.sort((a, b) => a.time - b.time || a.contract - b.contract);
}

/** A gate that lets nearly everything through, and short holdings: many trades. */
const OPEN_GATE = {
  maxDailyTrades: 1000,
  maxConsecutiveLosses: 1000,
  cooldownMinutes: 0,
  emergencyStopPct: 100,
  maxRiskPerTrade: 1,
  maxHoldMinutes: 10,
} as const;

/** One contract risks 64.375 USD, 1% of the capital: two are just allowed, and one stop is just an emergency. */
const MET_EXACTLY = {
  stopSigmas: 0,
  minStopTicks: 4,
  commissionPerContract: 2.5,
  slippageTicks: 0.75,
  slippageModel: 'fixed',
  initialCapital: 6437.5,
  maxRiskPerTrade: 0.02,
  emergencyStopPct: 1,
} as const;

/** Positions that are still there when the contract rolls. */
const HELD_LONG = {
  flatAtClose: false,
  maxHoldMinutes: 1440,
  minStopTicks: 80,
  maxRiskPerTrade: 1,
  volatilityBars: 5,
} as const;

/** Stop and target within the reach of one bar. */
const TIGHT_BRACKET = {
  stopSigmas: 0,
  minStopTicks: 3,
  profitTargetRatio: 1,
  initialCapital: 1e6,
  volatilityBars: 5,
} as const;

function parametersOf(draw: Draw): EngineParameters {
  const preset = draw.of(Object.values(v6.presets!));
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(preset.values)) {
    if (Object.hasOwn(ENGINE_PARAMETERS, name)) values[name] = value;
  }
  // Few bars to begin with, or a small world has no trade before it ends.
  values['volatilityBars'] = draw.of([4, 5, 20, 60, 60, 300]);
  if (draw.chance(0.6)) Object.assign(values, OPEN_GATE);
  if (draw.chance(0.9)) Object.assign(values, otherParameters(draw));
  // Without costs a trade that moves nothing nets nothing, which is a loss.
  if (draw.chance(0.1))
    Object.assign(values, { commissionPerContract: 0, slippageTicks: 0, slippageModel: 'fixed' });
  if (draw.chance(0.1)) Object.assign(values, MET_EXACTLY);
  if (draw.chance(0.1)) Object.assign(values, HELD_LONG);
  if (draw.chance(0.3)) Object.assign(values, TIGHT_BRACKET, draw.chance(0.5) ? { intrabar: 'finer' } : {});
  return resolveParameters(ENGINE_PARAMETERS, values) as unknown as EngineParameters;
}

/** Each parameter away from its default now and then. */
function otherParameters(draw: Draw): Record<string, unknown> {
  const options: Readonly<Record<keyof EngineParameters, () => unknown>> = {
    entry: () => draw.of(['limit', 'retest']),
    limitOffsetTicks: () => draw.whole(-4, 4),
    entryTimeoutMinutes: () => draw.of([1, 2, 5, 15, 60, 400]),
    retestTimeoutMinutes: () => draw.of([1, 2, 5, 15, 60, 400]),
    retestTicks: () => draw.whole(0, 5),
    volatilityBars: () => draw.of([4, 7, 30]),
    volatilityScope: () => draw.of(['session', 'all']),
    stopSigmas: () => draw.of([0, 0.2, 0.5, 1, 1.5]),
    minStopTicks: () => draw.whole(1, 12),
    profitTargetRatio: () => draw.of([0.3, 0.5, 1, 1.1, 1.1, 2, 3]),
    maxHoldMinutes: () => draw.of([1, 3, 10, 30, 60, 240, 1440]),
    flatAtClose: () => draw.chance(0.5),
    limitFill: () => draw.of(['touch', 'through', 'through-n']),
    limitThroughTicks: () => draw.whole(1, 4),
    intrabar: () => draw.of(['pessimistic', 'optimistic', 'path', 'finer']),
    initialCapital: () => draw.of([3000, 12_345.67, 150_000, 1e6]),
    maxContracts: () => draw.whole(1, 6),
    maxRiskPerTrade: () => draw.of([0.0015, 0.005, 0.02, 0.07, 1]),
    emergencyStopPct: () => draw.of([0.05, 0.1, 0.3, 1, 5]),
    emergencyReset: () => draw.of(['manual', 'next-session', 'next-session']),
    maxDailyTrades: () => draw.of([1, 2, 5, 1000]),
    maxConsecutiveLosses: () => draw.of([1, 2, 3, 1000]),
    cooldownMinutes: () => draw.of([0, 1, 7, 30]),
    commissionPerContract: () => draw.of([0, 0.62, 1.0005, 2.5, 4]),
    slippageTicks: () => draw.of([0, 0.1, 0.75, 1.00004, 2.5]),
    // The reference knows fixed costs and orders without delay; the others are tested by hand-worked cases.
    latencyBars: () => draw.of([0, 0, 1, 2, 10]),
    slippageModel: () => draw.of(['fixed', 'volume', 'session', 'volume-and-session']),
    slippageImpactTicks: () => draw.of([0, 1.3, 40]),
    slippageEdgeFactor: () => draw.of([1, 1.7, 3]),
    slippageEdgeMinutes: () => draw.of([0, 1, 60, 200]),
  };
  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(options)) if (draw.chance(0.4)) values[name] = option();
  return values;
}

function sizingOf(draw: Draw): SizingParameters {
  return {
    bayesianLookbackDays: draw.of([1, 2, 60]),
    alphaPrior: draw.of([0.5, 1, 3]),
    betaPrior: draw.of([0.5, 1]),
    minTradesForBayesian: draw.whole(1, 4),
    bayesianScalingFactor: draw.of([2, 6]),
    bayesianMaxMultiplier: draw.of([1.5, 3]),
    baseSize: draw.of([0.5, 1, 1.7, 4]),
  };
}
