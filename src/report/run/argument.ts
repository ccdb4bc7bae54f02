import type { Estimate, RunResult } from '../../results/model.ts';
import { estimateFigure, figure, figures, type Reference } from '../figure.ts';
import { whatWouldChange } from '../flips.ts';
import {
  count,
  dateWords,
  intervalText,
  number,
  percent,
  returnPercent,
  signedUsd,
  standing,
  usd,
} from '../format.ts';
import { type Html, html } from '../html.ts';
import { banner } from '../section.ts';

/** The first screen of a run: the question, the verdict in words, what carries it, and what would change it. */
export function argument(run: RunResult, question: string | null): Html {
  const { header, summary, funnel } = run;
  const { dataset, instrument } = header;
  const asked = question ?? `Does ${header.strategy} make money on ${instrument.root} after costs?`;
  const preset =
    header.preset === header.strategy || header.preset === 'default' ? '' : ` (${header.preset})`;
  return html`<header>
<p class="kicker">Backtest of ${header.strategy}${preset} on ${instrument.name}, ${dateWords(dataset.from)} to ${dateWords(dataset.to)}, dataset ${dataset.name}</p>
<h1>${asked}</h1>
${dataBanner(run)}
<p class="verdict">${summary.verdict}</p>
${figures(openingFigures(run))}
${funnel.blockedBy === null ? null : html`<p><strong>No trades:</strong> ${funnel.blockedBy}</p>`}
${summary.openAtEnd === null ? null : html`<p><strong>Open at the end of the data, and in no figure:</strong> ${summary.openAtEnd}</p>`}
${whatWouldChange(runChanges(run))}
</header>`;
}

/** What must be said about the data before any figure: that it is synthetic, or its own note. */
export function dataBanner(run: RunResult): Html | null {
  const { isSynthetic, note } = run.header.dataset;
  if (isSynthetic) {
    return banner(
      `This data is synthetic: it shows the tool and says nothing about ${run.header.instrument.root}.`,
    );
  }
  return note === '' ? null : banner(note);
}

/** Break-even, where it is known. */
export function breakEven(run: RunResult): Reference | null {
  const { breakEvenWinRate } = run.summary;
  return breakEvenWinRate === null
    ? null
    : { value: breakEvenWinRate, label: `break-even ${percent(breakEvenWinRate)}` };
}

function openingFigures(run: RunResult): Html[] {
  const { summary } = run;
  const range =
    summary.winRateRange === null
      ? null
      : html`Pessimistic to optimistic fills: ${intervalText(summary.winRateRange, percent)}.`;
  return [
    estimateFigure('Win rate', summary.winRate, percent, breakEven(run), range),
    estimateFigure('Mean net return a trade', summary.meanNetReturn, returnPercent, {
      value: 0,
      label: 'zero',
    }),
    figure({
      label: 'Net result',
      value: signedUsd(summary.netMilli),
      standing: html`n = ${number(summary.trades)} trades on ${usd(summary.initialCapitalMilli)}. ${signedUsd(summary.grossMilli)} before costs; commission ${usd(summary.commissionMilli)}, slippage ${usd(summary.slippageMilli)}.`,
    }),
    figure({
      label: 'Deepest drawdown',
      value: usd(-summary.maxDrawdownMilli),
      standing: html`${percent(summary.maxDrawdownShare)} of the high-water mark of closed equity. ${count(summary.emergencyStops, 'emergency stop')}, ${count(summary.lossPauses, 'pause')} after losses in a row.`,
    }),
  ];
}

/** The normal quantile of a two-sided level: what turns an interval's half-width into a standard error. */
const Z95 = 1.959963984540054;

/** What it would take for the reader to decide otherwise, in sentences; the nearest first. */
export function runChanges(run: RunResult): string[] {
  const { summary } = run;
  const { winRate, breakEvenWinRate } = summary;
  if (winRate === null) return ['Any trade at all: without trades nothing can be said.'];
  const sentences: string[] = [];
  if (breakEvenWinRate !== null)
    sentences.push(aboutBreakEven(winRate, breakEvenWinRate, summary.tradesPerWeek));
  if (summary.meanNetReturn !== null) sentences.push(aboutZero(summary.meanNetReturn));
  sentences.push(aboutCosts(run), aboutFills(run));
  return sentences;
}

function aboutBreakEven(winRate: Estimate, breakEvenRate: number, tradesPerWeek: number): string {
  const { low, high } = winRate.interval;
  const rate = percent(winRate.value);
  const against = `break-even (${percent(breakEvenRate)})`;
  if (breakEvenRate < low)
    return `The win rate is above ${against} by its whole interval; at these mean wins and losses even its lower end, ${percent(low)}, would earn.`;
  if (breakEvenRate > high)
    return `The win rate is below ${against} by its whole interval; at these mean wins and losses even its upper end, ${percent(high)}, would lose.`;
  const distance = winRate.value - breakEvenRate;
  if (Math.abs(distance) < 1e-4)
    return `The win rate is at ${against}: more trades at this rate would not decide it.`;
  // Trades at which the observed rate lies one half-width of its 95% interval from break-even (normal approximation).
  const needed = Math.ceil((Z95 * Z95 * winRate.value * (1 - winRate.value)) / (distance * distance));
  const more = Math.max(1, needed - winRate.n);
  const weeks =
    tradesPerWeek > 0
      ? `, about ${count(Math.ceil(more / tradesPerWeek), 'week')} at ${number(tradesPerWeek, 1)} trades a week`
      : '';
  return `The interval of the win rate contains ${against}. If the rate stays at ${rate}, it takes about ${count(more, 'more trade')}${weeks}, until the 95% interval excludes it.`;
}

function aboutZero(mean: Estimate): string {
  const words = standing(mean, returnPercent);
  if (mean.interval.low > 0)
    return `The mean net return is above zero by its whole interval (${words}); it turns if costs are higher by ${returnPercent(mean.interval.low)} of notional a trade.`;
  if (mean.interval.high < 0) return `The mean net return is below zero by its whole interval (${words}).`;
  return `The interval of the mean net return contains zero: ${intervalText(mean.interval, returnPercent)}.`;
}

function aboutCosts(run: RunResult): string {
  const { grossMilli, commissionMilli, slippageMilli, netMilli, trades } = run.summary;
  const costs = commissionMilli + slippageMilli;
  const each = trades > 0 ? `, ${usd(costs / trades, 2)} a trade` : '';
  if (grossMilli <= 0)
    return `Costs took ${usd(costs)}${each}; the trades lose ${usd(-grossMilli)} before costs, so that no cost model mends it.`;
  if (netMilli > 0)
    return `Costs took ${usd(costs)}${each}; the profit is gone when they are ${number(grossMilli / costs, 1)} times as high.`;
  return `Costs took ${usd(costs)}${each}, more than the ${usd(grossMilli)} made before them; at ${percent(grossMilli / costs, 0)} of these costs the run breaks even.`;
}

function aboutFills(run: RunResult): string {
  const { ambiguousTrades, winRateRange } = run.summary;
  if (ambiguousTrades === 0)
    return 'No trade ends otherwise under another reading of its bars: the order of prices inside a minute decides nothing here.';
  const range =
    winRateRange === null ? '' : `: the win rate goes from ${intervalText(winRateRange, percent)}`;
  return `${count(ambiguousTrades, 'trade ends', 'trades end')} otherwise under another reading of the bars${range}.`;
}
