import { describe, expect, test } from 'vitest';
import { utcText } from '../../src/market/dates.ts';
import { expiryOf } from '../../src/market/expiry.ts';
import { instrumentOf } from '../../src/market/instruments.ts';

function expiry(root: string, year: number, month: number): string {
  return utcText(expiryOf(instrumentOf(root), year * 12 + month - 1));
}

describe('expiry', () => {
  test('of an equity index is the third Friday at 09:30 New York', () => {
    expect(expiry('ES', 2025, 6)).toBe('2025-06-20T13:30Z');
    expect(expiry('NQ', 2025, 12)).toBe('2025-12-19T14:30Z');
    // A month that begins on a Friday.
    expect(expiry('MES', 2024, 3)).toBe('2024-03-15T13:30Z');
    expect(expiry('MNQ', 2013, 12)).toBe('2013-12-20T14:30Z');
  });

  test('of an equity index moves to Thursday where Friday is a holiday', () => {
    // Juneteenth of 2026, and its observance in 2027.
    expect(expiry('ES', 2026, 6)).toBe('2026-06-18T13:30Z');
    expect(expiry('ES', 2027, 6)).toBe('2027-06-17T13:30Z');
  });

  test('of the euro is two business days before the third Wednesday at 10:16 New York', () => {
    expect(expiry('6E', 2024, 3)).toBe('2024-03-18T14:16Z');
    expect(expiry('6E', 2024, 12)).toBe('2024-12-16T15:16Z');
    // Monday 2023-06-19 is a holiday: the two business days before the 21st are Tuesday and Friday.
    expect(expiry('6E', 2023, 6)).toBe('2023-06-16T14:16Z');
    // The third Wednesday is itself the holiday.
    expect(expiry('6E', 2024, 6)).toBe('2024-06-17T14:16Z');
    // A serial month over Martin Luther King Jr. Day, Monday 2024-01-15.
    expect(expiry('6E', 2024, 1)).toBe('2024-01-12T15:16Z');
  });

  test('beyond the calendar goes by weekdays', () => {
    expect(expiry('ES', 2034, 9)).toBe('2034-09-15T13:30Z');
    expect(expiry('6E', 2009, 12)).toBe('2009-12-14T15:16Z');
  });
});
