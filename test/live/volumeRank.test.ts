import { expect, test } from 'vitest';
import { volumeRank } from '../../src/live/volumeRank.ts';
import { BarColumns, MINUTE_MS } from '../../src/market/bars.ts';

const START = Date.UTC(2025, 0, 6, 15);
const V6 = { clusterMinutes: 1, rankWindowMinutes: 10 };

/** Bars of these volumes, a minute apart; null where there is none. */
function bars(volumes: readonly (number | null)[]): BarColumns {
  const columns = new BarColumns(volumes.length);
  volumes.forEach((volume, minute) => {
    if (volume !== null) columns.push(START + minute * MINUTE_MS, 1, 1, 1, 1, volume);
  });
  return columns;
}

test('the rank of a period is one more than the periods of the window that had more volume', () => {
  const at = START + 12 * MINUTE_MS;
  const volumes = [99, 99, 5, 7, 9, 20, null, 0, 30, 20, 3, 20, 500];
  // The window is open at its beginning, as that of the ranking is: of minutes 2 to 11 only 30 is more than 20. What comes
  // after does not count; a window longer by a minute takes in one 99, by two both.
  expect(volumeRank(bars(volumes), at, V6)).toBe(2);
  expect(volumeRank(bars(volumes), at, { ...V6, rankWindowMinutes: 11 })).toBe(3);
  expect(volumeRank(bars(volumes), at, { ...V6, rankWindowMinutes: 12 })).toBe(4);
  expect(volumeRank(bars(volumes), START + 9 * MINUTE_MS, V6)).toBe(3);
  expect(volumeRank(bars(volumes), START + 3 * MINUTE_MS, V6)).toBe(3);
});

test('periods of several minutes are summed as the clock divides the hour', () => {
  const volumes = [1, 1, 1, 10, 0, 0, 4, 4, 4];
  const five = { clusterMinutes: 3, rankWindowMinutes: 30 };
  expect(volumeRank(bars(volumes), START + 9 * MINUTE_MS, five)).toBe(1);
  expect(volumeRank(bars(volumes), START + 6 * MINUTE_MS, five)).toBe(1);
  expect(volumeRank(bars(volumes), START + 3 * MINUTE_MS, five)).toBe(1);
  expect(volumeRank(bars([...volumes, 2, 2, 2]), START + 12 * MINUTE_MS, five)).toBe(3);
});

test('there is none for a strategy without such periods, or where nothing traded', () => {
  expect(volumeRank(bars([1, 2]), START + 2 * MINUTE_MS, { rankWindowMinutes: 10 })).toBeUndefined();
  expect(volumeRank(bars([1, null]), START + 2 * MINUTE_MS, V6)).toBeUndefined();
});
