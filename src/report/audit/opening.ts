import type { AuditResult } from '../../results/auditModel.ts';
import { estimateFigure, figure, figures } from '../figure.ts';
import { whatWouldChange } from '../flips.ts';
import { count, dateWords, intervalText, number, percent, returnPercent } from '../format.ts';
import { type Html, html } from '../html.ts';
import { banner } from '../section.ts';

/** The first screen of an audit: the question, what it comes to, the figures that carry it, and the findings. */
export function auditOpening(audit: AuditResult): Html {
  const { dataset, findings, conclusion, claimedWinRate } = audit;
  return html`<header>
<p class="kicker">Audit of the published V6 backtest on ${dataset.name}, ${dateWords(dataset.from)} to ${dateWords(dataset.to)}, ${count(dataset.rows, 'row')}</p>
<h1>What does the claimed ${percent(claimedWinRate)} stand on?</h1>
${dataNote(audit)}
<p class="verdict">${conclusion}</p>
${figures([publishedFigure(audit), ordersFigure(audit), crossedFigure(audit), mendedFigure(audit)])}
${whatWouldChange(changes(audit))}
<h2 class="minor">The findings</h2>
<ul class="flips">${findings.map((finding) => html`<li>${finding}</li>`)}</ul>
</header>`;
}

function dataNote({ dataset, mixing }: AuditResult): Html {
  const note = dataset.note === '' ? null : banner(dataset.note);
  const single =
    mixing.minutesWithSeveral > 0
      ? null
      : banner(
          'This data holds one contract at a time: mixing of months and the order of rows cannot show on it.',
        );
  return html`${note}${single}`;
}

function publishedFigure({ subsets, claimedWinRate }: AuditResult): Html {
  return estimateFigure('Win rate as published', subsets[0]!.winRate, percent, {
    value: claimedWinRate,
    label: `claimed ${percent(claimedWinRate)}`,
  });
}

function ordersFigure({ rowOrders, mixing }: AuditResult): Html {
  const label = 'The same rows in other orders';
  const rates = rowOrders.flatMap((order) => (order.winRate === null ? [] : [order.winRate.value]));
  if (rates.length === 0 || mixing.minutesWithSeveral === 0)
    return figure({ label, value: 'no other order', standing: 'No minute holds rows of two contracts.' });
  const trades = rowOrders.map((order) => order.trades);
  return figure({
    label,
    value: intervalText({ low: Math.min(...rates), high: Math.max(...rates) }, percent),
    standing: html`Win rates under ${number(rates.length)} orders of the rows inside a minute; n = ${number(Math.min(...trades))} to ${number(Math.max(...trades))} trades each.`,
  });
}

function crossedFigure({ trades }: AuditResult): Html {
  const crossed = trades.filter((trade) => trade.entryContract !== trade.exitContract).length;
  const early = trades.filter((trade) => trade.isEntryBeforeClusterEnds).length;
  return figure({
    label: 'In on one contract, out on another',
    value: `${number(crossed)} of ${number(trades.length)}`,
    standing: html`${count(early, 'trade enters', 'trades enter')} before the 15 minutes that justify them are over.`,
  });
}

function mendedFigure({ subsets }: AuditResult): Html {
  const all = subsets.at(-1)!;
  const label = 'Mean net return, all mended';
  if (all.trades < 2)
    return figure({
      label,
      value: 'undefined',
      standing: html`n = ${number(all.trades)}: with all nine defects mended there is nothing left to take a mean of.`,
    });
  return estimateFigure(label, all.meanNetReturn, returnPercent, { value: 0, label: 'zero' });
}

function changes({ subsets, rowOrders, causal, claimedWinRate }: AuditResult): string[] {
  const sentences: string[] = [];
  const rates = rowOrders.flatMap(({ winRate }) => (winRate === null ? [] : [winRate.value]));
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  if (rates.length > 1 && high > low)
    sentences.push(
      `Another order of the same rows inside a minute: it alone moves the win rate from ${percent(low)} to ${percent(high)}.`,
    );
  const alone = subsets.filter(({ mended }) => mended.length === 1);
  const most = alone.reduce<(typeof alone)[number] | null>(
    (best, each) => (best === null || each.trades < best.trades ? each : best),
    null,
  );
  if (most !== null)
    sentences.push(
      `Mending one defect: with ${most.mended[0]} mended ${count(most.trades, 'trade is', 'trades are')} left of ${number(subsets[0]!.trades)}.`,
    );
  const causalWords = causal.flatMap(({ preset, winRate }) =>
    winRate === null
      ? []
      : [
          `${preset} wins ${percent(winRate.value)} (${intervalText(winRate.interval, percent)}, n = ${number(winRate.n)})`,
        ],
  );
  if (causalWords.length > 0)
    sentences.push(
      `A strategy that decides on what is known then and wins ${percent(claimedWinRate)}: on the same data ${causalWords.join(', ')}.`,
    );
  return sentences;
}
