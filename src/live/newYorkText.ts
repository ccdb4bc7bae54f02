import { newYorkDate, newYorkMinutesOfDay } from '../market/calendar.ts';
import { dateText } from '../market/dates.ts';

/** A moment (UTC ms) as a clock in New York shows it: `2025-06-03 10:31:00`. */
export function newYorkText(time: number): string {
  const seconds = Math.floor(time / 1000) % 60;
  return `${dateText(newYorkDate(time))} ${newYorkClock(time)}:${two(seconds)}`;
}

/** The time of day in New York: `10:31`. */
export function newYorkClock(time: number): string {
  const minutes = Math.floor(newYorkMinutesOfDay(time));
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
