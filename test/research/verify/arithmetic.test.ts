import { join } from 'node:path';
import { expect, test } from 'vitest';
import { arithmeticFindings } from '../../../src/research/verify/arithmetic.ts';
import { type PublishedFigures, readLedger } from '../../../src/research/verify/ledger.ts';

const { published } = await readLedger(
  join(import.meta.dirname, '..', '..', '..', 'strategies', 'v6', 'claims.yaml'),
);

function finding(topic: string, figures: PublishedFigures | null = published): string {
  return arithmeticFindings(figures)
    .filter((each) => each.topic === topic)
    .map((each) => each.finding)
    .join('\n');
}

test('64.7% of 156 is 101 wins, with the interval and p-value of the published reference points', () => {
  expect(finding('granularity')).toContain('is 101 wins, 95% interval 57.0% to 71.8% (Wilson), p 0.0001');
});

test('a rate that no count can show is called a contradiction', () => {
  // 10 of 16 is 62.5%, 11 of 16 is 68.75%: nothing between.
  expect(finding('granularity', { ...published!, trades: 16 })).toContain(
    'No number of wins among 16 trades reads 64.7%',
  );
});

test('a constant size of 2.014 brings more than the sizer did', () => {
  // 2.014 x 0.409% = 0.8237%; 0.813% - 0.8237% = -0.0107%, by hand.
  expect(finding('leverage')).toContain('brings +0.824%: the covariance of size and return is -0.011%');
  expect(finding('leverage')).toContain('99% more');
  expect(finding('leverage')).toContain('The whole gain is leverage');
  expect(finding('leverage', { ...published!, meanPositionAdjustedReturn: 0.009 })).toContain(
    'Only this part can be skill',
  );
});

test('the cost is 0.2375% over 5 000 dollars, and five of six scenarios earn on that basis alone', () => {
  expect(finding('break-even')).toContain('0.2375%, 11.875 USD over 5000 USD');
  // (0.006465 x 5000 - 2.5) / 12.5 = 2.386 ticks, by hand.
  expect(finding('break-even')).toContain('gone at 2.39 ticks');
  expect(finding('scenarios')).toContain(
    '5 of 6 scenarios earn over the basis of 5000 USD (without poor-execution) and 6 of 6 over the notional',
  );
});

test('what the exits ask for: stops of 0.70% and targets of 1.40%', () => {
  // (0.00409 + 0.002375) / (2 x 0.609 - 0.295) = 0.0070, by hand.
  expect(finding('exits')).toContain('stops of 0.70% of price and targets of 1.40%, reached by 95 of 156');
  expect(finding('exits')).toContain('a driftless price does so 33.3% of the time');
});

test('seven variants ask for a seventh of the error', () => {
  expect(finding('selection')).toContain('7 variants');
  expect(finding('selection')).toContain('0.0071');
  expect(finding('selection', { ...published!, variantsTried: 1 })).toBe('');
});

test('a ledger without published figures has no arithmetic', () => {
  expect(arithmeticFindings(null)).toEqual([]);
});
