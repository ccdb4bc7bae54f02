import { content } from './content.js';
import {
  choicesOf,
  choose,
  followSelection,
  isSelecting,
  moneyText,
  selection,
  startSelection,
} from './selection.js';
import { clockText, drawTrade, priceText } from './tradeChart.js';
import { numberAt, tradeAt, unpackTrades, valueAt } from './tradeData.js';

/** The table of trades: the selected ones, sorted by any column, fifty at a time, and the chosen one drawn on its bars. */

const ROWS_SHOWN = 50;

/** @type {{ rows: number[], sort: string, isDescending: boolean, page: number, chosen: number }} */
const tradesState = { rows: [], sort: 'id', isDescending: false, page: 0, chosen: -1 };

/**
 * @param {string} kind
 * @param {any} value
 * @returns {string}
 */
function cellText(kind, value) {
  if (kind === 'price') return priceText(value);
  if (kind === 'usd') return moneyText(value);
  if (kind === 'r') return `${value < 0 ? '\u2212' : '+'}${Math.abs(value).toFixed(2)}`;
  if (kind === 'share') return value.toFixed(2);
  return String(value);
}

/** @returns {HTMLTableElement} */
function tradesTable() {
  return /** @type {HTMLTableElement} */ (document.getElementById('trades-table'));
}

function sortTrades() {
  const { sort, isDescending } = tradesState;
  const sign = isDescending ? -1 : 1;
  const rows = selection();
  if (sort === 'id') {
    // Trades are in their order already.
    tradesState.rows = isDescending ? [...rows].reverse() : rows;
    return;
  }
  const values = new Map(rows.map((place) => [place, valueAt(sort, place)]));
  tradesState.rows = [...rows].sort((a, b) => {
    const [first, second] = [values.get(a), values.get(b)];
    if (first === second) return a - b;
    return first < second ? -sign : sign;
  });
}

function showTrades() {
  const { shown } = content.data.trades;
  const { rows, page } = tradesState;
  const body = document.createElement('tbody');
  for (const index of rows.slice(page * ROWS_SHOWN, (page + 1) * ROWS_SHOWN)) {
    const row = body.insertRow();
    row.dataset.index = String(index);
    if (index === tradesState.chosen) row.setAttribute('aria-current', 'true');
    for (const { name, kind, isExtra } of shown) {
      const value = valueAt(name, index);
      const text = cellText(kind, value);
      if (name === 'id') {
        const head = document.createElement('th');
        head.scope = 'row';
        const button = document.createElement('button');
        button.type = 'button';
        button.textContent = text;
        button.setAttribute('aria-label', `Draw trade ${text}`);
        head.append(button);
        row.append(head);
        continue;
      }
      const cell = row.insertCell();
      cell.textContent = text;
      const isNumber = kind !== 'text';
      const isMoney = kind === 'usd' || kind === 'r';
      cell.className = [
        isNumber ? 'number' : '',
        isExtra ? 'extra' : '',
        isMoney ? (value > 0 ? 'gain' : 'loss') : '',
      ]
        .join(' ')
        .trim();
    }
  }
  tradesTable().tBodies[0]?.replaceWith(body);
  for (const head of tradesTable().querySelectorAll('thead th')) {
    if (!(head instanceof HTMLElement)) continue;
    const isSorted = head.dataset.column === tradesState.sort;
    head.setAttribute(
      'aria-sort',
      isSorted ? (tradesState.isDescending ? 'descending' : 'ascending') : 'none',
    );
  }
  showPager();
}

function showPager() {
  const { rows, page } = tradesState;
  const first = page * ROWS_SHOWN;
  const wins = rows.filter((index) => numberAt('net', index) > 0).length;
  const net = rows.reduce((sum, index) => sum + numberAt('net', index), 0);
  const words = document.getElementById('trades-words');
  if (words !== null) {
    words.textContent =
      rows.length === 0
        ? 'No trade is selected.'
        : `${first + 1} to ${Math.min(first + ROWS_SHOWN, rows.length)} of ${rows.length} trades, ${wins} won, net ${cellText('usd', net)}`;
  }
  setDisabled('trades-before', page === 0);
  setDisabled('trades-after', first + ROWS_SHOWN >= rows.length);
}

/** @param {string} id @param {boolean} isDisabled */
function setDisabled(id, isDisabled) {
  const button = document.getElementById(id);
  if (button instanceof HTMLButtonElement) button.disabled = isDisabled;
}

/** @param {number} index place of the trade in the columns */
function chooseTrade(index) {
  tradesState.chosen = index;
  const trade = tradeAt(index);
  const title = document.getElementById('trade-title');
  const story = document.getElementById('trade-story');
  if (title !== null)
    title.textContent = `Trade ${trade.id}: ${trade.side} ${trade.quantity} ${trade.contract}, ${trade.date}`;
  if (story !== null) story.textContent = tradeStory(trade);
  for (const row of tradesTable().tBodies[0]?.rows ?? []) {
    if (row.dataset.index === String(index)) row.setAttribute('aria-current', 'true');
    else row.removeAttribute('aria-current');
  }
  const place = tradesState.rows.indexOf(index);
  setDisabled('trade-before', place <= 0);
  setDisabled('trade-after', place < 0 || place >= tradesState.rows.length - 1);
  drawTrade(trade);
}

/** @param {any} trade @returns {string} */
function tradeStory(trade) {
  const held = trade.held === 1 ? '1 bar' : `${trade.held} bars`;
  const sized = trade.isSized
    ? `sized by the posterior (win rate ${trade.confidence.toFixed(2)}, multiplier ${trade.multiplier.toFixed(2)})`
    : 'not sized by the posterior';
  const { profileMinutes } = content.data.trades;
  const risk = Math.abs(trade.entryTicks - trade.stopTicks);
  const reward = Math.abs(trade.targetTicks - trade.entryTicks);
  const levels = `Stop ${priceText(trade.stopTicks)}, ${risk} ticks from the entry (1 R); target ${priceText(trade.targetTicks)}, ${(reward / risk).toFixed(1)} times as far; modal price ${priceText(trade.modalTicks)}, where most was traded in the ${profileMinutes} minutes up to the signal.`;
  const doubt = trade.isAmbiguous ? ' Another intrabar policy ends it otherwise.' : '';
  return `Signal ${clockText(trade.signalTime)} New York, strength ${trade.strength.toFixed(2)}, modal bin ${trade.bin}; ${sized}. In at ${priceText(trade.entryTicks)}, out at ${priceText(trade.exitTicks)} by ${trade.reason} after ${held}: ${cellText('r', trade.r)} R, ${cellText('usd', trade.net)}. ${levels}${doubt}`;
}

/** @param {number} step */
function stepTrade(step) {
  const place = tradesState.rows.indexOf(tradesState.chosen) + step;
  const index = tradesState.rows[place];
  if (index === undefined) return;
  const page = Math.floor(place / ROWS_SHOWN);
  if (page !== tradesState.page) {
    tradesState.page = page;
    showTrades();
  }
  chooseTrade(index);
}

/** The lists say what is selected, wherever it was chosen; of several values in one column none. */
function showFilters() {
  for (const select of document.querySelectorAll('#trade-filters select')) {
    if (!(select instanceof HTMLSelectElement)) continue;
    const choices = choicesOf(select.name);
    select.value = choices[0]?.label ?? '';
    if (choices.length > 1) select.selectedIndex = -1;
  }
}

export function startTrades() {
  if (content.data.trades === undefined) return;
  unpackTrades();
  const again = () => {
    tradesState.page = 0;
    sortTrades();
    showTrades();
  };
  followSelection(() => {
    showFilters();
    again();
    const first = tradesState.rows[0];
    if (isSelecting() && first !== undefined && !tradesState.rows.includes(tradesState.chosen))
      chooseTrade(first);
  });
  startSelection();
  document.getElementById('trade-filters')?.addEventListener('change', (event) => {
    const select = event.target;
    if (select instanceof HTMLSelectElement)
      choose(select.name, select.value === '' ? [] : [{ label: select.value }]);
  });
  tradesTable().tHead?.addEventListener('click', (event) => {
    const head = event.target instanceof Element ? event.target.closest('th') : null;
    const column = head?.dataset.column;
    if (column === undefined) return;
    tradesState.isDescending = tradesState.sort === column ? !tradesState.isDescending : false;
    tradesState.sort = column;
    again();
  });
  tradesTable().addEventListener('click', (event) => {
    const row = event.target instanceof Element ? event.target.closest('tbody tr') : null;
    if (row instanceof HTMLElement && row.dataset.index !== undefined) chooseTrade(Number(row.dataset.index));
  });
  /** @param {string} id @param {() => void} act */
  const onClick = (id, act) => document.getElementById(id)?.addEventListener('click', act);
  /** @param {number} step */
  const turn = (step) => () => {
    tradesState.page += step;
    showTrades();
  };
  onClick('trades-before', turn(-1));
  onClick('trades-after', turn(1));
  onClick('trade-before', () => stepTrade(-1));
  onClick('trade-after', () => stepTrade(1));
  const first = firstDrawn();
  if (first !== undefined) chooseTrade(first);
}

/** The first trade that has bars to be drawn on; of very many trades the page carries those of the newest. */
function firstDrawn() {
  const drawn = content.data.tradeBars;
  return tradesState.rows.find((place) => Object.hasOwn(drawn, numberAt('id', place))) ?? tradesState.rows[0];
}
