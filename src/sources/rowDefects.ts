/**
 * What can be wrong with a single row. Such a row cannot be part of a tape: it is refused, or, when its defect is
 * tolerated, left out and counted, so that the data checks can report it.
 */
export type RowDefect = 'off-grid-price' | 'impossible-ohlc' | 'disorder' | 'duplicates';

export const ROW_DEFECTS: readonly RowDefect[] = [
  'off-grid-price',
  'impossible-ohlc',
  'disorder',
  'duplicates',
];

export interface DefectCount {
  readonly defect: RowDefect;
  /** Rows left out for it. */
  readonly count: number;
  /** The first places, for people: file, line or record, and what is wrong there. */
  readonly places: readonly string[];
}

const PLACES_KEPT = 5;

/** Counts of tolerated defects, by kind. */
export class DefectLog {
  readonly #counts = new Map<RowDefect, { count: number; places: string[] }>();

  add(defect: RowDefect, place: string): void {
    let entry = this.#counts.get(defect);
    if (entry === undefined) {
      entry = { count: 0, places: [] };
      this.#counts.set(defect, entry);
    }
    entry.count += 1;
    if (entry.places.length < PLACES_KEPT) entry.places.push(place);
  }

  /** In the order of `ROW_DEFECTS`; kinds that did not occur are left out. */
  counts(): DefectCount[] {
    return ROW_DEFECTS.flatMap((defect) => {
      const entry = this.#counts.get(defect);
      return entry === undefined ? [] : [{ defect, count: entry.count, places: entry.places }];
    });
  }
}
