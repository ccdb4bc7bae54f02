import type { AuditResult, AuditTradeRow, AuditTradeRows } from '../../results/auditModel.ts';
import { compileChart } from '../chart.ts';
import { newYorkText, newYorkWall, number, returnPercent } from '../format.ts';
import { type Html, html, withChart, withData } from '../html.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';
import { colour } from '../theme.ts';

/** Trades beyond this many are in the results database only. */
const LISTED = 400;
const TICKS_A_POINT = 4;
const HEIGHT = 300;

/** The trades as published: which defect made them, and each of those on the rows of all contracts around it. */
export function auditTradesSection({ trades, tradeRows, defects }: AuditResult): Section {
  const title = 'Trades that only a defect made';
  if (trades.length === 0)
    return section('trades', title, null, html`<p>The procedure makes no trade on this data.</p>`);
  const only = trades.filter((trade) => trade.vanishesWith.length > 0).length;
  const lede = html`${number(only)} of ${number(trades.length)} trades are gone as soon as some one defect is mended: there is no such cluster, or no entry at that minute on that contract. ${tradeRows.length === 0 ? null : 'Choose one to see the closes of every contract around it.'} Times are New York’s.`;
  const counts = table(
    'Trades that are gone when one defect is mended',
    [{ title: 'defect mended' }, { title: 'trades gone', isNumber: true }],
    defects.map(({ name }) => [
      name,
      `${number(trades.filter((trade) => trade.vanishesWith.includes(name)).length)} of ${number(trades.length)}`,
    ]),
  );
  const drawn = new Set(tradeRows.map((rows) => rows.trade));
  const body = html`${counts}${tradeRows.length === 0 ? null : panel()}${tradeTable(trades, drawn)}`;
  return section(
    'trades',
    title,
    lede,
    tradeRows.length === 0 ? body : withTradeData(body, trades, tradeRows),
  );
}

function panel(): Html {
  const key = (name: string, words: string): Html =>
    html`<li><svg viewBox="0 0 26 10" aria-hidden="true"><line class="${name}" x1="0" x2="26" y1="5" y2="5"/></svg>${words}</li>`;
  const markup = html`<div class="trade-panel" aria-live="polite"><header><h3 id="audit-trade-title">Choose a trade</h3><div><button type="button" id="audit-trade-before">Previous</button> <button type="button" id="audit-trade-after">Next</button></div></header><p class="trade-story" id="audit-trade-story"></p><ul class="legend">${key('contract-in', 'contract entered on')}${key('contract-out', 'contract left on, where it is another')}${key('contract-other', 'other contracts')}<li><svg viewBox="0 0 26 10" aria-hidden="true"><circle class="mark" cx="13" cy="5" r="4"/></svg>entry</li><li><svg viewBox="0 0 26 10" aria-hidden="true"><rect class="mark" x="9" y="1" width="8" height="8"/></svg>exit</li></ul><div class="plot" id="audit-trade" data-height="${HEIGHT}" role="img" aria-label="Closes of every contract around the chosen trade, with its 15 minutes, entry and exit"></div></div>`;
  return withChart(markup, 'audit-trade', tradeSpec());
}

/** The closes of all contracts, the 15 minutes of the cluster, entry and exit. Data is put in by the page's script. */
function tradeSpec(): object {
  const x = {
    field: 'time',
    type: 'temporal',
    title: null,
    scale: { type: 'utc', nice: false },
    axis: { format: '%H:%M', grid: false, tickCount: 6 },
  };
  const y = {
    field: 'price',
    type: 'quantitative',
    title: null,
    scale: { zero: false, nice: false, padding: 14 },
    axis: { grid: true, tickCount: 6, minExtent: 58, maxExtent: 58, format: ',.2f' },
  };
  const kinds = {
    domain: ['in', 'out', 'other'],
    range: [colour('accent'), colour('loss'), colour('muted')],
  };
  const series = {
    x,
    y,
    color: { field: 'kind', type: 'nominal', scale: kinds, legend: null },
    detail: { field: 'contract', type: 'nominal' },
  };
  const words = [{ field: 'words', title: ' ' }];
  return compileChart(
    {
      layer: [
        {
          data: { name: 'cluster' },
          mark: { type: 'rect', color: colour('band'), opacity: 0.45 },
          encoding: { x, x2: { field: 'end' }, tooltip: words },
        },
        {
          data: { name: 'closes' },
          mark: { type: 'line', strokeWidth: 1.25 },
          encoding: series,
        },
        {
          data: { name: 'closes' },
          mark: { type: 'point', filled: true, size: 16, opacity: 1 },
          encoding: { ...series, tooltip: words },
        },
        {
          data: { name: 'marks' },
          mark: {
            type: 'point',
            size: 110,
            filled: true,
            opacity: 1,
            fill: colour('ink'),
            stroke: colour('surface'),
            strokeWidth: 1.5,
          },
          encoding: {
            x,
            y,
            shape: {
              field: 'name',
              type: 'nominal',
              scale: { domain: ['entry', 'exit'], range: ['circle', 'square'] },
              legend: null,
            },
            tooltip: words,
          },
        },
      ],
    },
    HEIGHT,
  );
}

function tradeTable(trades: readonly AuditTradeRow[], drawn: ReadonlySet<number>): Html {
  const shown = trades.slice(0, LISTED);
  const rows = shown.map((trade) => [
    drawn.has(trade.id)
      ? html`<button type="button" data-trade="${trade.id}" aria-label="Draw trade ${trade.id}">${trade.id}</button>`
      : trade.id,
    newYorkText(trade.entryTime),
    trade.entryContract,
    trade.exitContract,
    trade.exitReason.replaceAll('_', ' '),
    returnPercent(trade.netReturn),
    trade.vanishesWith.length === 0 ? 'none' : trade.vanishesWith.join(', '),
  ]);
  const more =
    trades.length > LISTED
      ? html`<p>The first ${number(LISTED)} of ${number(trades.length)}; all are in the results database.</p>`
      : null;
  const listed = table(
    'Trades as published',
    [
      { title: 'trade' },
      { title: 'entry' },
      { title: 'in on' },
      { title: 'out on' },
      { title: 'exit by', isExtra: true },
      { title: 'net return', isNumber: true },
      { title: 'gone when mended', isExtra: true },
    ],
    rows,
  );
  return html`<details class="numbers" id="audit-trades"><summary>All trades as published</summary><div class="trades-table">${listed}</div></details>${more}`;
}

function withTradeData(
  piece: Html,
  trades: readonly AuditTradeRow[],
  tradeRows: readonly AuditTradeRows[],
): Html {
  const byId = new Map(trades.map((trade) => [trade.id, trade]));
  const symbols = [...new Set(tradeRows.flatMap((rows) => rows.contract))];
  const places = new Map(symbols.map((symbol, place) => [symbol, place]));
  const packed = tradeRows.map((rows) => ({
    trade: shownTrade(byId.get(rows.trade)!),
    rows: packedRows(rows, places),
  }));
  return withData(piece, 'auditTrades', { symbols, trades: packed });
}

/** A trade as the page's script shows it: minutes of New York's clock, prices in points. */
function shownTrade(trade: AuditTradeRow): object {
  return {
    id: trade.id,
    cluster: newYorkWall(trade.clusterStart),
    day: newYorkText(trade.entryTime).slice(0, 10),
    entryTime: newYorkWall(trade.entryTime),
    entryContract: trade.entryContract,
    entryPrice: trade.entryPrice,
    exitTime: newYorkWall(trade.exitTime),
    exitContract: trade.exitContract,
    exitPrice: trade.exitPrice,
    reason: trade.exitReason.replaceAll('_', ' '),
    net: returnPercent(trade.netReturn),
    vanishesWith: trade.vanishesWith,
    isEarly: trade.isEntryBeforeClusterEnds,
  };
}

/** Rows as steps: minutes, closes in ticks, and the contract's place among the symbols. */
function packedRows(
  { time, close, contract }: AuditTradeRows,
  places: ReadonlyMap<string, number>,
): readonly [number, readonly number[], readonly number[], readonly number[]] {
  const minutes = time.map((stamp) => newYorkWall(stamp) / 60_000);
  const ticks = close.map((price) => Math.round(price * TICKS_A_POINT));
  return [
    minutes[0] ?? 0,
    minutes.map((minute, row) => minute - (minutes[row - 1] ?? minute)),
    ticks.map((tick, row) => tick - (ticks[row - 1] ?? 0)),
    contract.map((symbol) => places.get(symbol)!),
  ];
}
