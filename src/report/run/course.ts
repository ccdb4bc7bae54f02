import type { RunResult, TradeRow } from '../../results/model.ts';
import { quantiles } from '../../stats/quantiles.ts';
import { count, number, percent, usd } from '../format.ts';
import { shareOf } from '../groups.ts';
import { type Html, html } from '../html.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';

/** Minutes of a regular session. */
const SESSION_MINUTES = 390;

/** How trades went before they ended: how long they were held, how far they went against and for, and how much of the profit few of them made. */
export function courseSection(run: RunResult): Section {
  const title = 'How trades went before they ended';
  const { trades } = run;
  if (trades.length === 0) return section('course', title, null, html`<p>No trade was closed.</p>`);
  const won = trades.filter((trade) => trade.netMilli > 0);
  const lost = trades.filter((trade) => trade.netMilli <= 0);
  return section(
    'course',
    title,
    'Excursions are in units of the distance to the stop: −1 R against is the stop. Losers that were far ahead before they lost ask for another exit, winners that were almost stopped out hang on the fill rules; either is a hypothesis for other data.',
    [
      courseTable(won, lost),
      html`<ul class="flips">${notes(run, lost).map((note) => html`<li>${note}</li>`)}</ul>`,
    ],
  );
}

function courseTable(won: readonly TradeRow[], lost: readonly TradeRow[]): Html {
  const row = (
    name: string,
    trades: readonly TradeRow[],
    of: (trade: TradeRow) => number,
    decimals: number,
  ): string[] => {
    if (trades.length === 0) return [name, '0', 'undefined', 'undefined', 'undefined'];
    const shown = quantiles(Float64Array.from(trades, of), [0.1, 0.5, 0.9]).map((value) =>
      number(value, decimals),
    );
    return [name, number(trades.length), ...shown];
  };
  const held = (trade: TradeRow): number => trade.barsHeld;
  const against = (trade: TradeRow): number => -trade.adverseTicks / risked(trade);
  const ahead = (trade: TradeRow): number => trade.favourableTicks / risked(trade);
  return table(
    'How trades went before they ended',
    [
      { title: '' },
      { title: 'n', isNumber: true },
      { title: 'a tenth below', isNumber: true },
      { title: 'median', isNumber: true },
      { title: 'a tenth above', isNumber: true },
    ],
    [
      row('bars held, won', won, held, 0),
      row('bars held, lost', lost, held, 0),
      row('farthest against in R, won', won, against, 2),
      row('farthest against in R, lost', lost, against, 2),
      row('farthest ahead in R, won', won, ahead, 2),
      row('farthest ahead in R, lost', lost, ahead, 2),
    ],
  );
}

/** Ticks from entry to stop. */
function risked(trade: TradeRow): number {
  return Math.max(1, Math.abs(trade.entryTicks - trade.stopTicks));
}

function notes(run: RunResult, lost: readonly TradeRow[]): string[] {
  const { trades, summary, equity } = run;
  const dates = equity.filter((row) => row.bars > 0).length;
  const minutes = trades.reduce((sum, trade) => sum + (trade.exitTime - trade.entryTime) / 60_000, 0);
  const sentences: string[] = [];
  if (dates > 0)
    sentences.push(
      `In the market ${percent(minutes / (dates * SESSION_MINUTES))} of the regular sessions’ time, ${number(minutes / trades.length, 0)} minutes a trade.`,
    );
  const ahead = lost.filter((trade) => trade.favourableTicks >= risked(trade)).length;
  const share = shareOf(ahead, lost.length);
  if (share !== null)
    sentences.push(
      `${number(ahead)} of ${count(lost.length, 'losing trade')} were 1 R ahead before they lost: ${percent(share.value)} (95% interval ${percent(share.interval.low)} to ${percent(share.interval.high)}).`,
    );
  // Sorted by what they made: whether the result hangs on a handful.
  const nets = trades.map((trade) => trade.netMilli).sort((a, b) => b - a);
  const best = Math.max(1, Math.ceil(trades.length / 20));
  const withoutBest = summary.netMilli - nets.slice(0, best).reduce((sum, net) => sum + net, 0);
  sentences.push(
    `Without the best ${count(best, 'trade')}, a twentieth of all, the net result is ${usd(withoutBest)} in place of ${usd(summary.netMilli)}.`,
  );
  return sentences;
}
