import { dataOf, onDrawn, showData } from './charts.js';
import { content } from './content.js';
import {
  choicesOf,
  choose,
  followSelection,
  isSelecting,
  measureAt,
  selection,
  shareText,
  toggle,
  wilson,
} from './selection.js';
import { codesOf, numberAt, trades } from './tradeData.js';

/**
 * Charts that select trades and follow what is selected elsewhere. Each has beside it the same choices as buttons, for the keyboard, for
 * fingers and for those who cannot see it.
 */

/** The linked plots. @returns {HTMLElement[]} */
function linkedPlots() {
  return [...document.querySelectorAll('.plot[data-column]')].filter((plot) => plot instanceof HTMLElement);
}

/**
 * The marks of a chart as choices: its labels, or its ranges from the left.
 * @param {HTMLElement} plot
 * @returns {{ label: string, from?: number, to?: number }[]}
 */
function choicesIn(plot) {
  const { column = '', by } = plot.dataset;
  if (by === 'brush') return monthChoices();
  const found = new Map();
  for (const datum of dataOf(plot.id)) {
    if (by === 'label' && datum.label !== undefined) found.set(datum.label, { label: datum.label });
    if (by === 'range' && datum.to !== undefined && datum.words !== undefined)
      found.set(datum.from, { label: rangeLabel(column, datum.words), from: datum.from, to: datum.to });
  }
  const all = [...found.values()];
  return by === 'range' ? all.sort((a, b) => a.from - b.from) : all;
}

/** @param {string} column @param {string} words @returns {string} */
function rangeLabel(column, words) {
  return column === 'r' ? `${words} R` : words;
}

/** Months, or years when there are many months. */
function monthChoices() {
  const { values } = codesOf('month');
  const months = [...values].sort();
  const digits = months.length > 36 ? 4 : 7;
  return [...new Set(months.map((month) => month.slice(0, digits)))].map((label) => {
    const from = Date.parse(digits === 4 ? `${label}-01-01` : `${label}-01`);
    const end = new Date(from);
    if (digits === 4) end.setUTCFullYear(end.getUTCFullYear() + 1);
    else end.setUTCMonth(end.getUTCMonth() + 1);
    return { label, from, to: end.getTime() };
  });
}

/** The buttons of a chart, made when they are first asked for. @param {HTMLElement} plot */
function offerChoices(plot) {
  const place = document.getElementById(`${plot.id}-choices`);
  if (place === null || place.firstChild !== null) return;
  const details = document.createElement('details');
  const summary = document.createElement('summary');
  summary.textContent = 'Select by button';
  const group = document.createElement('div');
  group.setAttribute('role', 'group');
  group.setAttribute('aria-label', plot.getAttribute('aria-label') ?? '');
  details.append(summary, group);
  details.addEventListener('toggle', () => {
    if (!details.open || group.firstChild !== null) return;
    const { column = '' } = plot.dataset;
    for (const choice of choicesIn(plot)) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = choice.label;
      button.dataset['label'] = choice.label;
      button.addEventListener('click', () => toggle(column, choice, true));
      group.append(button);
    }
    pressChoices(plot);
  });
  place.append(details);
}

/** @param {HTMLElement} plot */
function pressChoices(plot) {
  const { column = '' } = plot.dataset;
  const labels = new Set(choicesOf(column).map(({ label }) => label));
  for (const button of document.querySelectorAll(`#${plot.id}-choices button`))
    if (button instanceof HTMLElement)
      button.setAttribute('aria-pressed', String(labels.has(button.dataset['label'] ?? '')));
}

/** Of the selected trades what a chart shows of all of them. @type {Record<string, (plot: HTMLElement) => object[]>} */
const SHOWN = {
  winRate: (plot) => ratesOf(plot, (place) => numberAt('net', place) > 0, 'won'),
  share: (plot) => ratesOf(plot, () => true, 'of the selected'),
  count: countsOf,
  equity: equityOf,
};

/**
 * By label: a share with its interval. Of wins the whole is the group, of mere membership it is the selection.
 * @param {HTMLElement} plot
 * @param {(place: number) => boolean} isPart
 * @param {string} what
 * @returns {object[]}
 */
function ratesOf(plot, isPart, what) {
  const { values, codes } = codesOf(plot.dataset['column'] ?? '');
  const counts = values.map(() => ({ n: 0, part: 0 }));
  for (const place of selection()) {
    const count = counts[codes[place] ?? -1];
    if (count === undefined) continue;
    count.n++;
    if (isPart(place)) count.part++;
  }
  const isShare = plot.dataset['shows'] === 'share';
  return counts.flatMap(({ n, part }, code) => {
    const whole = isShare ? selection().length : n;
    if (n === 0) return [];
    const [low, high] = wilson(part, whole);
    const words = `${shareText(part / whole)} (${shareText(low)} to ${shareText(high)}), ${part} ${what}`;
    return [{ label: values[code], value: part / whole, low, high, n: `n = ${whole} selected`, words }];
  });
}

/** @param {HTMLElement} plot @returns {object[]} */
function countsOf(plot) {
  const { column = '' } = plot.dataset;
  const ranges = choicesIn(plot).map((choice) => ({
    ...choice,
    from: choice.from ?? 0,
    to: choice.to ?? 0,
    n: 0,
  }));
  for (const place of selection()) {
    const range = rangeOf(ranges, measureAt(column, place));
    if (range !== undefined) range.n++;
  }
  return ranges.filter(({ n }) => n > 0).map(({ from, to, n, label }) => ({ from, to, n, words: label }));
}

/**
 * @param {{ from: number, to: number, n: number }[]} ranges ascending
 * @param {number} value
 */
function rangeOf(ranges, value) {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle];
    if (range === undefined) return undefined;
    if (value < range.from) high = middle - 1;
    else if (value >= range.to) low = middle + 1;
    else return range;
  }
  return undefined;
}

/** Points that a line of the selected trades has at most. */
const MOST_POINTS = 700;

/** The selected trades alone, added up by trade date from the starting capital. */
function equityOf() {
  /** @type {{ date: number, equity: number }[]} */
  const points = [];
  let equity = content.data['capital'];
  for (const place of selection()) {
    const date = measureAt('date', place);
    equity += numberAt('net', place);
    const last = points.at(-1);
    if (last?.date === date) last.equity = equity / 1000;
    else points.push({ date, equity: equity / 1000 });
  }
  const step = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, place) => place % step === 0 || place === points.length - 1);
}

/** @param {HTMLElement} plot */
function follow(plot) {
  const shown = isSelecting() ? (SHOWN[plot.dataset['shows'] ?? '']?.(plot) ?? []) : [];
  showData(plot.id, 'selected', shown);
}

/** @param {HTMLElement} plot @param {any} view */
function listen(plot, view) {
  const { column = '', by } = plot.dataset;
  if (by === 'brush') {
    listenToBrush(view, column);
    return;
  }
  view.addEventListener('click', (/** @type {MouseEvent} */ event, /** @type {any} */ item) => {
    const datum = item?.datum;
    if (by === 'label' && datum?.label !== undefined) toggle(column, { label: datum.label }, event.shiftKey);
    if (by === 'range' && datum?.to !== undefined) {
      const label = choicesIn(plot).find((choice) => choice.from === datum.from)?.label ?? '';
      toggle(column, { label, from: datum.from, to: datum.to }, event.shiftKey);
    }
  });
}

/** What was last chosen by drawing over a chart. */
let brushed = '';

/** @param {any} view @param {string} column */
function listenToBrush(view, column) {
  let waiting = 0;
  view.addSignalListener('brush', (/** @type {string} */ _name, /** @type {any} */ brush) => {
    // A brush is told of at every pixel that it moves.
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const span = brush?.[column];
      if (span === undefined) {
        if (isBrushed(column)) choose(column, []);
        return;
      }
      const [from, to] = [Number(span[0]), Number(span[1])];
      const day = (/** @type {number} */ time) => new Date(time).toISOString().slice(0, 10);
      brushed = `${day(from)} to ${day(to)}`;
      choose(column, [{ label: brushed, from, to: to + 1 }]);
    }, 60);
  });
}

/** @param {string} column @returns {boolean} */
function isBrushed(column) {
  return choicesOf(column)[0]?.label === brushed;
}

/** @type {Set<HTMLElement>} */
const behind = new Set();

/** Brings the charts after the selection one by one, so that the page answers meanwhile. */
function catchUp() {
  const [plot] = behind;
  if (plot === undefined) return;
  behind.delete(plot);
  follow(plot);
  if (behind.size > 0) setTimeout(catchUp);
}

/** @param {HTMLElement} plot */
function followSoon(plot) {
  if (behind.size === 0) setTimeout(catchUp);
  behind.add(plot);
}

export function startLinkedCharts() {
  if (trades.count === 0) return;
  for (const plot of linkedPlots()) {
    offerChoices(plot);
    onDrawn(plot.id, (view) => {
      listen(plot, view);
      follow(plot);
    });
    followSelection(() => {
      const { column = '', by } = plot.dataset;
      // A brush stays on the chart until it is told that something else was chosen.
      if (by === 'brush' && !isBrushed(column)) showData(plot.id, 'brush_store', []);
      followSoon(plot);
      pressChoices(plot);
    });
  }
}
