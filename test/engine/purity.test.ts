import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import randomEntry from '../../strategies/random-entry/strategy.ts';
import v6 from '../../strategies/v6/strategy.ts';
import { LIVELY } from './support/lively.ts';
import { inputOf, runBarByBar, runBatch } from './support/runs.ts';
import { randomWorld } from './support/worlds.ts';

const ROOMS = ['src/engine', 'strategies/v6', 'strategies/random-entry'] as const;

function sources(): { path: string; text: string }[] {
  return ROOMS.flatMap((room) => {
    const folder = new URL(`../../${room}/`, import.meta.url);
    return readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => ({ path: `${room}/${name}`, text: readFileSync(new URL(name, folder), 'utf8') }));
  });
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the engine and the strategies are functions of their inputs', () => {
  test('a run asks no clock, no chance and none of the functions whose last bit is not fixed', () => {
    const world = randomWorld(11);
    const expected = [
      runBatch(inputOf(world, v6, LIVELY)).root,
      runBarByBar(inputOf(world, randomEntry, { volatilityBars: 60 }), 'minute-marks').root,
    ];
    const refuse = (name: string) => (): never => {
      throw new Error(`${name} was asked`);
    };
    vi.spyOn(Date, 'now').mockImplementation(refuse('Date.now'));
    vi.spyOn(performance, 'now').mockImplementation(refuse('performance.now'));
    vi.spyOn(process, 'hrtime').mockImplementation(refuse('process.hrtime'));
    for (const name of ['random', 'pow', 'exp', 'log', 'sin', 'tan'] as const) {
      vi.spyOn(Math, name).mockImplementation(refuse(`Math.${name}`));
    }
    expect([
      runBatch(inputOf(world, v6, LIVELY)).root,
      runBarByBar(inputOf(world, randomEntry, { volatilityBars: 60 }), 'minute-marks').root,
    ]).toEqual(expected);
  });

  test('no source of theirs names a clock, chance, a file, the network or the environment', () => {
    const found = sources();
    expect(found.length).toBeGreaterThan(30);
    const forbidden =
      /Date\.now|new Date\(\)|Math\.(random|pow|exp|log)|\bprocess\.|\bfetch\(|\*\*=? ?[a-z0-9]|Intl\.|toLocale/;
    for (const { path, text } of found) {
      const code = text.replace(/\/\*\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      expect(`${path}: ${forbidden.exec(code)?.[0]}`).toBe(`${path}: undefined`);
      for (const [, specifier] of code.matchAll(/from '([^']+)'/g)) {
        expect(`${path}: ${specifier}`).toMatch(/: (node:crypto|\.\.?\/.*\.ts)$/);
      }
    }
  });
});
