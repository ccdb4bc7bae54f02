import type { AuditResult } from '../../results/auditModel.ts';
import { estimateFigure, figure, figures } from '../figure.ts';
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
<h3>The findings</h3>
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
