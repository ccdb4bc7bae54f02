import type {
  EquityRow,
  FillRow,
  PosteriorRow,
  RefusalRow,
  RunResult,
  SignalRow,
  TradeBars,
  TradeRow,
} from '../../src/results/model.ts';
import { estimate, sampleScenarios, winRate } from './costScenarios.ts';

/**
 * A run as the workbench would leave it behind, made up from a seed: a year of sessions, bracketed trades on random
 * walks, and everything that belongs to them. The sums hold (equity, drawdown, counts), so that pages can be checked by them.
 */
export interface SampleOptions {
  readonly seed?: number;
  readonly sessions?: number;
  readonly isSynthetic?: boolean;
  readonly datasetName?: string;
  readonly contract?: string;
  readonly hasTradeBars?: boolean;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
const TICK_VALUE = 12_500;
const COMMISSION = 2_500;
const SLIPPAGE = 9_375;
const CAPITAL = 150_000_000;
const FIRST_DAY = Date.UTC(2025, 0, 2);

/** Numbers from 0 to 1 from a seed (the generator of Park and Miller). */
function randomFrom(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return (state - 1) / 2147483646;
  };
}

function isoDate(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

interface Tape {
  time: number[];
  open: number[];
  high: number[];
  low: number[];
  close: number[];
  volume: number[];
}

function tapeAround(start: number, minutes: number, price: number, random: () => number): Tape {
  const tape: Tape = { time: [], open: [], high: [], low: [], close: [], volume: [] };
  let last = price;
  for (let minute = 0; minute < minutes; minute++) {
    const open = last + Math.round(random() * 2 - 1);
    const close = open + Math.round((random() + random() + random() - 1.5) * 14);
    tape.time.push(start + minute * MINUTE);
    tape.open.push(open);
    tape.close.push(close);
    tape.high.push(Math.max(open, close) + Math.floor(random() * 4));
    tape.low.push(Math.min(open, close) - Math.floor(random() * 4));
    tape.volume.push(Math.round(600 + random() * 900 + (minute === 19 ? 6_000 : 0)));
    last = close;
  }
  return tape;
}

export function sampleRun(options: SampleOptions = {}): RunResult {
  const { seed = 1, sessions = 251, isSynthetic = true } = options;
  const contract = options.contract ?? 'ESZ5';
  const random = randomFrom(seed);
  const signals: SignalRow[] = [];
  const refusals: RefusalRow[] = [];
  const fills: FillRow[] = [];
  const trades: TradeRow[] = [];
  const equity: EquityRow[] = [];
  const posterior: PosteriorRow[] = [];
  const tradeBars: TradeBars[] = [];
  const bins = Array.from({ length: 10 }, () => ({ wins: 0, trades: 0 }));
  let money = CAPITAL;
  let highWater = CAPITAL;
  let price = 24_000;

  const takeTrade = (signal: SignalRow, tape: Tape, day: number): void => {
    const { direction, modalBin } = signal;
    const bin = bins[modalBin]!;
    const confidence = (1 + bin.wins) / (2 + bin.trades);
    const isBayesianSized = bin.trades >= 3;
    const multiplier = isBayesianSized ? Math.min(3, Math.max(1, 1 + (confidence - 0.5) * 6)) : 1;
    const wantedQuantity = Math.min(3, Math.floor((1 + 0.3 * signal.strength) * multiplier));
    const quantity = wantedQuantity;
    const distance = 30 + Math.floor(random() * 20);
    const entryTicks = signal.priceTicks;
    const stopTicks = entryTicks - direction * distance;
    const targetTicks = entryTicks + direction * 2 * distance;
    let exit = Math.min(82, tape.time.length - 9);
    let exitTicks = tape.open[exit]!;
    let exitReason: TradeRow['exitReason'] = random() < 0.1 ? 'close' : 'time';
    for (let index = 22; index < exit; index++) {
      const adverse = direction === 1 ? tape.low[index]! : -tape.high[index]!;
      const favourable = direction === 1 ? tape.high[index]! : -tape.low[index]!;
      if (adverse <= direction * stopTicks) {
        exit = index;
        exitTicks = stopTicks;
        exitReason = 'stop';
      } else if (favourable > direction * targetTicks) {
        exit = index;
        exitTicks = targetTicks;
        exitReason = 'target';
      }
    }
    const commissionMilli = 2 * COMMISSION * quantity;
    const slippageMilli = exitReason === 'target' ? 0 : SLIPPAGE * quantity;
    const grossMilli = direction * (exitTicks - entryTicks) * TICK_VALUE * quantity;
    const netMilli = grossMilli - commissionMilli - slippageMilli;
    const netReturn = netMilli / (entryTicks * TICK_VALUE * quantity);
    const isInside = exitReason === 'stop' || exitReason === 'target';
    const exitTime = tape.time[exit]! + (isInside ? MINUTE : 0);
    const held = tape.high.slice(21, exit + 1).map((high, index) => ({ high, low: tape.low[21 + index]! }));
    const moves = held.map(({ high, low }) =>
      direction === 1 ? [high - entryTicks, entryTicks - low] : [entryTicks - low, high - entryTicks],
    );
    money += netMilli;
    bin.trades++;
    if (netMilli > 0) bin.wins++;
    const id = trades.length + 1;
    const isAmbiguous = id % 23 === 0;
    trades.push({
      id,
      signal: signal.id,
      contract,
      direction,
      tradeDate: isoDate(day),
      signalTime: signal.time,
      entryTime: tape.time[21]! + MINUTE,
      entryBarTime: tape.time[21]!,
      entryTicks,
      exitTime,
      exitBarTime: tape.time[exit]!,
      exitTicks,
      exitReason,
      stopTicks,
      targetTicks,
      modalTicks: signal.modalTicks,
      wantedQuantity,
      quantity,
      grossMilli,
      commissionMilli,
      slippageMilli,
      netMilli,
      netReturn,
      positionAdjustedReturn: netReturn * quantity,
      rMultiple: netMilli / (distance * TICK_VALUE * quantity),
      favourableTicks: Math.max(0, ...moves.map((move) => move[0]!)),
      adverseTicks: Math.max(0, ...moves.map((move) => move[1]!)),
      barsHeld: exit - 21,
      modalBin,
      strength: signal.strength,
      multiplier,
      confidence,
      isBayesianSized,
      equityMilli: money,
      isAmbiguous,
      netMilliLow: isAmbiguous ? netMilli - 400_000 : netMilli,
      netMilliHigh: netMilli,
    });
    const cost = { contract, quantity, commissionMilli: COMMISSION * quantity };
    fills.push(
      {
        ...cost,
        id: 2 * id - 1,
        time: tape.time[21]! + MINUTE,
        order: id,
        role: 'entry',
        reason: 'limit',
        isAtOpen: false,
        direction,
        priceTicks: entryTicks,
        slippageMilli: 0,
      },
      {
        ...cost,
        id: 2 * id,
        time: exitTime,
        order: id,
        role: 'exit',
        reason: exitReason,
        isAtOpen: !isInside,
        direction: direction === 1 ? -1 : 1,
        priceTicks: exitTicks,
        slippageMilli,
      },
    );
    const mean = (1 + bin.wins) / (2 + bin.trades);
    const half = 0.9 / Math.sqrt(bin.trades + 2);
    posterior.push({
      time: exitTime,
      modalBin,
      wins: bin.wins,
      trades: bin.trades,
      mean,
      low: Math.max(0, mean - half),
      high: Math.min(1, mean + half),
    });
    if (options.hasTradeBars !== false) {
      const cut = (values: readonly number[]): number[] => values.slice(0, exit + 8);
      tradeBars.push({
        trade: id,
        time: cut(tape.time),
        open: cut(tape.open),
        high: cut(tape.high),
        low: cut(tape.low),
        close: cut(tape.close),
        volume: cut(tape.volume),
      });
    }
  };

  let day = FIRST_DAY;
  for (let session = 0; session < sessions; session++, day += DAY) {
    while ([0, 6].includes(new Date(day).getUTCDay())) day += DAY;
    const before = money;
    const tradesBefore = trades.length;
    const signalsToday = Math.floor(random() * 3);
    for (let index = 0; index < signalsToday; index++) {
      const minute = 30 + Math.floor(random() * 320);
      // 14:30 UTC is 09:30 in New York in winter.
      const start = day + 14.5 * 60 * MINUTE + (minute - 20) * MINUTE;
      const tape = tapeAround(start, 95, price, random);
      price = tape.close.at(-1)!;
      const lows = tape.low.slice(5, 20);
      const highs = tape.high.slice(5, 20);
      const lowTicks = Math.min(...lows);
      const highTicks = Math.max(...highs);
      const modalTicks = Math.round(lowTicks + (highTicks - lowTicks) * random());
      const priceTicks = tape.close[19]!;
      const modalPosition = (modalTicks - lowTicks) / (highTicks - lowTicks);
      const isAccepted = random() < 0.75;
      const signal: SignalRow = {
        id: signals.length + 1,
        time: start + 20 * MINUTE,
        contract,
        direction: priceTicks >= modalTicks ? 1 : -1,
        status: isAccepted ? 'accepted' : random() < 0.6 ? 'refused' : 'outside-hours',
        strength: 0.45 + 0.5 * random(),
        priceTicks,
        modalTicks,
        lowTicks,
        highTicks,
        modalPosition,
        modalBin: Math.min(9, Math.floor(10 * modalPosition)),
        volumeRatio: 4 + 6 * random(),
        positionPart: random(),
        volumePart: random(),
        momentumPart: random(),
        sigma1: 0.0002,
      };
      signals.push(signal);
      if (signal.status === 'refused') {
        refusals.push({
          time: signal.time,
          contract,
          signal: signal.id,
          rule: index > 0 ? 'cooldown' : 'max-consecutive-losses',
          value: index > 0 ? 12 : 3,
          limit: index > 0 ? 30 : 3,
        });
      } else if (isAccepted && random() < 0.9) takeTrade(signal, tape, day);
    }
    highWater = Math.max(highWater, money);
    equity.push({
      tradeDate: isoDate(day),
      contract,
      bars: 1380,
      equityMilli: money,
      netMilli: money - before,
      drawdownMilli: money - highWater,
      trades: trades.length - tradesBefore,
    });
  }

  const n = trades.length;
  const wins = trades.filter((trade) => trade.netMilli > 0).length;
  const sum = (pick: (trade: TradeRow) => number): number =>
    trades.reduce((total, trade) => total + pick(trade), 0);
  const mean = (pick: (trade: TradeRow) => number): number => (n === 0 ? 0 : sum(pick) / n);
  const meanSize = mean((trade) => trade.quantity);
  const meanReturn = mean((trade) => trade.netReturn);
  const meanAdjusted = mean((trade) => trade.positionAdjustedReturn);
  const deepest = Math.min(0, ...equity.map((row) => row.drawdownMilli));
  const refused = Object.groupBy(refusals, (row) => row.rule);
  const rate = winRate(wins, n);
  const scenarios = sampleScenarios(
    n,
    wins,
    sum((trade) => trade.grossMilli),
    meanReturn,
  );
  return {
    header: {
      runId: `r${seed.toString(16).padStart(15, '0')}`,
      strategy: 'v6',
      preset: 'v6',
      instrument: {
        root: 'ES',
        name: 'E-mini S&P 500',
        tickNano: 250_000_000,
        tickValueMilli: TICK_VALUE,
        priceDecimals: 2,
      },
      dataset: {
        name: options.datasetName ?? 'embedded-es-2025',
        digest: Buffer.from(options.datasetName ?? 'embedded-es-2025')
          .toString('hex')
          .padEnd(64, '0'),
        source: isSynthetic ? 'synthetic market, seed 7, zero edge' : 'recorded bars',
        isSynthetic,
        rows: 1380 * sessions,
        from: FIRST_DAY,
        to: day,
        note: isSynthetic ? 'This data is synthetic: it shows the tool and says nothing about ES.' : '',
      },
      codeVersion: '0.1.0',
      journalRoot: '5e'.repeat(32),
      events: signals.length + refusals.length + fills.length * 2 + sessions,
      command: 'tapebench run v6 --data embedded-es-2025',
      parameters: {
        clusterMinutes: 1,
        volumeThreshold: 4,
        baseline: 'trailing',
        flatAtClose: true,
        commissionPerContract: 2.5,
        slippageTicks: 0.75,
      },
    },
    summary: {
      trades: n,
      wins,
      winRate: rate,
      winRateRange: n === 0 ? null : { low: (wins - 2) / n, high: wins / n },
      ambiguousTrades: trades.filter((trade) => trade.isAmbiguous).length,
      meanNetReturn: n === 0 ? null : estimate(meanReturn, n, 0.0004, 'day-bootstrap-t'),
      meanPositionAdjustedReturn: n === 0 ? null : estimate(meanAdjusted, n, 0.0006, 'day-bootstrap-t'),
      netMilli: sum((trade) => trade.netMilli),
      grossMilli: sum((trade) => trade.grossMilli),
      commissionMilli: sum((trade) => trade.commissionMilli),
      slippageMilli: sum((trade) => trade.slippageMilli),
      initialCapitalMilli: CAPITAL,
      maxDrawdownMilli: -deepest,
      maxDrawdownShare: -deepest / CAPITAL,
      breakEvenWinRate: n === 0 ? null : 0.352,
      profitFactor: n === 0 ? null : 0.97,
      weeks: sessions / 5,
      signalsPerWeek: signals.filter((signal) => signal.status !== 'outside-hours').length / (sessions / 5),
      tradesPerWeek: n / (sessions / 5),
      utilisation: n === 0 ? null : trades.filter((trade) => trade.isBayesianSized).length / n,
      sizing:
        n === 0
          ? null
          : {
              n,
              meanSize,
              meanReturn,
              meanPositionAdjusted: meanAdjusted,
              leverage: meanSize * meanReturn,
              covariance: meanAdjusted - meanSize * meanReturn,
            },
      emergencyStops: 1,
      lossPauses: 9,
      rolls: 4,
      openAtEnd: null,
      verdict:
        n === 0
          ? 'No trades: nothing can be said about this strategy on this data.'
          : `${n} trades are not enough to tell this strategy from a coin that wins one time in three.`,
      assumptions: [
        'Limits fill only when the market trades through them by a tick.',
        'When one bar holds both stop and target, the stop came first.',
        'Slippage of 0.75 ticks a side on market and stop fills; none on limits.',
      ],
    },
    funnel: {
      bars: 1380 * sessions,
      periods: 1300 * sessions,
      clusters: 20 * sessions,
      candidates: 4 * sessions,
      dropped: { rank: 2 * sessions, 'no-range': 3, weak: 2 * sessions - signals.length - 3 },
      signals: signals.length,
      outsideHours: signals.filter((signal) => signal.status === 'outside-hours').length,
      refusals: Object.fromEntries(Object.entries(refused).map(([rule, rows]) => [rule, rows?.length ?? 0])),
      orders: signals.filter((signal) => signal.status === 'accepted').length,
      cancelled: signals.filter((signal) => signal.status === 'accepted').length - n,
      fills: n,
      trades: n,
      blockedBy: n === 0 ? 'no period had a volume of 4 times its baseline' : null,
    },
    signals,
    refusals,
    fills,
    trades,
    equity,
    posterior,
    checks: [
      {
        check: 'missing-regular-minutes',
        severity: 'info',
        count: 12,
        isWaived: false,
        places: ['2025-03-04 15:01', '2025-03-04 15:02'],
        about: 'Regular minutes without a bar.',
      },
      {
        check: 'off-grid-price',
        severity: 'error',
        count: 3,
        isWaived: true,
        places: ['row 17'],
        about: 'Prices off the tick grid.',
      },
      {
        check: 'price-jump',
        severity: 'warning',
        count: 1,
        isWaived: false,
        places: ['2025-04-09 17:18'],
        about: 'Moves of more than 20 standard deviations.',
      },
    ],
    scenarios,
    tradeBars,
  };
}
