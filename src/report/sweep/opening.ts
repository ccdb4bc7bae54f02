import type { SweepResult } from '../../results/sweepModel.ts';
import { figure, figures } from '../figure.ts';
import { whatWouldChange } from '../flips.ts';
import { count, dateWords, intervalText, number, percent } from '../format.ts';
import { type Html, html } from '../html.ts';
import { banner } from '../section.ts';

/** A Sharpe ratio per trade date. */
export function ratio(value: number): string {
  return number(value, 3);
}

/** The first screen of a sweep: the verdict on its best trial, with the raw figure beside the deflated ones. */
export function sweepOpening(sweep: SweepResult): Html {
  const { dataset, trials, axes, verdict, because, notes } = sweep;
  return html`<header>
<p class="kicker">Sweep of ${sweep.strategy} over ${axes.map((axis) => axis.name).join(', ')} on ${dataset.name}, ${dateWords(dataset.from)} to ${dateWords(dataset.to)}</p>
<h1>Is the best of ${count(trials.length, 'trial')} any good?</h1>
${dataset.note === '' ? null : banner(dataset.note)}
<p class="verdict"><strong>${verdict}</strong>: ${because}</p>
${figures(sweepFigures(sweep))}
${whatWouldChange(changes(sweep))}
${notes.length === 0 ? null : html`<h2 class="minor">What must be known of it</h2><ul class="flips">${notes.map((note) => html`<li>${note}</li>`)}</ul>`}
</header>`;
}

function sweepFigures(sweep: SweepResult): Html[] {
  const { deflation, overfitting, snooping, tradeDates } = sweep;
  const shown: Html[] = [];
  if (deflation !== null) {
    shown.push(
      figure({
        label: 'Best Sharpe ratio, as it is',
        value: ratio(deflation.sharpe),
        standing: html`per trade date, n = ${number(tradeDates)}, 95% interval ${intervalText(deflation.sharpeInterval, ratio)}. As if it were the only trial, it is above zero with ${percent(deflation.probabilisticSharpe)} confidence.`,
      }),
      figure({
        label: 'Deflated',
        value: percent(deflation.deflatedOfLedger),
        standing: html`confidence that the true ratio is above ${ratio(deflation.benchmarkOfLedger)}, what the best of ${count(deflation.trialsInLedger, 'trial')} without skill is expected to show. 95% is asked for.`,
      }),
    );
  }
  if (overfitting !== null)
    shown.push(
      figure({
        label: 'Probability of overfitting',
        value: percent(overfitting.probability, 0),
        standing: html`share of ${number(overfitting.halvings)} halvings of the record in which the best trial of one half is at or below the median in the other. One half is what choosing among noise gives.`,
      }),
    );
  if (snooping !== null)
    shown.push(
      figure({
        label: 'Hansen’s test of the best',
        value: `p = ${number(snooping.spaConsistent, 3)}`,
        standing: html`${number(snooping.spaLower, 3)} to ${number(snooping.spaUpper, 3)} by what is assumed of the losing trials; White’s reality check gives ${number(snooping.realityCheck, 3)}. n = ${number(tradeDates)} trade dates, ${number(snooping.resamples)} resamples.`,
      }),
    );
  return shown;
}

function changes({ deflation, tradeDates, trials }: SweepResult): string[] {
  if (deflation === null) return ['Trades at all: no trial has them on two days or more.'];
  const { minimumTrackDays, minimumTrackDaysDeflated, benchmarkOfLedger, trialsInLedger, sharpe } = deflation;
  const days = count(tradeDates, 'trade date');
  const longer =
    minimumTrackDaysDeflated === null
      ? `No longer record: a ratio of ${ratio(sharpe)} is not above the ${ratio(benchmarkOfLedger)} that the best of ${count(trialsInLedger, 'trial')} shows without skill.`
      : `A longer record: if the ratio stays, it is above what ${count(trialsInLedger, 'trial')} show without skill after ${count(minimumTrackDaysDeflated, 'trade date')}; here are ${days}.`;
  const alone =
    minimumTrackDays === null
      ? []
      : [
          `Were it the only trial, ${count(minimumTrackDays, 'trade date')} would tell such a ratio from zero.`,
        ];
  const looks = `Other data: here every further trial raises the bar, and it stands at ${count(trialsInLedger, 'trial')}, ${number(trials.length)} of them of this sweep.`;
  return [longer, ...alone, looks];
}
