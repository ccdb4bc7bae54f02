import type { SyntheticOptions } from './options.ts';

/** A year in which nothing can be earned: what the workbench says of it must be nothing. */
export const SYNTHETIC_ES: SyntheticOptions = {
  seed: 1,
  from: '2024-06-03',
  to: '2025-05-30',
  edge: 0,
  order: 'front-first',
};

/**
 * The same year with a planted truth: same volumes, same clusters, and after each of them half an R an hour in its direction. What is
 * too weak to find this is too weak to find anything.
 */
export const SYNTHETIC_ES_EDGE: SyntheticOptions = { ...SYNTHETIC_ES, edge: 0.5 };
