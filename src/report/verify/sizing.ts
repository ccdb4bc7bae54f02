import type { SizingSkill, VerifyResult } from '../../results/verifyModel.ts';
import { count, number, returnPercent, standing } from '../format.ts';
import { html } from '../html.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';
import { pValueText } from './claimText.ts';

const NAMES: Readonly<Record<SizingSkill['rows'][number]['sizer'], string>> = {
  flat: 'flat: one contract',
  'constant-leverage': 'constant, at the same mean size',
  bayesian: 'the sizer, as it was',
};

/** Three ways to size the same trades, and what of the difference is the sizer's own. */
export function sizingSkillSection({ sizing }: VerifyResult): Section {
  const title = 'Sizing: leverage or skill';
  const lede =
    'The same trades under three sizes. Between flat and constant lies leverage, which anyone has by trading more; between constant and the sizer lies its skill, the covariance of size and return.';
  if (sizing === null) return section('sizing', title, lede, html`<p>There are no trades to size.</p>`);
  const { rows, skill, pValue, causalTrades, n } = sizing;
  const words =
    skill === null
      ? 'Sizes that never vary, or trades of a single day, show no skill and no lack of it.'
      : skill.interval.low > 0
        ? `Larger sizes fell on better trades by more than chance: ${returnPercent(skill.value)} a trade.`
        : skill.interval.high < 0
          ? `Larger sizes fell on worse trades by more than chance: ${returnPercent(skill.value)} a trade.`
          : 'The sizer’s own part cannot be told from nothing.';
  const causal =
    causalTrades === null
      ? null
      : html`<p>${number(causalTrades)} of ${count(n, 'size')} are what a fresh sizer gives that was shown nothing but the trades closed by then${causalTrades === n ? '' : ': the others need a look'}.</p>`;
  return section('sizing', title, lede, [
    html`<p>${words}</p>`,
    table(
      'Three sizes on the same trades',
      [
        { title: 'size' },
        { title: 'mean size', isNumber: true },
        { title: 'mean of size × net return', isNumber: true },
      ],
      rows.map(({ sizer, meanSize, meanPositionAdjusted }) => [
        NAMES[sizer],
        number(meanSize, 3),
        meanPositionAdjusted === null
          ? `undefined, n = ${n}`
          : `${returnPercent(meanPositionAdjusted.value)}, ${standing(meanPositionAdjusted, returnPercent)}`,
      ]),
    ),
    html`<p>Skill: ${skill === null ? 'undefined' : `${returnPercent(skill.value)}, ${standing(skill, returnPercent)}`}, paired by trading day; dealing the sizes anew among the trades gives as much with p = ${pValueText(pValue)}.</p>`,
    causal,
  ]);
}
