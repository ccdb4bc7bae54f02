import { expect, test } from 'vitest';
import type { TapebenchError } from '../../../src/errors.ts';
import { parseSweepFile, readSweepFile } from '../../../src/research/sweep/sweepFile.ts';

function refusalOf(text: string): TapebenchError {
  try {
    parseSweepFile(text, 'my.yaml');
  } catch (error) {
    return error as TapebenchError;
  }
  throw new Error('it was read');
}

test('what is left out has its default', () => {
  const file = parseSweepFile(
    'strategy: v6\nparameters: { stopSigmas: [1, 2] }\nwalkForward: { trainDays: 60, testDays: 20 }',
    'x',
  );
  expect(file).toMatchObject({
    search: 'grid',
    seed: 1,
    fixed: {},
    minTrades: 10,
    walkForward: { warmupDays: 20, purgeDays: 1, anchored: false },
  });
  expect(file.crossValidation).toBeUndefined();
});

test('the sweep that comes with v6 is one', async () => {
  const file = await readSweepFile(new URL('../../../strategies/v6/sweep.yaml', import.meta.url).pathname);
  expect(file.strategy).toBe('v6');
});

test.each([
  ['strategy: v6\nparametres: {}', 'there is no key parametres', 'Did you mean parameters?'],
  [
    'strategy: v6\nparameters: { a: [1] }\nwalkForward: { trainDays: 1, testDays: 1, purgeDay: 2 }',
    'there is no key walkForward.purgeDay',
    'Did you mean purgeDays?',
  ],
  ['strategy: v6\nparameters: {}', 'must name at least one parameter', undefined],
  ['strategy: v6\nparameters: { a: 3 }', 'parameters.a: wants a list of values', undefined],
  ['strategy: v6\nsearch: random\nparameters: { a: [1] }', 'a random search needs trials', undefined],
  ['strategy: v6\ntrials: 5\nparameters: { a: [1] }', 'trials belongs to search: random', undefined],
  ['strategy: v6\nparameters: { a: [1', 'this is no YAML', undefined],
])('%j is refused', (text, message, next) => {
  const error = refusalOf(text);
  expect(error.code).toBe('TB_CONFIG_INVALID');
  expect(error.message).toContain(message);
  expect(error.where).toContain('my.yaml');
  if (next !== undefined) expect(error.next).toBe(next);
});

test('a file that is not there is said to be missing', async () => {
  await expect(readSweepFile('/nowhere/sweep.yaml')).rejects.toMatchObject({ code: 'TB_FILE_NOT_FOUND' });
});
