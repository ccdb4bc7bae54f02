import { dateText } from '../market/dates.ts';
import { newYorkDate, newYorkMinutesOfDay, newYorkOffsetMs } from '../market/newYork.ts';
import type { Estimate, InstrumentFacts, Interval } from '../results/model.ts';

/** Numbers as people read them: a true minus sign, thousands apart, the same on every machine whatever its locale. */

const MINUS = '\u2212';

/** A number with a fixed count of decimals and groups of three digits; -0 is 0. */
export function number(value: number, decimals = 0): string {
  if (!Number.isFinite(value))
    return Number.isNaN(value) ? 'undefined' : value > 0 ? 'infinite' : `${MINUS}infinite`;
  const fixed = Math.abs(value).toFixed(decimals);
  const [wholePart = '', fraction] = fixed.split('.');
  const grouped = wholePart.replace(/\B(?=(\d{3})+$)/g, ',');
  const sign = value < 0 && Number(fixed) !== 0 ? MINUS : '';
  return `${sign}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** A share as a percentage. */
export function percent(share: number, decimals = 1): string {
  return `${number(share * 100, decimals)}%`;
}

/** A return, which is small: in percent with three decimals, or four below a tenth of a percent, its sign always shown. */
export function returnPercent(share: number): string {
  const text = percent(share, Math.abs(share) < 0.001 ? 4 : 3);
  return share > 0 && Number.parseFloat(text) !== 0 ? `+${text}` : text;
}

/** Thousandths of a dollar as whole dollars, or with cents. */
export function usd(milli: number, decimals: 0 | 2 = 0): string {
  const text = number(milli / 1000, decimals);
  return text.startsWith(MINUS) ? `${MINUS}$${text.slice(1)}` : `$${text}`;
}

/** The same with its sign always shown. */
export function signedUsd(milli: number, decimals: 0 | 2 = 0): string {
  const text = usd(milli, decimals);
  return milli > 0 && Number(text.replace(/[$,]/g, '')) !== 0 ? `+${text}` : text;
}

export function price(ticks: number, instrument: InstrumentFacts): string {
  return number((ticks * instrument.tickNano) / 1e9, instrument.priceDecimals);
}

export function count(n: number, one: string, many = `${one}s`): string {
  return `${number(n)} ${n === 1 ? one : many}`;
}

export function intervalText(interval: Interval, show: (value: number) => string): string {
  return `${show(interval.low)} to ${show(interval.high)}`;
}

const METHODS: Readonly<Record<string, string>> = {
  wilson: 'Wilson',
  student: 'Student',
  'clopper-pearson': 'Clopper-Pearson',
  jeffreys: 'Jeffreys',
  'day-block-bootstrap': 'bootstrap of whole days',
  'day-bootstrap-t': 'bootstrap by trading day',
  'day-bootstrap': 'bootstrap by trading day',
  'day-student': 'Student by trading day',
};

/** What stands behind a figure: `n = 151, 95% interval 25.1% to 41.0% (Wilson)`. */
export function standing(estimate: Estimate, show: (value: number) => string): string {
  const level = percent(estimate.level, Number.isInteger(estimate.level * 100) ? 0 : 1);
  const method = METHODS[estimate.method] ?? estimate.method;
  return `n = ${number(estimate.n)}, ${level} interval ${intervalText(estimate.interval, show)} (${method})`;
}

/** Milliseconds of New York's wall clock, as if it were UTC: what charts and the page's script show without a time zone. */
export function newYorkWall(time: number): number {
  return time - newYorkOffsetMs(time);
}

/** A moment on New York's clock: `2025-03-04 09:31`. */
export function newYorkText(time: number): string {
  return `${dateText(newYorkDate(time))} ${clock(newYorkMinutesOfDay(time))}`;
}

/** Minutes since midnight as `09:31`. */
export function clock(minutes: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** The New York date of a moment in words: `4 March 2025`. */
export function dateWords(time: number): string {
  const [year, month, day] = dateText(newYorkDate(time)).split('-').map(Number);
  return `${day} ${MONTHS[month! - 1]} ${year}`;
}

/** A number for a chart's data, cut to the digits that can be seen. */
export function seen(value: number, digits = 6): number {
  return Number(value.toPrecision(digits));
}
