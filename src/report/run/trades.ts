import { newYorkMinutesOfDay } from '../../market/newYork.ts';
import type { RunResult, TradeBars, TradeRow } from '../../results/model.ts';
import { clock, newYorkWall, seen } from '../format.ts';
import { type Html, html, withChart, withData } from '../html.ts';
import { type Section, section } from '../section.ts';
import { hourOf, weekdayName } from './breakdown.ts';
import { pricePanelSpec, volumePanelSpec } from './tradePanel.ts';

interface ShownColumn {
  readonly name: string;
  readonly title: string;
  readonly kind: 'whole' | 'text' | 'price' | 'usd' | 'r' | 'share';
  readonly isExtra?: boolean;
}

const SHOWN: readonly ShownColumn[] = [
  { name: 'id', title: 'trade', kind: 'whole' },
  { name: 'date', title: 'trade date', kind: 'text' },
  { name: 'clock', title: 'signal', kind: 'text', isExtra: true },
  { name: 'contract', title: 'contract', kind: 'text', isExtra: true },
  { name: 'side', title: 'side', kind: 'text', isExtra: true },
  { name: 'quantity', title: 'size', kind: 'whole', isExtra: true },
  { name: 'entryTicks', title: 'entry', kind: 'price', isExtra: true },
  { name: 'exitTicks', title: 'exit', kind: 'price', isExtra: true },
  { name: 'reason', title: 'exit by', kind: 'text' },
  { name: 'held', title: 'bars', kind: 'whole', isExtra: true },
  { name: 'bin', title: 'bin', kind: 'whole', isExtra: true },
  { name: 'strength', title: 'strength', kind: 'share', isExtra: true },
  { name: 'r', title: 'R', kind: 'r' },
  { name: 'net', title: 'net', kind: 'usd' },
];

const FILTERS = [
  { name: 'side', title: 'side' },
  { name: 'reason', title: 'exit by' },
  { name: 'result', title: 'result' },
  { name: 'bin', title: 'modal bin' },
  { name: 'contract', title: 'contract' },
  { name: 'hour', title: 'hour' },
  { name: 'weekday', title: 'weekday' },
  { name: 'month', title: 'month' },
] as const;

/** Every trade: a table to sort and filter, and the chosen trade on its bars. */
export function tradesSection(run: RunResult): Section {
  if (run.trades.length === 0)
    return section('trades', 'The trades', null, html`<p>No trade was closed.</p>`);
  const columns = columnsOf(run);
  const hasBars = run.tradeBars.length > 0;
  const lede = html`Times are New York’s. Choose a trade to see it on its bars; the headings sort.`;
  const body = html`${hasBars ? panel() : null}${filters(columns)}${emptyTable()}<div class="pager"><span id="trades-words" role="status"></span><button type="button" id="trades-before">Earlier rows</button><button type="button" id="trades-after">Later rows</button></div>`;
  const data: readonly (readonly [string, unknown])[] = [
    ['trades', { shown: SHOWN, columns, ...windowsOf(run) }],
    [
      'instrument',
      { tickNano: run.header.instrument.tickNano, priceDecimals: run.header.instrument.priceDecimals },
    ],
    ['tradeBars', Object.fromEntries(run.tradeBars.map((bars) => [bars.trade, packedBars(bars)]))],
  ];
  const withAll = data.reduce((piece, [name, value]) => withData(piece, name, value), body);
  return section('trades', 'The trades', lede, withAll);
}

/** How long before its signal a trade's cluster and its volume profile begin, in minutes, where the strategy has them. */
function windowsOf({ header }: RunResult): {
  readonly signalMinutes: number;
  readonly profileMinutes: number;
} {
  const minutes = (name: string, otherwise: number): number => {
    const value = Object.hasOwn(header.parameters, name) ? header.parameters[name] : undefined;
    return typeof value === 'number' ? value : otherwise;
  };
  return { signalMinutes: minutes('clusterMinutes', 1), profileMinutes: minutes('profileMinutes', 15) };
}

type Columns = Readonly<Record<string, readonly (string | number | boolean)[]>>;

function columnsOf(run: RunResult): Columns {
  const signalTicks = new Map(run.signals.map((signal) => [signal.id, signal.priceTicks]));
  const column = <Value extends string | number | boolean>(pick: (trade: TradeRow) => Value): Value[] =>
    run.trades.map(pick);
  return {
    id: column((trade) => trade.id),
    date: column((trade) => trade.tradeDate),
    month: column((trade) => trade.tradeDate.slice(0, 7)),
    clock: column((trade) => clock(newYorkMinutesOfDay(trade.signalTime))),
    hour: column(hourOf),
    weekday: column(weekdayName),
    contract: column((trade) => trade.contract),
    side: column((trade) => (trade.direction === 1 ? 'long' : 'short')),
    quantity: column((trade) => trade.quantity),
    entryTicks: column((trade) => trade.entryTicks),
    exitTicks: column((trade) => trade.exitTicks),
    stopTicks: column((trade) => trade.stopTicks),
    targetTicks: column((trade) => trade.targetTicks),
    modalTicks: column((trade) => trade.modalTicks),
    signalTicks: column((trade) => signalTicks.get(trade.signal) ?? trade.entryTicks),
    signalTime: column((trade) => newYorkWall(trade.signalTime)),
    entryBarTime: column((trade) => newYorkWall(trade.entryBarTime)),
    exitBarTime: column((trade) => newYorkWall(trade.exitBarTime)),
    reason: column((trade) => trade.exitReason),
    result: column((trade) => (trade.netMilli > 0 ? 'won' : 'lost')),
    held: column((trade) => trade.barsHeld),
    bin: column((trade) => trade.modalBin),
    strength: column((trade) => seen(trade.strength, 3)),
    multiplier: column((trade) => seen(trade.multiplier, 4)),
    confidence: column((trade) => seen(trade.confidence, 4)),
    isSized: column((trade) => trade.isBayesianSized),
    isAmbiguous: column((trade) => trade.isAmbiguous),
    r: column((trade) => seen(trade.rMultiple, 4)),
    net: column((trade) => trade.netMilli),
  };
}

/** Bars as steps, which are small and compress well; minutes of New York's clock, prices in ticks. */
function packedBars(bars: TradeBars): readonly [number, ...(readonly number[])[]] {
  const minutes = bars.time.map((time) => newYorkWall(time) / 60_000);
  const start = minutes[0] ?? 0;
  return [
    start,
    minutes.map((minute, index) => minute - (minutes[index - 1] ?? start)),
    bars.open.map((open, index) => open - (bars.close[index - 1] ?? 0)),
    bars.close.map((close, index) => close - bars.open[index]!),
    bars.high.map((high, index) => high - Math.max(bars.open[index]!, bars.close[index]!)),
    bars.low.map((low, index) => Math.min(bars.open[index]!, bars.close[index]!) - low),
    bars.volume,
  ];
}

function panel(): Html {
  const markup = html`<div class="trade-panel" aria-live="polite"><header><h3 id="trade-title">Choose a trade</h3><div><button type="button" id="trade-before">Previous</button> <button type="button" id="trade-after">Next</button></div></header><p class="trade-story" id="trade-story"></p>${legend()}<div class="plot" id="trade-price" data-height="300" role="img" aria-label="Bars around the chosen trade, with its signal, entry, stop, target, modal price and exit"></div><div class="plot" id="trade-volume" data-height="90" role="img" aria-label="Volume of these bars"></div></div>`;
  const priced = withChart(markup, 'trade-price', pricePanelSpec());
  return withChart(priced, 'trade-volume', volumePanelSpec());
}

/** The lines and marks of the drawn trade; it stands in words too, beside the chart. */
function legend(): Html {
  const line = (name: string, words: string): Html =>
    html`<li><svg viewBox="0 0 26 10" aria-hidden="true"><line class="${name}" x1="0" x2="26" y1="5" y2="5"/></svg>${words}</li>`;
  return html`<ul class="legend">${line('target', 'target')}${line('stop', 'stop')}${line('entry', 'entry price')}${line('modal', 'modal price')}<li><svg viewBox="0 0 26 10" aria-hidden="true"><path class="mark" d="M8 1h10l-5 8z"/></svg>signal</li><li><svg viewBox="0 0 26 10" aria-hidden="true"><circle class="mark" cx="13" cy="5" r="4"/></svg>entry</li><li><svg viewBox="0 0 26 10" aria-hidden="true"><rect class="mark" x="9" y="1" width="8" height="8"/></svg>exit</li></ul>`;
}

function filters(columns: Columns): Html {
  const selects = FILTERS.flatMap(({ name, title }) => {
    const values = [...new Set(columns[name])];
    if (values.length < 2) return [];
    const sorted = values.sort((a, b) => (a < b ? -1 : 1));
    const options = sorted.map((value) => html`<option value="${String(value)}">${String(value)}</option>`);
    return [
      html`<label>${title}<select name="${name}"><option value="">all</option>${options}</select></label>`,
    ];
  });
  return html`<form class="filters" id="trade-filters" aria-label="Filter the trades">${selects}</form>`;
}

function emptyTable(): Html {
  const heads = SHOWN.map(({ name, title, kind, isExtra }) => {
    const classes = [kind === 'text' || name === 'id' ? '' : 'number', isExtra === true ? 'extra' : '']
      .join(' ')
      .trim();
    return html`<th scope="col" class="${classes}" data-column="${name}"><button type="button">${title}</button></th>`;
  });
  return html`<div class="scroll" role="region" tabindex="0" aria-label="All trades"><table class="trades-table" id="trades-table"><caption class="unseen">All trades</caption><thead><tr>${heads}</tr></thead><tbody></tbody></table></div>`;
}
