import { codesOf, numberAt, trades, valueAt } from './tradeData.js';

/**
 * Which trades are selected, by whatever part of the page: of each column the labels or the ranges that were chosen there. A trade is
 * selected when it is in all columns chosen, in any one choice of each.
 */

/**
 * @typedef {{ label: string, from?: number, to?: number }} Choice a label of the column, or values from `from` to below `to`
 */

/** @type {Map<string, Choice[]>} */
const chosen = new Map();
/** @type {(() => void)[]} */
const followers = [];
/** @type {number[]} */
let selectedRows = [];

/** @param {() => void} follow is told whenever the selection is another */
export function followSelection(follow) {
  followers.push(follow);
}

/** Places of the selected trades in the columns, ascending; all when nothing is chosen. @returns {number[]} */
export function selection() {
  return selectedRows;
}

/** @returns {boolean} */
export function isSelecting() {
  return chosen.size > 0;
}

/** @param {string} column @returns {readonly Choice[]} */
export function choicesOf(column) {
  return chosen.get(column) ?? [];
}

/** Puts choices in the place of those of a column; none take it out. @param {string} column @param {Choice[]} choices */
export function choose(column, choices) {
  if (choices.length === 0 && !chosen.has(column)) return;
  if (choices.length === 0) chosen.delete(column);
  else chosen.set(column, choices);
  select();
}

/**
 * Chooses one, or takes it back when it is what is chosen; with `isAdding` beside the others.
 * @param {string} column
 * @param {Choice} choice
 * @param {boolean} isAdding
 */
export function toggle(column, choice, isAdding) {
  const before = choicesOf(column);
  const others = before.filter((each) => each.label !== choice.label);
  const isChosen = others.length < before.length;
  if (isAdding) choose(column, isChosen ? others : [...others, choice]);
  else choose(column, isChosen && before.length === 1 ? [] : [choice]);
}

export function clearSelection() {
  if (chosen.size === 0) return;
  chosen.clear();
  select();
}

/**
 * @param {string} column
 * @param {readonly Choice[]} choices
 * @returns {(place: number) => boolean}
 */
function testOf(column, choices) {
  const ranges = choices.filter((choice) => choice.from !== undefined);
  if (ranges.length > 0) {
    return (place) => {
      const value = measureAt(column, place);
      return ranges.some(({ from = 0, to = 0 }) => value >= from && value < to);
    };
  }
  const { values, codes } = codesOf(column);
  const wanted = values.map((value) => choices.some(({ label }) => label === value));
  return (place) => wanted[codes[place] ?? -1] === true;
}

/** What a range of a column is of: dates as milliseconds. @param {string} column @param {number} place @returns {number} */
export function measureAt(column, place) {
  if (column === 'date') return dayTime(numberAt('date', place));
  return Number(valueAt(column, place));
}

/** @type {number[]} */
const dayTimes = [];

/** @param {number} place of the date among the dates @returns {number} */
function dayTime(place) {
  const known = dayTimes[place];
  if (known !== undefined) return known;
  const time = Date.parse(trades.texts['date']?.[place] ?? '');
  dayTimes[place] = time;
  return time;
}

/** Selects by what is chosen, and tells the followers. */
export function select() {
  const tests = [...chosen].map(([column, choices]) => testOf(column, choices));
  selectedRows = [];
  for (let place = 0; place < trades.count; place++)
    if (tests.every((test) => test(place))) selectedRows.push(place);
  showSelection();
  for (const follow of followers) follow();
}

const Z95 = 1.959963984540054;

/** Wilson's 95% interval of a share. @param {number} part @param {number} whole @returns {[number, number]} */
export function wilson(part, whole) {
  const share = part / whole;
  const z2 = Z95 * Z95;
  const middle = (share + z2 / (2 * whole)) / (1 + z2 / whole);
  const half = (Z95 / (1 + z2 / whole)) * Math.sqrt((share * (1 - share)) / whole + z2 / (4 * whole * whole));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** @param {number} share @returns {string} */
export function shareText(share) {
  return `${(share * 100).toFixed(1)}%`;
}

/** Titles of columns in sentences; a range says for itself what it is of. @type {Record<string, string>} */
const NAMES = { reason: 'exit by', bin: 'modal bin', date: '', timeOfDay: 'signal', r: '' };

function showSelection() {
  const bar = document.getElementById('selection');
  const words = document.getElementById('selection-words');
  if (bar === null || words === null) return;
  bar.hidden = chosen.size === 0;
  if (chosen.size === 0) {
    words.textContent = '';
    return;
  }
  const by = [...chosen].map(([column, choices]) => {
    const labels = choices.map(({ label }) => label);
    const shown =
      labels.length > 4
        ? `${labels.slice(0, 3).join(', ')} and ${labels.length - 3} more`
        : labels.join(', ');
    return `${NAMES[column] ?? column} ${shown}`.trim();
  });
  const n = selectedRows.length;
  let wins = 0;
  let net = 0;
  for (const place of selectedRows) {
    const each = numberAt('net', place);
    if (each > 0) wins++;
    net += each;
  }
  const rate =
    n === 0
      ? ''
      : `, ${wins} won: ${shareText(wins / n)}, 95% interval ${wilson(wins, n).map(shareText).join(' to ')} (Wilson); net ${moneyText(net)}`;
  words.textContent = `Selected (${by.join('; ')}): n = ${n} of ${trades.count} trades${rate}. Chosen by looking: a hypothesis for other data, no finding.`;
}

/** Thousandths of a dollar. @param {number} milli @returns {string} */
export function moneyText(milli) {
  const text = Math.abs(milli / 1000)
    .toFixed(2)
    .replace(/\B(?=(\d{3})+\.)/g, ',');
  return `${milli < 0 ? '\u2212$' : '$'}${text}`;
}

export function startSelection() {
  select();
  document.getElementById('selection-clear')?.addEventListener('click', clearSelection);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') clearSelection();
  });
}
