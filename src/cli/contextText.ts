import type {
  BinStatistics,
  ContextStatistics,
  RegimeStatistics,
  SizingBenefit,
} from '../research/review/contexts.ts';
import { RECENT_TRADES } from '../research/review/contexts.ts';
import type { OutcomeCounts } from '../research/review/outcomes.ts';
import { count, dollars, percent, rateText, utcMinute } from './figures.ts';
import { styled, table } from './terminal.ts';

/** The statistics by context as people read them: no rate without its n and interval. */
export function contextText(statistics: ContextStatistics, now: number): string {
  const { all, bins, volatility, trend, utilisation, sizing } = statistics;
  if (all.trades + all.outcomes.real === 0) return 'No trade has closed yet: there is nothing to learn from.';
  return [
    '',
    `Trades       ${count(all.trades)}, ${count(all.wins)} won, ${dollars(all.netMilli)} after costs`,
    `Win rate     ${rateText(all.rate)}`,
    `Last ${RECENT_TRADES}      ${rateText(all.recent)}`,
    `Utilisation  ${rateText(utilisation)} sized by a posterior`,
    ...(all.outcomes.real === 0 ? [] : [`Learned      ${outcomesText(all.outcomes)}`]),
    '',
    `${styled('bold', 'By modal bin')}, posteriors as of ${utcMinute(now)} UTC`,
    binTable(bins),
    '',
    styled('bold', 'By volatility at the signal'),
    regimeTable(volatility),
    '',
    styled('bold', 'By trend at the signal'),
    regimeTable(trend),
    '',
    sizing === null ? '' : sizingText(sizing),
  ].join('\n');
}

/** Whose results the posteriors stand on. */
export function outcomesText({ real, paper }: OutcomeCounts): string {
  return `from ${count(real)} real ${real === 1 ? 'result' : 'results'} and ${count(paper)} on paper`;
}

function binTable(bins: readonly BinStatistics[]): string {
  const hasReal = bins.some(({ outcomes }) => outcomes.real > 0);
  return table(
    [
      { title: 'Bin', isNumber: true },
      { title: 'Won' },
      { title: 'Win rate' },
      { title: `Last ${RECENT_TRADES}` },
      ...(hasReal ? [{ title: 'Learned' }] : []),
      { title: 'Posterior' },
      { title: 'Multiplier', isNumber: true },
    ],
    bins.map(({ modalBin, wins, trades, rate, recent, outcomes, posterior }) => [
      String(modalBin),
      `${count(wins)} of ${count(trades)}`,
      rateText(rate, 0),
      rateText(recent, 0),
      ...(hasReal ? [`${count(outcomes.real)} real, ${count(outcomes.paper)} paper`] : []),
      posterior === null
        ? 'none kept'
        : `${percent(posterior.mean)} [${percent(posterior.level, 0)}: ${percent(posterior.interval.low, 0)} to ${percent(posterior.interval.high, 0)}], n = ${count(posterior.trades)}`,
      posterior === null
        ? ''
        : `${posterior.multiplier.toFixed(2)}x${posterior.isSizedByIt ? '' : ' (too few trades)'}`,
    ]),
  );
}

function regimeTable(regimes: readonly RegimeStatistics[]): string {
  return table(
    [{ title: 'Regime' }, { title: 'Won' }, { title: 'Win rate' }, { title: 'Net', isNumber: true }],
    regimes.map(({ regime, wins, trades, rate, netMilli }) => [
      regime,
      `${count(wins)} of ${count(trades)}`,
      rateText(rate),
      dollars(netMilli),
    ]),
  );
}

function sizingText(sizing: SizingBenefit): string {
  const { n, meanSize, meanPositionAdjusted, leverage, covariance, pValue } = sizing;
  const lines = [
    styled('bold', 'Whether sizing helps'),
    `mean of size x net return ${percent(meanPositionAdjusted, 4)} = leverage ${percent(leverage, 4)} (mean size ${meanSize.toFixed(2)}) + covariance ${percent(covariance, 4)}, n = ${count(n)}`,
  ];
  if (pValue === null) lines.push('All trades had the same size: nothing can be said of sizing.');
  else {
    const verdict =
      pValue <= 0.05
        ? 'Larger sizes fell on better trades more than chance gives.'
        : 'That larger sizes fall on better trades cannot be told from chance.';
    lines.push(`p = ${pValue.toFixed(4)} against sizes dealt at random. ${verdict}`);
  }
  return lines.join('\n');
}
