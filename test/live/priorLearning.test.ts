import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { detect, Journal, simulate } from '../../src/engine/engine.ts';
import type { Outcome } from '../../src/engine/strategy.ts';
import {
  learnedDigest,
  learnedShare,
  learnedText,
  readLearned,
  withinLookBack,
} from '../../src/live/priorLearning.ts';
import type { Recommendation } from '../../src/live/recommendation.ts';
import { replaySession } from '../../src/live/replaySession.ts';
import { SESSION_FILES } from '../../src/live/sessionSetup.ts';
import v6 from '../../strategies/v6/strategy.ts';
import { LIVELY } from '../engine/support/lively.ts';
import { inputOf } from '../engine/support/runs.ts';
import { livelySetup, liveWorld } from './support/market.ts';
import { newFolder, SessionBench } from './support/sessionBench.ts';

const DAY_MS = 86_400_000;
let folder: string;

beforeEach(() => {
  folder = newFolder();
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Wins in every bin, so many days before the world begins, and one in each that the look-back of 60 days leaves out. */
function wins(before: number): Outcome[] {
  return [70, 40, 30, 20, 10].flatMap((days) =>
    Array.from({ length: 10 }, (_, modalBin) => ({
      modalBin,
      exitTime: before - days * DAY_MS,
      isWin: true,
    })),
  );
}

test('a session that begins with the outcomes of a run decides as the backtest that was given them, and says so in what it recommends', async () => {
  const tape = liveWorld(81, 3);
  const outcomes = wins(tape.rows.time[0]!);
  const input = inputOf(tape, v6, LIVELY);
  const journal = new Journal();
  simulate(input, detect(input), journal, { priorOutcomes: outcomes });
  const expected = new Journal();
  for (const event of journal.events.slice(0, -1)) expected.emit(event);
  const without = new Journal();
  simulate(input, detect(input), without);
  expect(without.root).not.toBe(journal.root);

  const setup = livelySetup({ prior: { run: '3f2a91', outcomes } });
  const bench = await SessionBench.open(tape, { setup });
  try {
    const first = bench.session();
    await bench.follow(first, 1500);
    const second = bench.session();
    await bench.follow(second);
    second.close();
    expect(second.root).toBe(expected.root);
    expect(replaySession(bench.folder, setup).root).toBe(expected.root);

    const log = bench
      .read(SESSION_FILES.recommendations)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Recommendation);
    expect(log.length).toBeGreaterThan(3);
    // Four of the five wins lie in the look-back; the session's own trades come on top.
    expect(log[0]).toMatchObject({ learned_trades: 4, learned_from_run: '3f2a91', context_trades: 4 });
    expect(log[0]!.confidence).toBeCloseTo(5 / 6, 12);
    expect(log[0]!.reasoning).toMatch(/from 4 trades, 4 of them from run 3f2a91$/);
    for (const { learned_trades: learned, context_trades: all } of log) {
      expect(learned).toBe(4);
      expect(all).toBeGreaterThanOrEqual(4);
    }
    expect(log.some(({ context_trades: all }) => all > 4)).toBe(true);
  } finally {
    await bench.close();
    rmSync(bench.folder, { recursive: true });
  }
});

test('counts of a run what is in the look-back at the time, in the context; all of it where nothing is forgotten', () => {
  const time = Date.UTC(2025, 0, 31);
  const outcomes = [
    { modalBin: 1, exitTime: time - 61 * DAY_MS, isWin: true },
    { modalBin: 1, exitTime: time - 60 * DAY_MS, isWin: false },
    { modalBin: 2, exitTime: time - DAY_MS, isWin: true },
    { modalBin: 1, exitTime: time, isWin: true },
    { modalBin: 1, exitTime: time + 1, isWin: true },
  ];
  const prior = { run: 'r', outcomes };
  expect(learnedShare(prior, { bayesianLookbackDays: 60 }, 1, time)).toEqual({ run: 'r', trades: 2 });
  expect(learnedShare(prior, { bayesianLookbackDays: 60 }, 3, time)).toBeUndefined();
  expect(learnedShare(prior, {}, 1, time)).toEqual({ run: 'r', trades: 3 });
  expect(withinLookBack(outcomes, { bayesianLookbackDays: 60 }, time)).toHaveLength(3);
});

test('what was learned is read as it was written, and a changed byte of it is found', () => {
  const path = join(folder, SESSION_FILES.learned);
  const outcomes = wins(Date.UTC(2025, 0, 31));
  const text = learnedText(outcomes);
  const from = {
    run: 'r',
    strategy: 'v6',
    dataset: 'es',
    isSynthetic: false,
    outcomes: outcomes.length,
    digest: learnedDigest(text),
  };
  writeFileSync(path, text);
  expect(readLearned(path, from)).toEqual({ run: 'r', outcomes });
  appendFileSync(path, learnedText([{ modalBin: 0, exitTime: 0, isWin: true }]));
  expect(() => readLearned(path, from)).toThrow('what the session learned from a run has changed');
  rmSync(path);
  expect(() => readLearned(path, from)).toThrow('has changed');
});
