import type { RunResult } from '../../results/model.ts';
import { count, number, percent, returnPercent, standing } from '../format.ts';
import { html } from '../html.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';

/** How much of the sized result is leverage, and how much is skill of the sizer. */
export function sizingSection(run: RunResult): Section {
  const { sizing, utilisation, meanPositionAdjustedReturn, trades } = run.summary;
  const title = 'Sizing: leverage or skill';
  const lede = html`mean(size × return) = mean(size) × mean(return) + covariance(size, return). The first part is leverage, which a constant size has too; only the second can be the sizer’s skill.`;
  if (sizing === null) return section('sizing', title, lede, html`<p>There are no trades to take apart.</p>`);
  const { leverage, covariance, meanSize } = sizing;
  const verdict =
    covariance > 0
      ? `Over ${count(sizing.n, 'trade')} larger sizes fell on better trades; whether by more than chance takes a paired test against a constant size of ${number(meanSize, 2)}.`
      : `Over ${count(sizing.n, 'trade')} larger sizes did not fall on better trades: a constant size of ${number(meanSize, 2)} would have done as well or better.`;
  const used =
    utilisation === null
      ? null
      : html` ${percent(utilisation)} of ${number(trades)} trades were sized by the posterior; the others before it had enough.`;
  const rows = [
    ['mean size', `${number(meanSize, 3)} contracts`, ''],
    ['mean net return', returnPercent(sizing.meanReturn), ''],
    ['leverage: their product', returnPercent(leverage), shareText(leverage, sizing.meanPositionAdjusted)],
    [
      'covariance: sizing skill',
      returnPercent(covariance),
      shareText(covariance, sizing.meanPositionAdjusted),
    ],
    [
      'mean of size × net return',
      returnPercent(sizing.meanPositionAdjusted),
      meanPositionAdjustedReturn === null
        ? `n = ${sizing.n}`
        : standing(meanPositionAdjustedReturn, returnPercent),
    ],
  ];
  return section('sizing', title, lede, [
    html`<p>${verdict}${used}</p>`,
    table(
      'Size decomposition',
      [{ title: 'part' }, { title: 'value', isNumber: true }, { title: 'of the whole' }],
      rows,
    ),
  ]);
}

/** Parts of opposite sign have no meaningful share of their sum. */
function shareText(part: number, whole: number): string {
  const share = part / whole;
  return Number.isFinite(share) && share >= 0 && share <= 1 ? percent(share, 0) : '';
}
