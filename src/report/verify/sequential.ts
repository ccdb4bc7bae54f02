import type { SequentialPoint, SequentialResult, VerifyResult } from '../../results/verifyModel.ts';
import { chart } from '../chart.ts';
import { count, dateWords, intervalText, number, percent, seen } from '../format.ts';
import { type Html, html } from '../html.ts';
import { facts } from '../run/provenance.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';
import { colour } from '../theme.ts';
import { pValueText } from './claimText.ts';

/** The tests that may be looked at every day, along the trades. */
export function sequentialSection({ sequential }: VerifyResult): Section {
  const title = 'Looked at every day';
  const lede =
    'For paper trading, where one looks after every trade: these tests and intervals hold at any time one stops. An ordinary test looked at daily does not; at 5% it raises a false alarm in about three records of ten within 500 trades.';
  if (sequential === null)
    return section(
      'sequential',
      title,
      lede,
      html`<p>The ledger claims no win rate above its null, so that there is nothing to run.</p>`,
    );
  return section('sequential', title, lede, [
    html`<p>${sprtWords(sequential)}</p>`,
    facts([
      [
        'tested',
        `${percent(sequential.nullRate)} against ${percent(sequential.claimedRate)}, errors ${number(sequential.alpha, 2)} and ${number(sequential.beta, 2)}`,
      ],
      [
        'log-likelihood ratio',
        `${number(sequential.logLikelihoodRatio, 3)}, bounds ${number(sequential.lower, 3)} and ${number(sequential.upper, 3)}`,
      ],
      [
        'from day one, if nothing is there',
        expectedText(sequential.expectedUnderNull, sequential.weeksUnderNull),
      ],
      [
        'from day one, if the claim is true',
        expectedText(sequential.expectedUnderClaim, sequential.weeksUnderClaim),
      ],
      ['win rate above the null, p at any time', pValueText(sequential.anytimeRatePValue)],
      ['mean R above zero, p at any time', pValueText(sequential.anytimeMeanPValue)],
      [
        'bounds of R',
        `${intervalText(sequential.meanBounds, (value) => number(value, 1))}; ${number(sequential.clippedBelow)} trades clipped below, ${number(sequential.clippedAbove)} above`,
      ],
    ]),
    ...(sequential.points.length < 2 ? [] : [pathChart(sequential)]),
    html`<p>Where the null is the trades’ own break-even it was taken from the same trades; in paper trading a rate fixed on the first day stands in its place. Trades are taken as independent and the rate as constant.</p>`,
  ]);
}

function sprtWords({ sprt, sprtTrades, claimedRate, nullRate, points }: SequentialResult): string {
  const last = points.at(-1);
  if (last === undefined) return 'No trades yet.';
  switch (sprt) {
    case 'accept-null':
      return `The sequential test would have stopped after ${count(sprtTrades, 'trade')} for ${percent(nullRate)} and against the claimed ${percent(claimedRate)}.`;
    case 'accept-alternative':
      return `The sequential test would have stopped after ${count(sprtTrades, 'trade')} for the claimed ${percent(claimedRate)} and against ${percent(nullRate)}.`;
    case 'continue':
      return `After ${count(sprtTrades, 'trade')} the sequential test of ${percent(nullRate)} against ${percent(claimedRate)} has not decided.`;
  }
}

function expectedText(trades: number, weeks: number | null): string {
  return `about ${count(Math.ceil(trades), 'trade')}${weeks === null ? '' : `, ${count(weeks, 'week')}`}`;
}

function pathChart(sequential: SequentialResult): Html {
  const last = sequential.points.at(-1)!;
  return chart({
    id: 'sequence',
    title: 'Win rate after each trade',
    description: `Line: wins so far; band: the 95% confidence sequence, which holds at all times at once. After ${count(last.trades, 'trade')}: ${intervalText(last.rate, percent)}. Dashed: null and claim.`,
    height: 220,
    spec: pathSpec(sequential),
    table: pathTable(sequential.points),
  });
}

function pathSpec({ points, nullRate, claimedRate }: SequentialResult): object {
  const values = points.map(({ trades, wins, rate }) => ({
    trades,
    value: seen(wins / trades),
    low: seen(rate.low),
    high: seen(rate.high),
    words: `${percent(wins / trades)} (${intervalText(rate, percent)})`,
  }));
  const x = { field: 'trades', type: 'quantitative', title: 'trades' };
  const y = {
    type: 'quantitative',
    title: 'win rate',
    scale: { domain: [0, 1] },
    axis: { format: '.0%', values: [0, 0.25, 0.5, 0.75, 1] },
  };
  return {
    data: { values },
    layer: [
      {
        mark: { type: 'area', color: colour('band') },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } },
      },
      {
        data: { values: [{ rate: seen(nullRate) }, { rate: seen(claimedRate) }] },
        mark: { type: 'rule', color: colour('loss'), strokeDash: [4, 3] },
        encoding: { y: { field: 'rate', type: 'quantitative' } },
      },
      {
        mark: { type: 'line', color: colour('accent'), point: true },
        encoding: {
          x,
          y: { ...y, field: 'value' },
          tooltip: [
            { field: 'trades', title: 'trades' },
            { field: 'words', title: 'win rate' },
          ],
        },
      },
    ],
  };
}

function pathTable(points: readonly SequentialPoint[]): Html {
  return table(
    'Confidence sequences',
    [
      { title: 'trades' },
      { title: 'wins', isNumber: true },
      { title: 'until' },
      { title: 'win rate', isNumber: true },
      { title: 'mean R', isNumber: true },
    ],
    points.map(({ trades, wins, time, rate, meanR }) => [
      number(trades),
      number(wins),
      dateWords(time),
      intervalText(rate, percent),
      intervalText(meanR, (value) => number(value, 3)),
    ]),
  );
}
