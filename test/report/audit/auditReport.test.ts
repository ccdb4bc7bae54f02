import { describe, expect, test } from 'vitest';
import { renderAuditReport } from '../../../src/report/audit/auditReport.ts';
import { sampleAudit } from '../../support/auditResult.ts';
import { contentOf, textOf } from '../../support/reportPage.ts';

const audit = sampleAudit();
const page = renderAuditReport(audit);
const text = textOf(page);
const content = contentOf(page);

describe('the report of an audit', () => {
  test('begins with what it comes to, then the figures with n and interval, then the findings', () => {
    const places = [
      'What does the claimed 64.7% stand on?',
      'What it comes to.',
      'Win rate as published',
      'A finding.',
      'The order of the rows',
    ].map((words) => text.indexOf(words));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(text).toContain('80.0% claimed 64.7% n = 20, 95% interval 60.0% to 100.0% (Wilson).');
    expect(text).toContain('n = 0 to 20 trades each');
  });

  test('has a chart for each argument, and ids that sections do not share', () => {
    const charts = Object.keys(content.charts);
    expect(charts.toSorted()).toEqual(
      [
        'row-orders',
        'worlds-nearest-expiry-first',
        'worlds-shuffled',
        'worlds-farthest-expiry-first',
        'audit-trade',
        'mended-alone',
        'left-out',
        'all-subsets',
        'shapley-trades',
        'shapley-wins',
        'shapley-sum-net-return',
        'ratios',
        'causal',
      ].toSorted(),
    );
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(ids).toHaveLength(new Set(ids).size);
  });

  test('calls the rate of nothing undefined, and never shows it as zero', () => {
    const empty = audit.subsets.filter((row) => row.trades === 0).length;
    expect(text).toContain(
      `${empty} of the 512 sets of mends leave no trade at all; their win rate is undefined, not zero.`,
    );
    expect(text).toContain('farthest-expiry-first 0 0 undefined');
  });

  test('carries the rows of each drawn trade, which unpack to what they were', () => {
    const { symbols, trades } = content.data['auditTrades'];
    expect(trades).toHaveLength(audit.tradeRows.length);
    trades.forEach(
      (
        {
          trade,
          rows,
        }: { trade: { id: number; entryTime: number }; rows: [number, number[], number[], number[]] },
        index: number,
      ) => {
        const [start, steps, ticks, contracts] = rows;
        const original = audit.tradeRows[index]!;
        let minute = start;
        let tick = 0;
        const unpacked = steps.map((step, row) => {
          minute += step;
          tick += ticks[row]!;
          return { minute, close: tick / 4, contract: symbols[contracts[row]!] };
        });
        expect(trade.id).toBe(original.trade);
        expect(unpacked.map((row) => row.close)).toEqual(original.close);
        expect(unpacked.map((row) => row.contract)).toEqual(original.contract);
        // The entry's own row is at the minute that the entry is shown at.
        expect(unpacked[3]!.minute * 60_000).toBe(trade.entryTime);
      },
    );
  });

  test('gives a button to trades that can be drawn, and to no other', () => {
    expect([...page.matchAll(/data-trade="(\d+)"/g)].map((match) => match[1])).toEqual(['1', '2']);
  });

  test('shows text from data as text', () => {
    const hostile = `</script><img src=x onerror="alert(1)">`;
    const shown = renderAuditReport(sampleAudit(hostile));
    expect(shown).not.toContain('<img');
    expect(textOf(shown)).toContain(hostile);
  });

  test('of one contract says why there is no other order, and draws none', () => {
    const single = renderAuditReport({
      ...audit,
      mixing: { contracts: 1, minutes: 800, minutesWithSeveral: 0 },
      worlds: [],
      worldSummaries: [],
    });
    expect(textOf(single)).toContain('mixing of months and the order of rows cannot show on it');
    expect(Object.keys(contentOf(single).charts)).not.toContain('row-orders');
    expect(textOf(single)).not.toContain('Where there is nothing to find');
  });

  test('without a trade is still a page', () => {
    const none = audit.subsets.map((row) => ({
      ...row,
      trades: 0,
      wins: 0,
      winRate: null,
      meanNetReturn: null,
    }));
    const shown = textOf(
      renderAuditReport({ ...audit, subsets: none, trades: [], tradeRows: [], causal: [] }),
    );
    expect(shown).toContain('The procedure makes no trade on this data.');
    expect(shown).toContain('512 of the 512 sets of mends leave no trade at all');
  });
});
