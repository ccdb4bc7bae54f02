import { content } from './content.js';

/** The trades by column, unpacked from whole numbers (`tradeColumns.ts` says how they are packed), and what can be told from them. */

/** @type {{ count: number, columns: Record<string, ArrayLike<number>>, texts: Record<string, string[]> }} */
export const trades = { count: 0, columns: {}, texts: {} };

export function unpackTrades() {
  for (const { name, scale, from, texts, numbers } of content.data.trades.columns) {
    const values = scale === undefined ? numbers : Float64Array.from(numbers, (each) => each / scale);
    if (from === 'before') {
      let sum = 0;
      for (let place = 0; place < values.length; place++) {
        sum += values[place];
        values[place] = sum;
      }
    } else if (from !== undefined) {
      const others = trades.columns[from];
      for (let place = 0; place < values.length; place++) values[place] += others?.[place] ?? 0;
    }
    trades.columns[name] = values;
    if (texts !== undefined) trades.texts[name] = texts;
    trades.count = values.length;
  }
}

/** @type {Record<string, string[]>} */
const toldOfDates = {};

/** What is told from a date alone, told once a date. @param {string} name @param {(date: string) => string} tell @param {number} place */
function ofDate(name, tell, place) {
  toldOfDates[name] ??= (trades.texts['date'] ?? []).map(tell);
  return toldOfDates[name][numberAt('date', place)];
}

/** @param {number} value @returns {string} */
function twoDigits(value) {
  return String(value).padStart(2, '0');
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** @param {string} name @param {number} place @returns {number} */
export function numberAt(name, place) {
  return trades.columns[name]?.[place] ?? Number.NaN;
}

/** @param {string} name @param {number} place @returns {string} */
function textAt(name, place) {
  return trades.texts[name]?.[numberAt(name, place)] ?? '';
}

/** Columns that are told from others. @type {Record<string, (place: number) => any>} */
const TOLD = {
  side: (place) => (numberAt('direction', place) === 1 ? 'long' : 'short'),
  result: (place) => (numberAt('net', place) > 0 ? 'won' : 'lost'),
  month: (place) => ofDate('month', (date) => date.slice(0, 7), place),
  weekday: (place) => ofDate('weekday', (date) => WEEKDAYS[new Date(date).getUTCDay()] ?? '', place),
  hour: (place) => `${twoDigits(Math.floor(timeOfDay(place) / 3600000))}h`,
  clock: (place) => {
    const minutes = Math.floor(timeOfDay(place) / 60000);
    return `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
  },
  timeOfDay: (place) => timeOfDay(place),
  signalTime: (place) => numberAt('signalSecond', place) * 1000,
  entryBarTime: (place) => numberAt('entryBarSecond', place) * 1000,
  exitBarTime: (place) => numberAt('exitBarSecond', place) * 1000,
};

/** Milliseconds since midnight in New York at the signal. @param {number} place @returns {number} */
function timeOfDay(place) {
  return (numberAt('signalSecond', place) % 86400) * 1000;
}

/** A trade's value in a column, as it is shown and filtered by. @param {string} name @param {number} place @returns {any} */
export function valueAt(name, place) {
  if (Object.hasOwn(TOLD, name)) return TOLD[name]?.(place);
  return trades.texts[name] === undefined ? numberAt(name, place) : textAt(name, place);
}

/** A trade as an object of what its drawing and its story are made of. @param {number} place @returns {any} */
export function tradeAt(place) {
  const names = [...Object.keys(trades.columns), ...Object.keys(TOLD)];
  return Object.fromEntries(names.map((name) => [name, valueAt(name, place)]));
}

/** @type {Map<string, { values: string[], codes: Uint16Array }>} */
const coded = new Map();

/**
 * A column as places in the list of its different values, so that many trades are quickly gone through.
 * @param {string} name
 * @returns {{ values: string[], codes: Uint16Array }}
 */
export function codesOf(name) {
  const known = coded.get(name);
  if (known !== undefined) return known;
  const places = new Map();
  const codes = new Uint16Array(trades.count);
  for (let place = 0; place < trades.count; place++) {
    const value = String(valueAt(name, place));
    let code = places.get(value);
    if (code === undefined) {
      code = places.size;
      places.set(value, code);
    }
    codes[place] = code;
  }
  const made = { values: [...places.keys()], codes };
  coded.set(name, made);
  return made;
}
