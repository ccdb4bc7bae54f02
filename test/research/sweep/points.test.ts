import { describe, expect, test } from 'vitest';
import { ENGINE_PARAMETERS } from '../../../src/engine/parameters.ts';
import { pointsOf } from '../../../src/research/sweep/points.ts';
import { parseSweepFile } from '../../../src/research/sweep/sweepFile.ts';

function points(text: string): ReturnType<typeof pointsOf> {
  return pointsOf(parseSweepFile(`strategy: v6\n${text}`, 'my.yaml'), ENGINE_PARAMETERS, 'my.yaml');
}

describe('a grid', () => {
  test('holds every combination, the last axis running fastest, its steps without rounding left over', () => {
    const grid = points(
      'parameters:\n  entry: [limit, retest]\n  stopSigmas: { from: 0.1, to: 0.3, step: 0.1 }',
    );
    expect(grid.points).toEqual([
      { entry: 'limit', stopSigmas: 0.1 },
      { entry: 'limit', stopSigmas: 0.2 },
      { entry: 'limit', stopSigmas: 0.3 },
      { entry: 'retest', stopSigmas: 0.1 },
      { entry: 'retest', stopSigmas: 0.2 },
      { entry: 'retest', stopSigmas: 0.3 },
    ]);
    expect(grid.axes[1]).toEqual({
      name: 'stopSigmas',
      about: 'from 0.1 to 0.3 by 0.1',
      values: [0.1, 0.2, 0.3],
    });
  });

  test.each([
    [
      'parameters: { stopSigma: [1] }',
      'TB_PARAMETER_UNKNOWN',
      'there is no parameter "stopSigma"',
      'Did you mean stopSigmas?',
    ],
    [
      'parameters: { slippageTicks: [0, 1] }',
      'TB_CONFIG_INVALID',
      'an assumption about the market',
      undefined,
    ],
    [
      'parameters: { limitFill: [touch, through] }',
      'TB_CONFIG_INVALID',
      'an assumption about the market',
      undefined,
    ],
    ['parameters: { latencyBars: [0, 1] }', 'TB_CONFIG_INVALID', 'an assumption about the market', undefined],
    ['parameters: { stopSigmas: { from: 1, to: 2 } }', 'TB_CONFIG_INVALID', 'a grid needs a step', undefined],
    [
      'parameters: { stopSigmas: { from: 2, to: 1, step: 1 } }',
      'TB_CONFIG_INVALID',
      'from must not be above to',
      undefined,
    ],
    ['parameters: { stopSigmas: [1, 1] }', 'TB_CONFIG_INVALID', 'stands there twice', undefined],
    [
      'fixed: { stopSigmas: 1 }\nparameters: { stopSigmas: [1, 2] }',
      'TB_CONFIG_INVALID',
      'both fixed and varied',
      undefined,
    ],
    [
      'parameters: { stopSigmas: { from: 0, to: 60, step: 0.1 }, maxHoldMinutes: { from: 1, to: 60, step: 1 } }',
      'TB_CONFIG_INVALID',
      'more than 5000',
      undefined,
    ],
  ])('%s is refused', (text, code, message, next) => {
    expect(() => points(text)).toThrow(
      expect.objectContaining({
        code,
        message: expect.stringContaining(message),
        ...(next === undefined ? {} : { next }),
      }),
    );
  });
});

describe('a random search', () => {
  const text =
    'search: random\ntrials: 40\nseed: 7\nparameters:\n  stopSigmas: { from: 1, to: 3 }\n  maxHoldMinutes: { from: 10, to: 90 }\n  entry: [limit, retest]';

  test('draws the same distinct points from the same seed, whole numbers where only those will do', () => {
    const first = points(text);
    expect(points(text)).toEqual(first);
    expect(points(text.replace('seed: 7', 'seed: 8')).points).not.toEqual(first.points);
    expect(new Set(first.points.map((point) => JSON.stringify(point))).size).toBe(40);
    for (const point of first.points) {
      expect(Number.isInteger(point['maxHoldMinutes'])).toBe(true);
      expect(point['stopSigmas']).toBeGreaterThanOrEqual(1);
      expect(point['stopSigmas']).toBeLessThanOrEqual(3);
    }
    const sigmas = first.axes[0]!.values as number[];
    expect(sigmas).toEqual([...sigmas].sort((a, b) => a - b));
  });

  test('ends where there is nothing left to find', () => {
    const found = points(
      'search: random\ntrials: 40\nparameters: { entry: [limit, retest], flatAtClose: [true, false] }',
    );
    expect(found.points).toHaveLength(4);
    expect(found.repeated).toBeGreaterThan(0);
  });
});
