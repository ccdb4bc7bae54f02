import { describe, expect, test } from 'vitest';
import { renderDayReport } from '../../../src/report/day/dayReport.ts';
import { sampleDay } from '../../support/liveDay.ts';
import { contentOf, textOf } from '../../support/reportPage.ts';
import { sampleRun } from '../../support/runResult.ts';

const day = sampleDay(sampleRun({ sessions: 60 }));
const page = renderDayReport(day);
const text = textOf(page);

describe('the page of a live day', () => {
  test('begins with what the day brought, where the claim stands, and what would change it', () => {
    const first = text.slice(0, text.indexOf('Where the claim stands Claimed'));
    expect(first).toContain(`${day.day.trades} trade`);
    expect(first).toContain(`After ${day.all.trades} trades ${day.claim.standing}.`);
    expect(first).toContain('says nothing about ES');
    expect(first).toContain('What would change this 31 of 78 trades to come for the exact test.');
    expect(first).toContain('pause after losses');
    expect(page.match(/<div class="figure">/g)).toHaveLength(3);
  });

  test('gives every rate its n and interval, and the net its n', () => {
    expect(text).toContain(`n = ${day.claim.rate!.n}, 95% interval`);
    expect(text).toContain('it holds at every look');
    expect(text).toContain(`n = ${day.day.trades} trade`);
  });

  test('shows the trades of the day alone, and the claim after every trade so far', () => {
    const table = text.slice(
      text.indexOf('Trades that closed on the day'),
      text.lastIndexOf('What was really executed'),
    );
    for (const trade of day.closed)
      expect(table).toContain(`${trade.id} ${trade.direction === 1 ? 'long' : 'short'}`);
    const { charts, data } = contentOf(page);
    expect(JSON.stringify(charts['claim-sequence'])).toContain(`"trades":${day.all.trades}`);
    expect(data['figures'].kind).toBe('live-day');
    expect(data['figures'].values['all netMilli']).toBe(day.all.netMilli);
  });

  test('before the first trade says that nothing can be said, and stands', () => {
    const empty = textOf(renderDayReport(sampleDay(sampleRun({ sessions: 0 }))));
    expect(empty).toContain('Without trades nothing can be said of the claim.');
    expect(empty).toContain('No trade has closed yet.');
    expect(empty).toContain('No signal was refused so far.');
    expect(empty).not.toContain('What was really executed');
  });
});
