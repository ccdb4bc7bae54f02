import { dayOfText, weekdayOf } from '../../market/dates.ts';
import { newYorkMinutesOfDay } from '../../market/newYork.ts';
import type { RunResult, TradeRow } from '../../results/model.ts';
import { intervalText, number, percent, signedUsd } from '../format.ts';
import { groupTrades, type TradeGroup } from '../groups.ts';
import { type Html, html } from '../html.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';
import { whiskerChart } from '../whisker.ts';
import { breakEven } from './argument.ts';
import { meanR } from './exits.ts';

const BINS = Array.from({ length: 10 }, (_, bin) => String(bin));
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** The win rate by what was known when the trade was entered. */
export function breakdownSection(run: RunResult): Section {
  const { trades } = run;
  if (trades.length === 0)
    return section('breakdown', 'Where it won and lost', null, html`<p>No trade was closed.</p>`);
  const reference = breakEven(run);
  const hours = [...new Set(trades.map(hourOf))].sort();
  const weekdays = WEEKDAYS.filter((day) => trades.some((trade) => weekdayName(trade) === day));
  return section(
    'breakdown',
    'Where it won and lost',
    html`Dot: win rate; bar: its 95% Wilson interval${reference === null ? null : `; dashed: ${reference.label}`}. Small groups have wide intervals. Of twenty groups without any edge, one is expected to lie clear of break-even by chance; a group picked here is a hypothesis for other data, not a finding. A click on a dot selects its trades, here and in every other chart; with the shift key several.`,
    html`<div class="columns">${[
      groupChart(
        run,
        'by-bin',
        'bin',
        'Win rate by modal bin',
        'modal bin',
        groupTrades(trades, BINS, (trade) => String(trade.modalBin)),
      ),
      groupChart(
        run,
        'by-hour',
        'hour',
        'Win rate by hour of the signal, New York',
        'hour',
        groupTrades(trades, hours, hourOf),
      ),
      groupChart(
        run,
        'by-weekday',
        'weekday',
        'Win rate by weekday',
        'weekday',
        groupTrades(trades, weekdays, weekdayName),
      ),
      groupChart(
        run,
        'by-side',
        'side',
        'Win rate by side',
        'side',
        groupTrades(trades, ['long', 'short'], sideOf),
      ),
    ]}</div>`,
  );
}

/** The hour of the signal on New York's clock, as `09h`. */
export function hourOf(trade: TradeRow): string {
  return `${String(Math.floor(newYorkMinutesOfDay(trade.signalTime) / 60)).padStart(2, '0')}h`;
}

export function weekdayName(trade: TradeRow): string {
  return WEEKDAYS[weekdayOf(dayOfText(trade.tradeDate))]!;
}

function sideOf(trade: TradeRow): string {
  return trade.direction === 1 ? 'long' : 'short';
}

function groupChart(
  run: RunResult,
  id: string,
  column: string,
  title: string,
  what: string,
  groups: readonly TradeGroup[],
): Html {
  const known = groups.filter((group) => group.n > 0);
  const largest = known.reduce((best, group) => (group.n > best.n ? group : best), known[0]!);
  const reference = breakEven(run);
  return whiskerChart({
    id,
    link: { column, by: 'label', shows: 'winRate' },
    title,
    description: `Most trades: ${what === 'modal bin' ? 'bin ' : ''}${largest.label}, with ${percent(largest.winRate!.value)} of ${largest.n} won.`,
    axis: 'win rate',
    format: '%',
    show: percent,
    rows: groups.map((group) => ({ label: group.label, estimate: group.winRate, n: group.n })),
    reference,
    domain: [0, 1],
    table: table(
      title,
      [
        { title: what },
        { title: 'n', isNumber: true },
        { title: 'won', isNumber: true },
        { title: 'win rate', isNumber: true },
        { title: 'mean R', isNumber: true },
        { title: 'net', isNumber: true },
      ],
      groups.map((group) => [
        group.label,
        number(group.n),
        number(group.wins),
        group.winRate === null
          ? 'undefined'
          : html`${percent(group.winRate.value)} <span class="interval-words">(${intervalText(group.winRate.interval, percent)})</span>`,
        meanR(group),
        signedUsd(group.netMilli),
      ]),
    ),
  });
}
