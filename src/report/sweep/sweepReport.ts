import type { SweepResult, SweepTrialRow } from '../../results/sweepModel.ts';
import { intervalText, number, percent, returnPercent, signedUsd, usd } from '../format.ts';
import { html } from '../html.ts';
import { page } from '../page.ts';
import { withFigures } from '../pageFigures.ts';
import { facts } from '../run/provenance.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';
import { deflatedSection, overfittingSection } from './deflated.ts';
import { sweepFigures } from './figures.ts';
import { foldsSections } from './folds.ts';
import { heatMapsSection } from './heatMaps.ts';
import { ratio, sweepOpening } from './opening.ts';
import { pointOf } from './pointRows.ts';

const MOST_ROWS = 40;

/**
 * The report of a sweep as one HTML file: the verdict on its best trial, how good the best of so many would look without skill, the
 * landscape of the parameters, and what choosing by the past brought afterwards.
 * @throws TapebenchError TB_REPORT_FAILED
 */
export function renderSweepReport(sweep: SweepResult): string {
  return page({
    title: `${sweep.strategy} on ${sweep.dataset.name}: sweep`,
    opening: withFigures(sweepOpening(sweep), sweepFigures(sweep)),
    sections: [
      deflatedSection(sweep),
      overfittingSection(sweep),
      ...foldsSections(sweep),
      heatMapsSection(sweep),
      trialsSection(sweep),
      axesSection(sweep),
      provenanceSection(sweep),
    ].filter((each) => each !== null),
    foot: html`<footer>tapebench ${sweep.codeVersion}, sweep <span class="hash">${sweep.sweepId}</span>.</footer>`,
  });
}

function trialsSection({ trials, axes }: SweepResult): Section {
  const byRatio = [...trials].sort((a, b) => worth(b) - worth(a));
  const lede = html`By daily Sharpe ratio, raw. Intervals are by trading day and each as if the trial were alone. All ${number(trials.length)} are in the database.`;
  return section(
    'trials',
    trials.length > MOST_ROWS ? `The first ${MOST_ROWS} trials` : 'The trials',
    lede,
    table(
      'Trials',
      [
        { title: 'place' },
        ...axes.map((axis) => ({ title: axis.name, isNumber: true })),
        { title: 'Sharpe ratio', isNumber: true },
        { title: 'trades', isNumber: true },
        { title: 'win rate', isNumber: true },
        { title: 'mean net return', isNumber: true },
        { title: 'net', isNumber: true },
        { title: 'drawdown', isNumber: true, isExtra: true },
        { title: 'run', isExtra: true },
      ],
      byRatio.slice(0, MOST_ROWS).map((trial, place) => {
        const point = pointOf(trial);
        return [
          number(place + 1),
          ...axes.map((axis) => String(point[axis.name])),
          trial.sharpePerDay === null ? 'undefined' : ratio(trial.sharpePerDay),
          number(trial.trades),
          trial.winRate === null
            ? 'undefined'
            : `${percent(trial.winRate.value)} (${intervalText(trial.winRate.interval, percent)})`,
          trial.meanNetReturn === null
            ? 'undefined'
            : `${returnPercent(trial.meanNetReturn.value)} (${intervalText(trial.meanNetReturn.interval, returnPercent)})`,
          signedUsd(trial.netMilli),
          usd(-trial.maxDrawdownMilli),
          html`<span class="hash">${trial.runId}</span>`,
        ];
      }),
    ),
  );
}

/** Trials without a ratio stand last. */
function worth(trial: SweepTrialRow): number {
  return trial.sharpePerDay ?? Number.NEGATIVE_INFINITY;
}

function axesSection({ axes, fixed, search, seed }: SweepResult): Section {
  const rows = axes.map((axis) => [axis.name, axis.about, number(axis.values.length)]);
  const set = Object.entries(JSON.parse(fixed) as Record<string, unknown>);
  return section(
    'axes',
    'What was varied',
    search === 'grid' ? 'Every combination.' : `Drawn at random from seed ${seed}.`,
    [
      table(
        'Varied parameters',
        [{ title: 'parameter' }, { title: 'values' }, { title: 'different ones', isNumber: true }],
        rows,
      ),
      set.length === 0
        ? null
        : html`<p>Set in every trial: ${set.map(([name, value]) => `${name} ${String(value)}`).join(', ')}.</p>`,
    ],
  );
}

function provenanceSection(sweep: SweepResult): Section {
  const { dataset } = sweep;
  return section(
    'provenance',
    'Rebuild it',
    'The same file, data, code and number of trials in the ledger give the same figures.',
    [
      html`<pre>${sweep.command}</pre>`,
      facts([
        ['sweep', html`<span class="hash">${sweep.sweepId}</span>`],
        ['sweep file', html`<span class="hash">${sweep.fileDigest}</span>`],
        ['dataset', dataset.name],
        ['dataset digest', html`<span class="hash">${dataset.digest}</span>`],
        ['code version', html`<span class="hash">${sweep.codeVersion}</span>`],
        ['strategy and preset', `${sweep.strategy}, ${sweep.preset}`],
        ['trade dates', number(sweep.tradeDates)],
      ]),
    ],
  );
}
