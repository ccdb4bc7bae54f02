import { describe, expect, it } from 'vitest';
import { dateText, newYorkMinutesOfDay, sessionAt } from '../../../src/market/calendar.ts';
import { generateSyntheticMarket } from '../../../src/sources/synthetic/index.ts';
import { isRegular, MINUTE, mean, quantile, type SessionView, sessionViews } from './marketViews.ts';

/** Two expiries, Independence Day, Labor Day and their early halts, 3 July and the day after Thanksgiving with early closes. */
const market = generateSyntheticMarket({ seed: 21, from: '2024-06-03', to: '2024-12-26' });
const views = sessionViews(market);
const { rows, contracts } = market;
const outrights = contracts.filter(({ kind }) => kind === 'outright');
const isOutright = (contract: number): boolean => contract < outrights.length;

const dayOf = (view: SessionView): string => dateText(view.session.tradeDate);
const viewOf = (date: string): SessionView => views.find((view) => dayOf(view) === date)!;
const volumeOf = (view: SessionView, contract: number): number =>
  view.rowsOf[contract]!.reduce((sum, i) => sum + rows.volume[i]!, 0);
const regularRows = (view: SessionView, contract: number): readonly number[] =>
  view.rowsOf[contract]!.filter((i) => isRegular(view, rows.time[i]!));
const fullViews = views.filter(({ isFull }) => isFull);
/** Before volume begins to move: the front is the nearest expiry beyond doubt. */
const quietViews = fullViews.filter(({ datesToExpiry }) => datesToExpiry >= 9);

describe('the calendar of a synthetic market', () => {
  it('has bars on whole minutes inside Globex sessions and nowhere else, in order', () => {
    for (let i = 0; i < rows.length; i++) {
      const time = rows.time[i]!;
      if (time % MINUTE !== 0 || sessionAt(time) === null || time < rows.time[i - 1]!) {
        expect.fail(`row ${i} at ${new Date(time).toISOString()}`);
      }
    }
    expect(views.reduce((sum, view) => sum + view.rowsOf.flat().length, 0)).toBe(rows.length);
  });

  it('rests in the daily break, at weekends and on Christmas', () => {
    const minutes = new Set(Array.from(rows.time.subarray(0, rows.length), newYorkMinutesOfDay));
    expect([...minutes].filter((minute) => minute >= 17 * 60 && minute < 18 * 60)).toEqual([]);
    expect(minutes.size).toBe(1380);
    expect(views.some((view) => dayOf(view) === '2024-12-25')).toBe(false);
    expect(dayOf(views.at(-1)!)).toBe('2024-12-26');
  });

  it('stops early on holidays and trades thinly, and closes early where the exchange does', () => {
    // CME: halt at 13:00 New York on Labor Day; NYSE closes at 13:00 and CME at 13:15 on the day after Thanksgiving.
    const laborDay = viewOf('2024-09-02');
    const afterThanksgiving = viewOf('2024-11-29');
    const lastMinute = (view: SessionView): number =>
      newYorkMinutesOfDay(Math.max(...view.rowsOf.flat().map((i) => rows.time[i]!)));
    expect(lastMinute(laborDay)).toBe(12 * 60 + 59);
    expect(lastMinute(afterThanksgiving)).toBe(13 * 60 + 14);
    const ordinary = mean(fullViews.map((view) => volumeOf(view, view.lead)));
    expect(volumeOf(laborDay, laborDay.lead)).toBeLessThan(0.1 * ordinary);
    expect(volumeOf(afterThanksgiving, afterThanksgiving.lead)).toBeLessThan(0.8 * ordinary);
    // The burst of the close is where the close is.
    const volumeAt = (minute: number): number =>
      afterThanksgiving.rowsOf[afterThanksgiving.lead]!.filter(
        (i) => newYorkMinutesOfDay(rows.time[i]!) === minute,
      ).reduce((sum, i) => sum + rows.volume[i]!, 0);
    expect(volumeAt(12 * 60 + 59)).toBeGreaterThan(3 * volumeAt(12 * 60 + 40));
  });
});

describe('the contracts of a synthetic market', () => {
  it('are five quarterlies at a time, each until 09:30 on its day of expiry, and the spreads of neighbours', () => {
    for (const view of views) {
      const seen = view.rowsOf.flatMap((of, contract) =>
        of.length > 0 && isOutright(contract) ? [contract] : [],
      );
      expect(seen.every((contract) => contract >= view.front && contract < view.front + 5)).toBe(true);
    }
    expect(contracts.slice(0, 3).map(({ rawSymbol }) => rawSymbol)).toEqual(['ESM4', 'ESU4', 'ESZ4']);
    expect(contracts[outrights.length]!.rawSymbol).toBe('ESM4-ESU4');
    const lastOfJune = Math.max(...views.flatMap((view) => view.rowsOf[0]!).map((i) => rows.time[i]!));
    expect(new Date(lastOfJune).toISOString()).toMatch(/^2024-06-21T13:[12]\d:/);
    const four = generateSyntheticMarket({
      seed: 21,
      from: '2024-06-03',
      to: '2024-06-07',
      listedQuarterlies: 4,
    });
    expect(four.contracts.map(({ rawSymbol }) => rawSymbol)).toEqual([
      'ESM4',
      'ESU4',
      'ESZ4',
      'ESH5',
      'ESM4-ESU4',
      'ESU4-ESZ4',
      'ESZ4-ESH5',
    ]);
    expect(new Set(contracts.map(({ instrumentId }) => instrumentId)).size).toBe(contracts.length);
  });

  it('stand above each other by the carry, 3.7% a year, and spreads trade at it within a tick', () => {
    const days = (outrights[1]!.expiry - outrights[0]!.expiry) / 86_400_000;
    const carry = Math.round((21_200 * 0.037 * days) / 365);
    const spread = outrights.length;
    const prices = views.slice(0, 10).flatMap((view) => view.rowsOf[spread]!.map((i) => rows.close[i]!));
    expect([Math.min(...prices), Math.max(...prices)]).toEqual([carry - 1, carry + 1]);
    // Where both trade at every price of a minute, their bars are the same bar, apart by the carry.
    const closes = new Map<number, number>();
    const roll = viewOf('2024-06-17');
    for (const i of regularRows(roll, 0)) closes.set(rows.time[i]!, rows.close[i]!);
    const apart = regularRows(roll, 1).map((i) => rows.close[i]! - closes.get(rows.time[i]!)!);
    expect(apart.length).toBeGreaterThan(300);
    expect(new Set(apart)).toEqual(new Set([carry]));
  });

  it('may cost less than nothing: a spread below zero when the carry is negative', () => {
    const inverted = generateSyntheticMarket({
      seed: 2,
      from: '2024-06-03',
      to: '2024-06-05',
      carryRate: -0.02,
    });
    const spread = inverted.contracts.findIndex(({ kind }) => kind === 'spread');
    const prices = Array.from(inverted.rows.close.subarray(0, inverted.rows.length)).filter(
      (_, i) => inverted.rows.contract[i] === spread,
    );
    expect(prices.length).toBeGreaterThan(100);
    expect(Math.max(...prices)).toBeLessThan(0);
  });

  it('hand their volume on in the week before expiry, and spreads trade most then', () => {
    const shareOfNext = (view: SessionView): number =>
      volumeOf(view, view.front + 1) / (volumeOf(view, view.front) + volumeOf(view, view.front + 1));
    const byDates = (dates: number): number[] =>
      views.filter((view) => view.datesToExpiry === dates && view.isFull).map(shareOfNext);
    for (const share of byDates(12)) expect(share).toBeLessThan(0.05);
    for (const share of [5, 6, 7, 8].flatMap(byDates)) expect(share).toBeLessThan(0.5);
    for (const share of [1, 2, 3, 4].flatMap(byDates)) expect(share).toBeGreaterThan(0.5);
    expect(mean(byDates(1))).toBeGreaterThan(0.9);
    const spreadBars = (view: SessionView): number => view.rowsOf[outrights.length + view.front]!.length;
    const rolling = views.filter(({ datesToExpiry }) => datesToExpiry === 4).map(spreadBars);
    expect(Math.min(...rolling)).toBeGreaterThan(1.5 * mean(quietViews.map(spreadBars)));
  });

  it('print as often as their distance lets them: next 30 to 75% of regular minutes, later ones rarely, the front always', () => {
    for (const view of quietViews) {
      const share = (rank: number): number => regularRows(view, view.front + rank).length / 390;
      expect(share(0), dayOf(view)).toBe(1);
      expect(share(1), dayOf(view)).toBeGreaterThan(0.3);
      expect(share(1), dayOf(view)).toBeLessThan(0.75);
      expect(share(2), dayOf(view)).toBeLessThan(0.08);
      expect(share(3) + share(4), dayOf(view)).toBeLessThan(0.05);
    }
    // Between the two ends of the range within every quarter: more as the roll comes nearer.
    const shares = (isNear: boolean): number[] =>
      quietViews
        .filter(({ datesToExpiry }) => (isNear ? datesToExpiry < 20 : datesToExpiry > 50))
        .map((view) => regularRows(view, view.front + 1).length / 390);
    expect(mean(shares(true))).toBeGreaterThan(mean(shares(false)) + 0.1);
    const later = quietViews.reduce((sum, view) => sum + view.rowsOf[view.front + 2]!.length, 0);
    expect(later / quietViews.length).toBeGreaterThan(5);
  });
});

describe('the bars of a synthetic market', () => {
  it('are possible: low <= open, close <= high, something traded, a single contract at a single price', () => {
    for (let i = 0; i < rows.length; i++) {
      const [open, high, low, close, volume] = [
        rows.open[i]!,
        rows.high[i]!,
        rows.low[i]!,
        rows.close[i]!,
        rows.volume[i]!,
      ];
      const isPossible =
        low <= Math.min(open, close) &&
        high >= Math.max(open, close) &&
        Number.isInteger(volume) &&
        volume >= 1;
      const isOneTradeOnePrice = volume > 1 || high === low;
      if (!isPossible || !isOneTradeOnePrice)
        expect.fail(`row ${i}: ${[open, high, low, close, volume].join(' ')}`);
    }
  });

  it('go on within a tick of where the minute before stopped, but over a break', () => {
    let apart = 0;
    let next = 0;
    for (const view of quietViews) {
      const bars = view.rowsOf[view.lead]!;
      for (let k = 1; k < bars.length; k++) {
        // Where the front is silent a later contract may have moved the price.
        if (rows.time[bars[k]!]! - rows.time[bars[k - 1]!]! !== MINUTE) continue;
        const gap = Math.abs(rows.open[bars[k]!]! - rows.close[bars[k - 1]!]!);
        if (gap > 1) expect.fail(`a gap of ${gap} ticks at ${new Date(rows.time[bars[k]!]!).toISOString()}`);
        if (gap === 1) apart++;
        next++;
      }
    }
    expect(apart / next).toBeGreaterThan(0.35);
    expect(apart / next).toBeLessThan(0.5);
    const breaks = fullViews.slice(1).flatMap((view, k) => {
      const before = fullViews[k]!.rowsOf[view.lead]!.at(-1);
      return before === undefined
        ? []
        : [Math.abs(rows.open[view.rowsOf[view.lead]![0]!]! - rows.close[before]!)];
    });
    expect(quantile(breaks, 0.5)).toBeGreaterThan(2);
  });

  it('leave no row where nothing traded: a quiet contract has gaps, and the front a few at night', () => {
    const night = fullViews.map(
      (view) => 990 - (view.rowsOf[view.lead]!.length - regularRows(view, view.lead).length),
    );
    expect(Math.max(...night)).toBeLessThan(30);
    expect(night.reduce((sum, missing) => sum + missing, 0)).toBeGreaterThan(0);
    const far = quietViews.map((view) => view.rowsOf[view.front + 4]!.length);
    expect(mean(far)).toBeLessThan(10);
  });

  it('look like ES: a million contracts and about 1% a day, 4 to 8 ticks and 0.0002 a regular minute', () => {
    const volumes = fullViews.map((view) => volumeOf(view, view.lead));
    expect(quantile(volumes, 0.5)).toBeGreaterThan(900_000);
    expect(quantile(volumes, 0.5)).toBeLessThan(1_500_000);
    const ranges = fullViews.map((view) => {
      const bars = view.rowsOf[view.lead]!;
      const high = Math.max(...bars.map((i) => rows.high[i]!));
      const low = Math.min(...bars.map((i) => rows.low[i]!));
      return (high - low) / rows.open[bars[0]!]!;
    });
    expect(mean(ranges)).toBeGreaterThan(0.006);
    expect(mean(ranges)).toBeLessThan(0.013);
    const minutes = fullViews.flatMap((view) => regularRows(view, view.lead));
    const range = quantile(
      minutes.map((i) => rows.high[i]! - rows.low[i]!),
      0.5,
    );
    expect(range).toBeGreaterThanOrEqual(4);
    expect(range).toBeLessThanOrEqual(8);
    const deviation = Math.sqrt(mean(regularReturns().map((r) => r * r)));
    expect(deviation).toBeGreaterThan(1.5e-4);
    expect(deviation).toBeLessThan(2.8e-4);
  });

  it('have a U over the regular session and quiet nights, in volume and in range', () => {
    const average = (from: number, to: number, value: (i: number) => number): number =>
      mean(
        fullViews.flatMap((view) =>
          view.rowsOf[view.lead]!.filter((i) => {
            const minute = newYorkMinutesOfDay(rows.time[i]!);
            return minute >= from && minute < to;
          }).map(value),
        ),
      );
    for (const value of [(i: number) => rows.volume[i]!, (i: number) => rows.high[i]! - rows.low[i]!]) {
      const midday = average(12 * 60, 13 * 60 + 30, value);
      expect(average(9 * 60 + 30, 10 * 60, value) / midday).toBeGreaterThan(1.4);
      expect(average(15 * 60 + 45, 16 * 60, value) / midday).toBeGreaterThan(1.3);
      expect(average(22 * 60, 24 * 60, value) / midday).toBeLessThan(0.5);
    }
  });

  it('cluster in volatility and have fat tails', () => {
    // Divided by the half hour's own level, so that neither follows from the U alone.
    const levels = new Map<number, number[]>();
    const returns = fullViews.flatMap((view) =>
      changes(view).map(({ minute, change }) => ({ half: Math.floor(minute / 30), change })),
    );
    for (const { half, change } of returns) levels.set(half, [...(levels.get(half) ?? []), change * change]);
    const scale = new Map([...levels].map(([half, squares]) => [half, Math.sqrt(mean(squares))]));
    const scaled = returns.map(({ half, change }) => change / scale.get(half)!);
    expect(mean(scaled.map((x) => x ** 4))).toBeGreaterThan(4.5);
    const sizes = scaled.map(Math.abs);
    const centre = mean(sizes);
    const variance = mean(sizes.map((x) => (x - centre) * (x - centre)));
    for (const lag of [1, 5, 30]) {
      const products = sizes.slice(lag).map((x, i) => (x - centre) * (sizes[i]! - centre));
      // The standard error of an autocorrelation of n terms is about 1 / sqrt(n): 0.006 here.
      expect(mean(products) / variance, `lag ${lag}`).toBeGreaterThan(0.04);
    }
  });

  it('jump at 08:30, 10:00 and 14:00 on some days', () => {
    for (const minute of [8 * 60 + 30, 10 * 60, 14 * 60]) {
      const rangeAt = (at: number): number[] =>
        fullViews.flatMap((view) =>
          view.rowsOf[view.lead]!.filter((i) => newYorkMinutesOfDay(rows.time[i]!) === at).map(
            (i) => rows.high[i]! - rows.low[i]!,
          ),
        );
      // The widest twentieth of the days carries the announcements.
      expect(quantile(rangeAt(minute), 0.96) / quantile(rangeAt(minute - 5), 0.96)).toBeGreaterThan(1.3);
    }
  });

  it('burst in volume: four times the mean of 20 minutes 3 to 12 times a week away from open and close', () => {
    let clusters = 0;
    for (const { time } of market.clusters) {
      const { regularOpen, regularClose } = sessionAt(time)!;
      if (time > regularOpen + 6 * MINUTE && time < regularClose - 10 * MINUTE) clusters++;
    }
    const weeks = views.length / 5;
    expect(clusters / weeks).toBeGreaterThan(3);
    expect(clusters / weeks).toBeLessThan(12);
  });
});

function changes(view: SessionView): { minute: number; change: number }[] {
  const bars = regularRows(view, view.lead);
  return bars.slice(1).map((i, k) => ({
    minute: newYorkMinutesOfDay(rows.time[i]!),
    change: rows.close[i]! / rows.close[bars[k]!]! - 1,
  }));
}

function regularReturns(): number[] {
  return fullViews.flatMap((view) => changes(view).map(({ change }) => change));
}
