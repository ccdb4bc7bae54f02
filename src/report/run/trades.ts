import type { RunResult, TradeRow } from '../../results/model.ts';
import { number } from '../format.ts';
import { type Html, html, withChart, withData } from '../html.ts';
import { type Section, section } from '../section.ts';
import { hourOf, weekdayName } from './breakdown.ts';
import { drawnBars, packedBars, tradeColumns } from './tradeColumns.ts';
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

const FILTERS: readonly {
  readonly name: string;
  readonly title: string;
  readonly of: (trade: TradeRow) => string;
}[] = [
  { name: 'side', title: 'side', of: (trade) => (trade.direction === 1 ? 'long' : 'short') },
  { name: 'reason', title: 'exit by', of: (trade) => trade.exitReason },
  { name: 'result', title: 'result', of: (trade) => (trade.netMilli > 0 ? 'won' : 'lost') },
  { name: 'bin', title: 'modal bin', of: (trade) => String(trade.modalBin) },
  { name: 'contract', title: 'contract', of: (trade) => trade.contract },
  { name: 'hour', title: 'hour', of: hourOf },
  { name: 'weekday', title: 'weekday', of: weekdayName },
  { name: 'month', title: 'month', of: (trade) => trade.tradeDate.slice(0, 7) },
];

/** Every trade: a table to sort and filter, and the chosen one on its bars. */
export function tradesSection(run: RunResult): Section {
  if (run.trades.length === 0)
    return section('trades', 'The trades', null, html`<p>No trade was closed.</p>`);
  const bars = drawnBars(run.tradeBars);
  const missing =
    bars.length < run.tradeBars.length
      ? ` Bars are on this page for the newest ${number(bars.length)} trades; any other is told by: tapebench explain TRADE.`
      : '';
  const lede = html`Times are New York’s. Choose a trade to see it on its bars; the headings sort. What is selected in a chart above is listed here, and the other way round.${missing}`;
  const body = html`${bars.length > 0 ? panel() : null}${filters(run.trades)}${emptyTable()}<div class="pager"><span id="trades-words" role="status"></span><button type="button" id="trades-before">Earlier rows</button><button type="button" id="trades-after">Later rows</button></div>${selectionBar()}`;
  const { tickNano, priceDecimals } = run.header.instrument;
  const data: readonly (readonly [string, unknown])[] = [
    ['trades', { shown: SHOWN, columns: tradeColumns(run), ...windowsOf(run) }],
    ['instrument', { tickNano, priceDecimals }],
    ['capital', run.summary.initialCapitalMilli],
    ['tradeBars', Object.fromEntries(bars.map((each) => [each.trade, packedBars(each)]))],
  ];
  const withAll = data.reduce((piece, [name, value]) => withData(piece, name, value), body);
  return section('trades', 'The trades', lede, withAll);
}

/** What is selected, in words, wherever on the page one is; empty until something is. */
function selectionBar(): Html {
  return html`<div class="selection" id="selection" hidden><p id="selection-words" role="status"></p><button type="button" id="selection-clear">Clear (Esc)</button></div>`;
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

function filters(trades: readonly TradeRow[]): Html {
  const selects = FILTERS.flatMap(({ name, title, of }) => {
    const values = [...new Set(trades.map(of))].sort();
    if (values.length < 2) return [];
    const options = values.map((value) => html`<option value="${value}">${value}</option>`);
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
