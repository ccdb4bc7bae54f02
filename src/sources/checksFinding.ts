const PLACES_KEPT = 5;

/** How often a check found what it looks for, and the first places for people. */
export interface Finding {
  readonly count: number;
  readonly places: readonly string[];
}

/** Counts findings and keeps the first places. */
export class FindingLog {
  #count = 0;
  readonly #places: string[] = [];

  /** @param place is asked for only while places are kept: most findings of a bad file are never described */
  add(place: () => string, count = 1): void {
    this.#count += count;
    if (this.#places.length < PLACES_KEPT) this.#places.push(place());
  }

  get finding(): Finding {
    return { count: this.#count, places: this.#places };
  }
}

/** Both together, the places of the first before those of the second. */
export function mergeFindings(first: Finding, second: Finding | undefined): Finding {
  if (second === undefined) return first;
  return {
    count: first.count + second.count,
    places: [...first.places, ...second.places].slice(0, PLACES_KEPT),
  };
}
