import { MINUTE_MS } from '../../market/bars.ts';
import type { Session } from '../../market/calendar.ts';

/**
 * The shape of an average day of E-mini S&P 500 futures: contracts a minute over all expiries, and the variance of a minute's price
 * change in squared ticks at `PROFILE_LEVEL_TICKS`. Round figures in the proportions of 2024 and 2025: a U over the regular session,
 * a steep first minute, the closing auction's imbalance ten minutes and its fixing five minutes before the close, quiet nights with the
 * openings of Tokyo (20:00), Frankfurt (03:00) and London (03:00 to 04:00 with daylight saving) standing out.
 */
export const PROFILE_LEVEL_TICKS = 21_200;

/** A minute and the value there; between two knots the value is on the straight line. */
type Knot = readonly [minute: number, value: number];

/** Minutes since 18:00 New York, to 17:00 the next day; the part after 09:30 serves holidays without a regular session. */
const OVERNIGHT_VOLUME: readonly Knot[] = [
  [0, 740],
  [1, 395],
  [2, 330],
  [5, 230],
  [15, 180],
  [30, 125],
  [90, 125],
  [119, 115],
  [120, 220],
  [125, 170],
  [150, 150],
  [210, 105],
  [240, 94],
  [270, 82],
  [330, 67],
  [360, 78],
  [390, 67],
  [450, 90],
  [479, 94],
  [480, 150],
  [485, 130],
  [535, 140],
  [539, 155],
  [540, 460],
  [545, 330],
  [560, 270],
  [585, 215],
  [599, 205],
  [600, 385],
  [605, 280],
  [630, 195],
  [660, 195],
  [690, 175],
  [720, 240],
  [779, 245],
  [780, 395],
  [785, 295],
  [825, 330],
  [840, 450],
  [865, 385],
  [869, 395],
  [870, 740],
  [875, 605],
  [890, 640],
  [900, 780],
  [915, 820],
  [920, 1100],
  [925, 1300],
  [929, 1700],
  [930, 410],
  [1380, 245],
];
const OVERNIGHT_VARIANCE: readonly Knot[] = [
  [0, 87],
  [1, 32],
  [2, 18.5],
  [5, 11.5],
  [15, 7],
  [30, 5],
  [60, 7],
  [70, 5],
  [119, 5],
  [120, 14],
  [125, 8],
  [150, 6],
  [210, 4.5],
  [240, 3],
  [330, 2.5],
  [360, 3],
  [390, 2.5],
  [450, 3],
  [479, 3.5],
  [480, 10.5],
  [483, 6],
  [535, 5],
  [539, 6],
  [540, 30],
  [542, 16],
  [560, 10.5],
  [599, 9],
  [600, 23],
  [605, 11.5],
  [630, 7.5],
  [720, 7.5],
  [779, 7.5],
  [780, 18.5],
  [783, 9],
  [840, 12.5],
  [869, 10.5],
  [870, 21],
  [880, 16],
  [900, 17.5],
  [920, 17.5],
  [925, 21],
  [929, 30],
  [930, 11.5],
  [1380, 6],
];

/** Minutes since 09:30 New York. */
const REGULAR_VOLUME: readonly Knot[] = [
  [0, 7050],
  [1, 5900],
  [2, 5250],
  [3, 4850],
  [4, 4450],
  [5, 4000],
  [15, 3700],
  [24, 3450],
  [29, 2850],
  [30, 4250],
  [31, 3700],
  [33, 3550],
  [45, 3100],
  [60, 2800],
  [75, 2500],
  [89, 2350],
  [90, 2800],
  [92, 2400],
  [120, 2100],
  [150, 1850],
  [180, 1700],
  [210, 1800],
  [240, 1750],
  [269, 1750],
  [270, 2200],
  [272, 1950],
  [300, 1750],
  [330, 1950],
  [360, 2200],
  [389, 2400],
];
const REGULAR_VARIANCE: readonly Knot[] = [
  [0, 130],
  [1, 96],
  [2, 73],
  [3, 61],
  [4, 49],
  [5, 52],
  [15, 51],
  [25, 44],
  [29, 38],
  [30, 58],
  [32, 42],
  [45, 35],
  [60, 29],
  [89, 23],
  [90, 30],
  [92, 23],
  [120, 20],
  [150, 18],
  [180, 17.5],
  [269, 17.5],
  [270, 26],
  [272, 19],
  [300, 17.5],
  [330, 18],
  [360, 20],
  [389, 25],
];

/** Factors on the regular values, by whole minutes left to the close, the current one included: 1 is 15:59. */
const CLOSING_VOLUME: readonly Knot[] = [
  [1, 8.3],
  [2, 4.1],
  [3, 4.2],
  [4, 4.4],
  [5, 6.9],
  [6, 2.3],
  [7, 1.75],
  [8, 1.75],
  [9, 1.85],
  [10, 3],
  [11, 1.15],
  [15, 1.15],
  [20, 1],
  [390, 1],
];
const CLOSING_VARIANCE: readonly Knot[] = [
  [1, 3.6],
  [2, 1.2],
  [3, 1.2],
  [4, 1.3],
  [5, 2.9],
  [6, 2.4],
  [7, 1.5],
  [8, 1.4],
  [9, 1.5],
  [10, 4.2],
  [11, 1],
  [390, 1],
];

/** Minutes since the close. */
const AFTER_VOLUME: readonly Knot[] = [
  [0, 7400],
  [1, 5150],
  [2, 3850],
  [4, 3350],
  [5, 1550],
  [10, 945],
  [15, 820],
  [30, 370],
  [45, 270],
  [59, 330],
  [90, 330],
];
const AFTER_VARIANCE: readonly Knot[] = [
  [0, 76],
  [1, 31],
  [2, 16],
  [4, 13.5],
  [5, 14.5],
  [10, 11],
  [15, 8],
  [30, 3],
  [59, 2.5],
  [90, 2.5],
];

function filled(knots: readonly Knot[]): Float64Array {
  const last = knots.at(-1)!;
  const values = new Float64Array(last[0] + 1);
  for (let k = 1; k < knots.length; k++) {
    const [from, start] = knots[k - 1]!;
    const [to, end] = knots[k]!;
    for (let minute = from; minute <= to; minute++) {
      values[minute] = start + ((end - start) * (minute - from)) / (to - from);
    }
  }
  return values;
}

const overnightVolume = filled(OVERNIGHT_VOLUME);
const overnightVariance = filled(OVERNIGHT_VARIANCE);
const regularVolume = filled(REGULAR_VOLUME);
const regularVariance = filled(REGULAR_VARIANCE);
const closingVolume = filled(CLOSING_VOLUME);
const closingVariance = filled(CLOSING_VARIANCE);
const afterVolume = filled(AFTER_VOLUME);
const afterVariance = filled(AFTER_VARIANCE);

/** What an average day expects of one minute. */
export interface MinuteProfile {
  isRegular: boolean;
  /** Contracts, all expiries together. */
  volume: number;
  /** Squared ticks at `PROFILE_LEVEL_TICKS`. */
  variance: number;
}

/** Writes the profile of the minute that opens at `time` (UTC ms, inside the session) into `into`. */
export function profileAt(session: Session, time: number, into: MinuteProfile): void {
  into.isRegular = time >= session.regularOpen && time < session.regularClose;
  if (into.isRegular) {
    const passed = (time - session.regularOpen) / MINUTE_MS;
    const left = (session.regularClose - time) / MINUTE_MS;
    into.volume = regularVolume[passed]! * closingVolume[left]!;
    into.variance = regularVariance[passed]! * closingVariance[left]!;
  } else if (time >= session.regularClose) {
    const passed = Math.min((time - session.regularClose) / MINUTE_MS, afterVolume.length - 1);
    into.volume = afterVolume[passed]!;
    into.variance = afterVariance[passed]!;
  } else {
    const passed = Math.min((time - session.globexOpen) / MINUTE_MS, overnightVolume.length - 1);
    into.volume = overnightVolume[passed]!;
    into.variance = overnightVariance[passed]!;
  }
}
