import { describe, expect, test } from 'vitest';
import { audit } from '../../../src/research/audit/audit.ts';
import { runWorld } from '../../../src/research/audit/world.ts';
import { quietDay, tapeOfRows } from '../../strategies/v6-published/streams.ts';
import { dataOf, parentTape } from './auditData.ts';

const data = dataOf(parentTape('2024-06-03', '2024-07-12'));
const worlds = [1, 2].flatMap((seed) =>
  runWorld({ seed, options: { from: '2024-06-03', to: '2024-06-14' } }),
);
const steps: [number, number, string][] = [];
const result = audit({
  data,
  causal: [],
  worlds,
  command: 'tapebench audit v6-published',
  onStep: (done, total, what) => steps.push([done, total, what]),
});

describe('an audit of weeks without an edge', () => {
  const published = result.subsets[0]!;

  test('has all 512 sets of mends, each by its bits, and undefined rates where there are no trades', () => {
    expect(result.subsets.map((row) => row.mask)).toEqual(Array.from({ length: 512 }, (_, mask) => mask));
    expect(result.subsets[0b101]!.mended).toEqual(['contract-mixing', 'early-entry']);
    const empty = result.subsets.filter((row) => row.trades === 0);
    expect(empty.length).toBeGreaterThan(0);
    for (const row of empty)
      expect(row).toMatchObject({ winRate: null, meanNetReturn: null, utilisation: null });
    for (const row of result.subsets) expect(row.wins).toBeLessThanOrEqual(row.trades);
  });

  test('attributes exactly: the nine parts add up to what mending all changes', () => {
    for (const { quantity, parts, published: from, allMended: to, days } of result.attributions) {
      const sum = parts.reduce((total, part) => total + part.value, 0);
      expect(sum, quantity).toBeCloseTo(to - from, 8);
      expect(days).toBe(
        new Set(
          Array.from(data.tape.rows.time.subarray(0, data.tape.rows.length), (time) =>
            Math.floor(time / 86_400_000),
          ),
        ).size,
      );
      for (const { value, interval } of parts) {
        expect(interval.low).toBeLessThanOrEqual(value + 1e-9);
        expect(interval.high).toBeGreaterThanOrEqual(value - 1e-9);
      }
    }
    const [trades, wins] = result.attributions;
    expect(trades!.published).toBe(published.trades);
    expect(wins!.published).toBe(published.wins);
    // What can change only sizes changes none of these; what can change only costs changes no number of trades.
    expect(trades!.parts.slice(5).map((part) => part.value)).toEqual([0, 0, 0, 0]);
    expect(wins!.parts.at(-1)!.value).toBe(0);
  });

  test('shows that mixed months and the order of their rows make the figure, not the market', () => {
    expect(published.trades).toBeGreaterThan(10);
    const [source, near, far] = result.rowOrders;
    // The synthetic market lists the nearest expiry first.
    expect({ ...near, order: 'source' }).toEqual(source);
    expect(source!.winRate!.value).toBeGreaterThan(far!.winRate!.value + 0.2);
    expect(result.rowOrders).toHaveLength(24);
    const largest = result.attributions[1]!.parts.toSorted(
      (a, b) => Math.abs(b.value) - Math.abs(a.value),
    )[0];
    expect(largest!.defect).toBe('contract-mixing');
    expect(result.conclusion).toMatch(
      /wins from \d+\.\d% to \d+\.\d% of its trades, by nothing but the order/,
    );
  });

  test('lists every trade with the defects that made it, and the rows around those to draw', () => {
    expect(result.trades).toHaveLength(published.trades);
    const crossed = result.trades.filter((trade) => trade.entryContract !== trade.exitContract);
    expect(crossed.length).toBeGreaterThan(0);
    // On one contract no trade can leave on another.
    for (const trade of crossed) expect(trade.vanishesWith).toContain('contract-mixing');
    const early = result.trades.filter((trade) => trade.isEntryBeforeClusterEnds);
    for (const trade of early) expect(trade.vanishesWith).toContain('early-entry');
    // These change exits, costs and sizes; the entry stays.
    const never = new Set(['target-first', 'perfect-fills', 'cost-basis', 'fractional-size']);
    for (const trade of result.trades)
      expect(trade.vanishesWith.filter((defect) => never.has(defect))).toEqual([]);
    for (const rows of result.tradeRows) {
      const trade = result.trades[rows.trade - 1]!;
      const place = rows.time.findIndex(
        (time, row) => time === trade.entryTime && rows.contract[row] === trade.entryContract,
      );
      expect(rows.close[place]).toBe(trade.entryPrice);
      expect(rows.time.at(-1)).toBeGreaterThanOrEqual(trade.exitTime);
    }
    expect(result.tradeRows.map((rows) => rows.trade)).toEqual(
      result.trades.filter((trade) => trade.vanishesWith.length > 0).map((trade) => trade.id),
    );
  });

  test('shows the tenth defect: ratios are larger where quiet months make the mean row small', () => {
    const [mixed, single] = result.ratios;
    expect(mixed!.quantiles[3]).toBeGreaterThan(single!.quantiles[3]!);
    expect(mixed!.becomesEntry!.value).toBeGreaterThan(single!.becomesEntry!.value);
  });

  test('tells of its steps', () => {
    expect(steps).toHaveLength(512 + 24);
    expect(steps.map(([done]) => done)).toEqual(Array.from({ length: 536 }, (_, step) => step + 1));
    expect(new Set(steps.map(([, , what]) => what))).toEqual(
      new Set(['subsets of defects', 'orders of the rows']),
    );
  });

  test('is the same again, with another id for other worlds or data', () => {
    const again = audit({ data, causal: [], worlds, command: 'tapebench audit v6-published' });
    expect(again).toEqual(result);
    const ids = [
      audit({ data, causal: [], worlds: worlds.slice(3), command: '' }).auditId,
      audit({ data: { ...data, facts: { ...data.facts, digest: 'other' } }, causal: [], worlds, command: '' })
        .auditId,
    ];
    expect(new Set([result.auditId, ...ids]).size).toBe(3);
  });
});

describe('an audit of one contract', () => {
  const day = (date: string) => quietDay(date, '12:00', '18:00', 'ESH4', { '14:00': { volume: 5000 } });
  const single = audit({
    data: dataOf(tapeOfRows([...day('2024-03-04'), ...day('2024-03-05')])),
    causal: [],
    worlds: [],
    command: '',
  });

  test('runs, and says first that the largest defect cannot show on it', () => {
    expect(single.subsets[0]!.trades).toBe(2);
    expect(single.mixing).toEqual({ contracts: 1, minutes: 720, minutesWithSeveral: 0 });
    expect(single.findings[0]).toContain('cannot show on it');
    expect(single.conclusion).toContain('one contract at a time');
    expect(single.findings.join(' ')).not.toMatch(/another order|tenth defect/);
  });

  test('without worlds says nothing of worlds', () => {
    expect(single.worldSummaries).toEqual([]);
    expect(single.findings.join(' ')).not.toContain('synthetic markets');
  });
});
