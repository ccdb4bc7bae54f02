import { expect, test } from 'vitest';
import { courseSection } from '../../../src/report/run/course.ts';
import { sampleRun } from '../../support/runResult.ts';

const run = sampleRun({ sessions: 30 });
const [won, lost] = [
  run.trades.find((trade) => trade.netMilli > 0)!,
  run.trades.find((trade) => trade.netMilli < 0)!,
];
/** Ten points of 40 ticks to the stop. */
const winner = {
  ...won,
  entryTicks: 1000,
  stopTicks: 960,
  adverseTicks: 20,
  favourableTicks: 60,
  barsHeld: 7,
  netMilli: 5_000,
};
const ahead = {
  ...lost,
  entryTicks: 1000,
  stopTicks: 1040,
  adverseTicks: 40,
  favourableTicks: 44,
  barsHeld: 9,
  netMilli: -2_000,
};
const behind = { ...ahead, favourableTicks: 4 };

function textOf(trades: readonly (typeof winner)[]): string {
  const summary = { ...run.summary, netMilli: trades.reduce((sum, trade) => sum + trade.netMilli, 0) };
  return courseSection({ ...run, trades, summary })
    .markup.text.replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}

test('excursions are in units of the distance to the stop, winners and losers apart', () => {
  const text = textOf([winner, ahead, ahead]);
  expect(text).toContain('bars held, won 1 7 7 7');
  expect(text).toContain('bars held, lost 2 9 9 9');
  expect(text).toContain('farthest against in R, won 1 \u22120.50 \u22120.50 \u22120.50');
  expect(text).toContain('farthest ahead in R, lost 2 1.10 1.10 1.10');
});

test('losers that were ahead are counted with their interval, and the best trades are taken away', () => {
  const text = textOf([winner, ahead, behind]);
  // Wilson for 1 of 2.
  expect(text).toContain(
    '1 of 2 losing trades were 1 R ahead before they lost: 50.0% (95% interval 9.5% to 90.5%).',
  );
  expect(text).toContain(
    'Without the best 1 trade, a twentieth of all, the net result is \u2212$4 in place of $1.',
  );
});

test('without losers says that they are none', () => {
  expect(textOf([winner])).toContain('bars held, lost 0 undefined');
});
