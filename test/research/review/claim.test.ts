import { expect, test } from 'vitest';
import { claimStanding } from '../../../src/research/review/claim.ts';

const CLAIM = { claimed: 0.647, against: 0.5 };

test('the standing of a claim: sequence, frequency, weeks to a verdict', () => {
  const standing = claimStanding({ ...CLAIM, wins: 8, trades: 28, tradeDates: 8 });
  // Eight days are 1.6 weeks: 17.5 trades a week. The exact test takes 78 trades, so 50 are to come: 2.9 weeks at
  // this frequency, 10 at five a week, 25 at two.
  expect(standing).toMatchObject({
    weeks: 1.6,
    tradesPerWeek: 17.5,
    tradesNeeded: 78,
    tradesToCome: 50,
    weeksToVerdict: 3,
    weeksExpected: { fewest: 10, most: 25 },
    isClaimRuledOut: true,
    isOtherRuledOut: false,
  });
  // The rates at which Beta(8.5, 20.5) / Beta(0.5, 0.5) over the likelihood is 20, bisected with log-gamma elsewhere.
  expect(standing.sequence.low).toBeCloseTo(0.0829308, 6);
  expect(standing.sequence.high).toBeCloseTo(0.5782677, 6);
});

test('a record of wins rules the other rate out, and a long one needs no more trades', () => {
  const standing = claimStanding({ ...CLAIM, wins: 70, trades: 100, tradeDates: 100 });
  expect(standing).toMatchObject({
    isClaimRuledOut: false,
    isOtherRuledOut: true,
    tradesToCome: 0,
    weeksToVerdict: 0,
  });
});

test('before the first trade nothing is ruled out, and no frequency is made up', () => {
  const before = claimStanding({ ...CLAIM, wins: 0, trades: 0, tradeDates: 0 });
  expect(before).toMatchObject({
    rate: null,
    sequence: { low: 0, high: 1 },
    isClaimRuledOut: false,
    isOtherRuledOut: false,
    tradesPerWeek: null,
    weeksToVerdict: null,
  });
  expect(claimStanding({ ...CLAIM, wins: 0, trades: 0, tradeDates: 3 })).toMatchObject({
    tradesPerWeek: 0,
    weeksToVerdict: null,
  });
});
