import type { Estimate } from '../results/model.ts';
import { type Html, withData } from './html.ts';

/** The name under which a page carries its figures among its data. */
export const FIGURES = 'figures';

/** The name under which a page carries links to pages that may or may not be written. */
export const LINKS = 'links';

export const PAGE_KINDS = [
  'run',
  'audit',
  'stress',
  'sweep',
  'verification',
  'comparison',
  'index',
  'live-day',
] as const;
export type PageKind = (typeof PAGE_KINDS)[number];

/** The figures of a page as data, so that a program can hold them against what they are of. */
export interface PageFigures {
  readonly kind: PageKind;
  /** What the page is about: ids in the results database; of a live day the folder of its session and how it is asked for. */
  readonly about: readonly string[];
  /** Shares as fractions, money in thousandths of a dollar; null where a figure is undefined. */
  readonly values: Readonly<Record<string, number | null>>;
}

/** Puts the figures of a page beside its opening. */
export function withFigures(opening: Html, figures: PageFigures): Html {
  return withData(opening, FIGURES, figures);
}

/** An estimate as figures: its value under `name`, and the ends of its interval and its n under names that begin with it. */
export function estimateValues(name: string, estimate: Estimate | null): Record<string, number | null> {
  return {
    [name]: estimate?.value ?? null,
    [`${name}Low`]: estimate?.interval.low ?? null,
    [`${name}High`]: estimate?.interval.high ?? null,
    [`${name}N`]: estimate?.n ?? 0,
  };
}
