import { expect, test } from 'vitest';
import { type Learner, learnedLine, lessonOf } from '../../../src/cli/live/fromRun.ts';
import type { RunResult } from '../../../src/results/model.ts';

const BEGIN = Date.UTC(2025, 2, 3, 14);
const DAY_MS = 86_400_000;

const learner: Learner = {
  strategy: 'v6',
  instrument: 'ES',
  isSynthetic: false,
  parameters: { bayesianLookbackDays: 60, volumeThreshold: 4, own: 1 },
  judgesFrom: BEGIN,
};

function run(
  trades: readonly (readonly [modalBin: number, exitTime: number, netMilli: number])[],
  header: object = {},
): RunResult {
  return {
    header: {
      runId: '3f2a91c0',
      strategy: 'v6',
      dataset: { name: 'es', isSynthetic: false },
      instrument: { root: 'ES' },
      parameters: { bayesianLookbackDays: 60, volumeThreshold: 4 },
      ...header,
    },
    trades: trades.map(([modalBin, exitTime, netMilli]) => ({ modalBin, exitTime, netMilli })),
  } as unknown as RunResult;
}

const TRADES = [
  [3, BEGIN - DAY_MS, 1000],
  [4, BEGIN - 90 * DAY_MS, -1],
  [4, BEGIN, 0],
  [3, BEGIN + 1, 1000],
] as const;

test('takes the outcomes that had closed when the session begins, in order of time, and says what was left out', () => {
  const { from, outcomes, warnings } = lessonOf(run(TRADES), learner);
  expect(outcomes).toEqual([
    { modalBin: 4, exitTime: BEGIN - 90 * DAY_MS, isWin: false },
    { modalBin: 3, exitTime: BEGIN - DAY_MS, isWin: true },
    { modalBin: 4, exitTime: BEGIN, isWin: false },
  ]);
  expect(from).toEqual({ run: '3f2a91c0', strategy: 'v6', dataset: 'es', isSynthetic: false, outcomes: 3 });
  expect(warnings).toEqual(['1 trades of the run closed after the session begins; they are not learned.']);
  expect(learnedLine({ ...from, digest: '' }, 2)).toBe(
    '3 outcomes from run 3f2a91c0 (v6 on es), 2 of them within the look-back now',
  );
});

test('warns of outcomes that are too old to count, and of other parameters', () => {
  const old = lessonOf(run([[4, BEGIN - 90 * DAY_MS, 5]]), learner);
  expect(old.warnings.join()).toContain('All of its trades are older than the look-back');
  const header = { parameters: { bayesianLookbackDays: 60, volumeThreshold: 3 } };
  const other = lessonOf(run([[4, BEGIN - DAY_MS, 5]], header), learner);
  expect(other.warnings).toEqual([
    'The run had other parameters (volumeThreshold): its outcomes may stand for something else.',
  ]);
});

test.each([
  [
    'another strategy',
    { strategy: 'random-entry' },
    {},
    'it is a run of random-entry, and the session is of v6',
  ],
  [
    'another instrument',
    { instrument: { root: 'NQ' } },
    {},
    'it was learned on NQ, and the session is on ES',
  ],
  [
    'synthetic data',
    { dataset: { name: 'synthetic-es', isSynthetic: true } },
    {},
    'is synthetic and teaches nothing',
  ],
  ['no begin', {}, { judgesFrom: undefined }, 'without history it is not known when the session begins'],
  ['nothing before', {}, { judgesFrom: BEGIN - 100 * DAY_MS }, 'none of its 4 trades had closed'],
])('refuses %s in words', (_, header, more, words) => {
  expect(() => lessonOf(run(TRADES, header), { ...learner, ...more })).toThrow(words);
});

test('synthetic teaches synthetic', () => {
  const header = { dataset: { name: 'synthetic-es', isSynthetic: true } };
  expect(lessonOf(run(TRADES, header), { ...learner, isSynthetic: true }).outcomes).toHaveLength(3);
});
