import type { LiveDay, SequencePoint } from '../../results/dayModel.ts';
import { chart } from '../chart.ts';
import { count, intervalText, number, percent, seen } from '../format.ts';
import { type Html, html } from '../html.ts';
import { thinned } from '../reduce.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';
import { colour } from '../theme.ts';

/** Points that are drawn at most. */
const MOST_POINTS = 300;
const LEAST_TRADES_SHOWN = 10;

/** Where the claimed win rate stood after each trade, by an interval that may be looked at each time. */
export function claimSection({ claim, sequence }: LiveDay): Section {
  const title = 'Where the claim stands';
  const lede = html`Claimed are ${percent(claim.claimed)}, to be told apart from ${percent(claim.against)}. The band is a ${percent(claim.level, 0)} confidence sequence: it holds at every number of trades at once, so that looking every evening costs nothing. A rate is ruled out when the band leaves it.`;
  if (sequence.length === 0) return section('claim', title, lede, html`<p>No trade has closed yet.</p>`);
  return section('claim', title, lede, sequenceChart(claim, sequence));
}

function sequenceChart(claim: LiveDay['claim'], sequence: readonly SequencePoint[]): Html {
  const values = thinned(sequence, MOST_POINTS).map(({ trades, rate, interval }) => ({
    trades,
    rate: seen(rate, 4),
    low: seen(interval.low, 4),
    high: seen(interval.high, 4),
    words: `${percent(rate)} (${intervalText(interval, percent)})`,
  }));
  const last = sequence.at(-1)!;
  const x = {
    field: 'trades',
    type: 'quantitative',
    title: 'trades',
    // From nothing on, so that the first trades of a session stand where they will stay for a while.
    scale: { domain: [0, Math.max(last.trades, LEAST_TRADES_SHOWN)], nice: false },
    axis: { tickMinStep: 1, format: 'd', grid: false },
  };
  const y = {
    type: 'quantitative',
    title: 'win rate',
    scale: { domain: [0, 1] },
    axis: { format: '%', values: [0, 0.25, 0.5, 0.75, 1] },
  };
  const rates = [
    { rate: claim.claimed, name: `claim ${percent(claim.claimed)}` },
    { rate: claim.against, name: `other rate ${percent(claim.against)}` },
  ];
  return chart({
    id: 'claim-sequence',
    title: 'Win rate after each trade',
    description: `After ${count(last.trades, 'trade')} ${percent(last.rate)}, sequence ${intervalText(last.interval, percent)}.`,
    height: 240,
    spec: {
      data: { values },
      layer: [
        {
          mark: { type: 'area', interpolate: 'step-after' },
          encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } },
        },
        {
          // Where the band ends, also when there is one trade and no band to be seen.
          data: { values: values.slice(-1) },
          mark: { type: 'rule', strokeWidth: 1.5 },
          encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } },
        },
        {
          data: { values: rates },
          mark: { type: 'rule', strokeDash: [4, 3], color: colour('loss'), strokeWidth: 1.5 },
          encoding: { y: { ...y, field: 'rate' } },
        },
        {
          data: { values: rates },
          mark: { type: 'text', align: 'right', dx: -4, dy: -7, color: colour('ink') },
          encoding: { x: { value: 'width' }, y: { ...y, field: 'rate' }, text: { field: 'name' } },
        },
        {
          mark: { type: 'line', interpolate: 'step-after', strokeWidth: 1.75 },
          encoding: { x, y: { ...y, field: 'rate' } },
        },
        {
          mark: { type: 'point', filled: true, size: 26, opacity: 1 },
          encoding: {
            x,
            y: { ...y, field: 'rate' },
            tooltip: [
              { field: 'trades', title: 'trades' },
              { field: 'words', title: 'win rate' },
            ],
          },
        },
      ],
    },
    table: table(
      'Win rate after each trade',
      [{ title: 'trades' }, { title: 'win rate', isNumber: true }, { title: 'sequence', isNumber: true }],
      thinned(sequence, 60).map(({ trades, rate, interval }) => [
        number(trades),
        percent(rate),
        intervalText(interval, percent),
      ]),
    ),
  });
}
