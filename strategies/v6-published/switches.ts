/**
 * The nine defects of the published procedure, each a switch. `true` means mended. Their order is the order of the bits
 * in a subset's mask.
 */
export const DEFECTS = [
  'contract-mixing',
  'day-average',
  'early-entry',
  'low-tie-break',
  'clock',
  'target-first',
  'perfect-fills',
  'cost-basis',
  'fractional-size',
] as const;

export type Defect = (typeof DEFECTS)[number];

export interface DefectFacts {
  readonly name: Defect;
  /** What is wrong, for people. */
  readonly defect: string;
  /** What the mended procedure does instead. */
  readonly mended: string;
}

export const DEFECT_FACTS: readonly DefectFacts[] = [
  {
    name: 'contract-mixing',
    defect:
      'All contract months stand in one stream, so a price can jump by the carry from one row to the next.',
    mended: 'Each day uses the rows of one contract, the one with the most volume on the trading day before.',
  },
  {
    name: 'day-average',
    defect:
      'A cluster is measured against the mean of the whole day, which is known only when the day is over.',
    mended: 'The mean of the 20 latest periods before it.',
  },
  {
    name: 'early-entry',
    defect: 'The entry may lie inside the 15 minutes from which the cluster and its modal price are made.',
    mended: 'The retest is looked for after the period has ended.',
  },
  {
    name: 'low-tie-break',
    defect:
      'The most frequent close is taken, the lowest when tied, which leans to the low of the range and so to long signals.',
    mended: 'A volume profile over ticks; ties go to the tick nearest its mean.',
  },
  {
    name: 'clock',
    defect: 'Hours meant as Central European time are compared with UTC stamps.',
    mended: 'Regular hours of the exchange, New York time, holidays and early closes known.',
  },
  {
    name: 'target-first',
    defect: 'A bar that holds both target and stop counts as a target.',
    mended: 'The stop is looked at first.',
  },
  {
    name: 'perfect-fills',
    defect: 'Stops fill at their price, gap or not, and a touch fills a target.',
    mended:
      'A stop fills at the worse of its price and the open, less slippage; a target needs a trade through it by a tick.',
  },
  {
    name: 'cost-basis',
    defect: 'The cost of a round trip is a share of 5 000 USD, not of the contract.',
    mended: 'The same dollars over 50 x the entry price.',
  },
  {
    name: 'fractional-size',
    defect: 'Sizes are fractions of a contract.',
    mended: 'Whole contracts, from 1 to 3.',
  },
];

/** Which defects are mended, as a bit mask over `DEFECTS`: 0 is the procedure as published, 511 has all mended. */
export type MendMask = number;

export const ALL_MENDED: MendMask = (1 << DEFECTS.length) - 1;
export const SUBSETS: number = 1 << DEFECTS.length;

export function bitOf(defect: Defect): MendMask {
  return 1 << DEFECTS.indexOf(defect);
}

export function isMended(mask: MendMask, defect: Defect): boolean {
  return (mask & bitOf(defect)) !== 0;
}

/** The switches that can change which entries there are; the others change exits, costs or sizes only. */
export const ENTRY_MASK: MendMask = (
  ['contract-mixing', 'day-average', 'early-entry', 'low-tie-break', 'clock'] as const
)
  .map(bitOf)
  .reduce((mask, bit) => mask | bit, 0);

/** The switches that can change an exit, besides those that change entries. */
export const EXIT_MASK: MendMask = ENTRY_MASK | bitOf('target-first') | bitOf('perfect-fills');

/** The switches that can change a net return. */
export const RETURN_MASK: MendMask = EXIT_MASK | bitOf('cost-basis');
