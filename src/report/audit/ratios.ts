import type { AuditResult, RatioDistribution } from '../../results/auditModel.ts';
import { chart } from '../chart.ts';
import { intervalText, number, percent, seen } from '../format.ts';
import { html } from '../html.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';
import { colour } from '../theme.ts';

const FITTED = 150;

/** The tenth defect, which has no switch: constants fitted to a stream in which the months are mixed. */
export function ratiosSection({ ratios }: AuditResult): Section {
  const lede = html`Signal strength counts the volume ratio up to 150 and asks for 0.45. Both are fitted to the mixed stream, whose quiet back months make the mean row small and the ratio large. Mending a defect does not fit them again, nor the 0.15 that the modal price’s place is held against. So a mended procedure that hardly trades says nothing for or against the idea.`;
  const shown = ratios.filter((ratio) => ratio.n > 0);
  if (shown.length === 0)
    return section(
      'tenth-defect',
      'The tenth defect',
      lede,
      html`<p>No cluster ranks first in this data.</p>`,
    );
  return section('tenth-defect', 'The tenth defect', lede, [
    chart({
      id: 'ratios',
      title: 'Volume ratio of the clusters ranked first',
      description:
        'Dot: median; thick: the middle half; thin: from the lowest to the highest tenth. Dashed: the fitted 150.',
      height: 150,
      spec: ratiosSpec(shown),
      table: ratiosTable(ratios),
    }),
  ]);
}

const SHORT: Readonly<Record<string, string>> = {
  'all months in one stream (as published)': 'as published',
};

function shortOf({ label }: RatioDistribution): string {
  return SHORT[label] ?? label;
}

function ratiosSpec(ratios: readonly RatioDistribution[]): object {
  const values = ratios.map((ratio) => {
    const [, p10, p25, median, p75, p90] = ratio.quantiles as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    return {
      label: shortOf(ratio),
      p10: seen(p10),
      p25: seen(p25),
      median: seen(median),
      p75: seen(p75),
      p90: seen(p90),
      words: `median ${number(median)}, middle half ${number(p25)} to ${number(p75)}`,
      n: `n = ${number(ratio.n)}`,
    };
  });
  const y = {
    field: 'label',
    type: 'nominal',
    sort: null,
    scale: { domain: ratios.map(shortOf) },
    title: null,
    axis: { labelColor: colour('ink'), labelPadding: 9, labelLimit: 140, labelOverlap: false },
  };
  const x = {
    type: 'quantitative',
    title: 'volume ratio',
    scale: { zero: true, nice: true },
    axis: { grid: true, tickCount: 5, format: ',.0f' },
  };
  const tooltip = [
    { field: 'label', title: ' ' },
    { field: 'words', title: 'ratio' },
    { field: 'n', title: 'clusters' },
  ];
  return {
    data: { values },
    encoding: { y },
    layer: [
      {
        data: { values: [{ fitted: FITTED }] },
        mark: { type: 'rule', color: colour('loss'), strokeDash: [4, 3], strokeWidth: 1.5 },
        encoding: { x: { field: 'fitted', type: 'quantitative' }, y: null },
      },
      {
        mark: { type: 'rule', strokeWidth: 2, color: colour('muted') },
        encoding: { x: { ...x, field: 'p10' }, x2: { field: 'p90' }, tooltip },
      },
      {
        mark: { type: 'rule', strokeWidth: 9, strokeCap: 'round', color: colour('band') },
        encoding: { x: { ...x, field: 'p25' }, x2: { field: 'p75' }, tooltip },
      },
      {
        mark: { type: 'point', filled: true, size: 70, color: colour('accent'), opacity: 1 },
        encoding: { x: { ...x, field: 'median' }, tooltip },
      },
      {
        mark: { type: 'text', align: 'left', dx: 8, color: colour('muted'), fontSize: 11 },
        encoding: { x: { value: 'width' }, text: { field: 'n' } },
      },
    ],
  };
}

function ratiosTable(ratios: readonly RatioDistribution[]): ReturnType<typeof table> {
  const share = (estimate: RatioDistribution['reachesFitted']): string =>
    estimate === null
      ? 'undefined'
      : `${percent(estimate.value)} (${intervalText(estimate.interval, percent)})`;
  return table(
    'Volume ratios of the clusters ranked first',
    [
      { title: 'clusters from' },
      { title: 'n', isNumber: true },
      { title: 'median', isNumber: true },
      { title: 'middle half', isNumber: true },
      { title: 'reach 150', isNumber: true },
      { title: 'become entries', isNumber: true },
    ],
    ratios.map((ratio) => [
      ratio.label,
      number(ratio.n),
      ratio.n === 0 ? 'undefined' : number(ratio.quantiles[3]!),
      ratio.n === 0 ? 'undefined' : `${number(ratio.quantiles[2]!)} to ${number(ratio.quantiles[4]!)}`,
      share(ratio.reachesFitted),
      share(ratio.becomesEntry),
    ]),
  );
}
