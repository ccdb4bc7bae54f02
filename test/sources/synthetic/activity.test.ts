import { describe, expect, it } from 'vitest';
import { type Session, sessionsBetween } from '../../../src/market/calendar.ts';
import { Activity } from '../../../src/sources/synthetic/activity.ts';
import { randomStreams } from '../../../src/sources/synthetic/randomStreams.ts';
import { MINUTE, mean, quantile } from './marketViews.ts';

/** 2024 from January 3 on: 251 days with a regular session, 3 of which close early, and 7 holidays with a short Globex session. */
const sessions = sessionsBetween(Date.UTC(2024, 0, 3), Date.UTC(2025, 0, 1));

interface Minute {
  readonly session: Session;
  readonly time: number;
  readonly volume: number;
  readonly variance: number;
  readonly jump: number;
}

function year(seed: number): Minute[] {
  const activity = new Activity(randomStreams(seed, 1)[0]!);
  return sessions.flatMap((session) => {
    activity.beginSession(session);
    const minutes: Minute[] = [];
    for (let time = session.globexOpen; time < session.globexClose; time += MINUTE) {
      activity.advance(time, time >= session.regularOpen && time < session.regularClose);
      const { volumeFactor: volume, varianceFactor: variance, jumpDeviation: jump } = activity;
      minutes.push({ session, time, volume, variance, jump });
    }
    return minutes;
  });
}

const minutes = year(3);
const isOrdinary = ({ session }: Minute): boolean =>
  session.regularClose - session.regularOpen === 390 * MINUTE;
const ordinary = minutes.filter(isOrdinary);

describe('Activity', () => {
  it('scales volume and variance around one on ordinary days, and below it on holidays and early closes', () => {
    // Bursts and announcements lie on top, hence a little above one.
    const typical = ordinary.map(({ volume }) => volume);
    expect(mean(typical)).toBeGreaterThan(0.85);
    expect(mean(typical)).toBeLessThan(1.35);
    expect(mean(ordinary.map(({ variance }) => variance))).toBeGreaterThan(0.75);
    expect(mean(ordinary.map(({ variance }) => variance))).toBeLessThan(1.6);
    const holidays = minutes.filter(({ session }) => Number.isNaN(session.regularOpen));
    const early = minutes.filter(
      (minute) => !isOrdinary(minute) && !Number.isNaN(minute.session.regularOpen),
    );
    expect(new Set(holidays.map(({ session }) => session)).size).toBe(7);
    expect(new Set(early.map(({ session }) => session)).size).toBe(3);
    expect(mean(holidays.map(({ volume }) => volume)) / mean(typical)).toBeLessThan(0.6);
    expect(mean(early.map(({ volume }) => volume)) / mean(typical)).toBeLessThan(0.9);
  });

  it('bursts out of the blue one or two times in a regular session, and fades within minutes', () => {
    const leaps: number[] = [];
    for (let k = 10; k < ordinary.length - 10; k++) {
      const { session, time, volume } = ordinary[k]!;
      const isAfternoon =
        time >= session.regularOpen + 120 * MINUTE && time < session.regularOpen + 260 * MINUTE;
      const before = mean(ordinary.slice(k - 10, k).map((minute) => minute.volume));
      if (isAfternoon && volume > 3.2 * before) leaps.push(k);
    }
    const perRegularSession = ((leaps.length / 248) * 390) / 140;
    expect(perRegularSession).toBeGreaterThan(0.8);
    expect(perRegularSession).toBeLessThan(2);
    const later = leaps.map(
      (k) => mean(ordinary.slice(k + 6, k + 9).map(({ volume }) => volume)) / ordinary[k]!.volume,
    );
    expect(quantile(later, 0.5)).toBeLessThan(0.4);
  });

  it('announces at 08:30, 10:00 and 14:00 New York only, on some days, and with more volume and variance', () => {
    const announced = minutes.filter(({ jump }) => jump > 0);
    const offsets = announced.map(({ session, time }) => (time - session.regularOpen) / MINUTE);
    expect([...new Set(offsets)].toSorted((a, b) => a - b)).toEqual([-60, 30, 270]);
    const share = (offset: number): number => offsets.filter((each) => each === offset).length / 251;
    expect(share(-60)).toBeGreaterThan(0.35);
    expect(share(-60)).toBeLessThan(0.55);
    expect(share(270)).toBeGreaterThan(0.03);
    expect(share(270)).toBeLessThan(0.16);
    expect(mean(announced.map(({ volume }) => volume))).toBeGreaterThan(2);
    expect(mean(announced.map(({ variance }) => variance))).toBeGreaterThan(2);
  });
});
