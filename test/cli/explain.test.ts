import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exactDollars } from '../../src/cli/explain/money.ts';
import { refusalStories, refusalsByRule } from '../../src/cli/explain/refusals.ts';
import { tradeFacts } from '../../src/cli/explain/tradeFacts.ts';
import { tradeStory } from '../../src/cli/explain/tradeStory.ts';
import { readStoredRun } from '../../src/cli/storedRun.ts';
import type { OrderEvent } from '../../src/engine/events.ts';
import type { RunResult } from '../../src/results/model.ts';
import { tapebench } from './tapebench.ts';

let folder: string;
let run: RunResult;
let orders: Map<number, OrderEvent>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tapebench-explain-'));
  const synth = ['data', 'synth', 'spring', '--seed', '5', '--from', '2024-03-01', '--to', '2024-06-28'];
  expect(tapebench(folder, synth).code).toBe(0);
  const words = ['run', 'v6', '--data', 'spring', '--journal', 'journal.jsonl'];
  expect(tapebench(folder, words).code).toBe(0);
  run = await readStoredRun(join(folder, 'reports'), undefined);
  orders = new Map();
  for (const line of readFileSync(join(folder, 'journal.jsonl'), 'utf8').trim().split('\n')) {
    const { event } = JSON.parse(line) as { event: OrderEvent };
    if (event.type === 'order' && event.action === 'place') orders.set(event.signal, event);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the facts of a trade', () => {
  test('the bracket and the posterior are those that the journal says were decided by, for every trade', () => {
    expect(run.trades.length).toBeGreaterThan(20);
    expect(run.trades.filter((trade) => trade.isBayesianSized).length).toBeGreaterThan(3);
    for (const trade of run.trades) {
      const facts = tradeFacts(run, trade.id);
      const order = orders.get(trade.signal)!;
      expect(facts.bracket).toEqual({
        stopDistanceTicks: order.stopDistanceTicks,
        targetDistanceTicks: order.targetDistanceTicks,
      });
      expect(facts.posterior).not.toBeNull();
      expect(facts.posterior!.wins + facts.posterior!.losses).toBe(order.contextTrades);
      expect(facts.trade.wantedQuantity).toBe(order.wantedQuantity);
      expect(facts.signal.id).toBe(order.signal);
    }
  });

  test('the bars hold the fills, and the money adds up to the tenth of a cent', () => {
    for (const trade of run.trades) {
      const { entry, exit, entryBar, exitBar } = tradeFacts(run, trade.id);
      for (const [fill, bar] of [
        [entry, entryBar],
        [exit, exitBar],
      ] as const) {
        expect(bar!.low).toBeLessThanOrEqual(fill.priceTicks);
        expect(bar!.high).toBeGreaterThanOrEqual(fill.priceTicks);
        if (fill.isAtOpen) expect(bar!.open).toBe(fill.priceTicks);
      }
      expect(entry.commissionMilli + exit.commissionMilli).toBe(trade.commissionMilli);
      expect(entry.slippageMilli + exit.slippageMilli).toBe(trade.slippageMilli);
    }
  });

  test('the risk of an accepted trade is within its limit, and the cooldown is kept', () => {
    for (const trade of run.trades) {
      const { risk, minutesSinceAccepted, fillsBefore } = tradeFacts(run, trade.id);
      expect(risk.stopMilli + risk.reserveMilli).toBeLessThanOrEqual(risk.limitMilli);
      expect(risk.equityMilli + trade.netMilli).toBe(trade.equityMilli);
      if (minutesSinceAccepted !== null) expect(minutesSinceAccepted).toBeGreaterThanOrEqual(30);
      expect(fillsBefore).toBeLessThan(10);
    }
  });

  test('the volume of the cluster over its baseline is over the threshold', () => {
    const [trade] = run.trades;
    const { clusterVolume, signal } = tradeFacts(run, trade!.id);
    // The period is the minute before the signal: the stored bars have its volume.
    const bars = run.tradeBars.find((each) => each.trade === trade!.id)!;
    expect(clusterVolume).toBe(bars.volume[bars.time.indexOf(signal.time - 60_000)]);
    expect(signal.volumeRatio).toBeGreaterThanOrEqual(4);
  });
});

describe('the story', () => {
  test('is told in the order in which things happened, in words that keep their numbers', () => {
    const trade = run.trades.find((each) => each.exitReason === 'stop' && each.isBayesianSized)!;
    const story = tradeStory(run, tradeFacts(run, trade.id));
    expect(story.map((chapter) => chapter.title)).toEqual([
      'Cluster',
      'Modal price',
      'Direction and strength',
      'Size',
      'Risk gate',
      'Order and fill',
      'Stop and target',
      'Exit',
      'Money',
      'How sure',
    ]);
    const text = story.flatMap((chapter) => chapter.lines).join('\n');
    expect(text).toContain(`Net         ${exactDollars(trade.netMilli)}`);
    expect(text).toContain(`Strength ${trade.strength.toFixed(3)} = 0.5 x position`);
    expect(text).toContain(`Multiplier ${trade.multiplier.toFixed(2)}x = 1 + (`);
    expect(text).toContain('Stop: a touch of the stop');
    expect(text).not.toMatch(/undefined|NaN|null/);
  });

  test('every trade has one without a gap in it', () => {
    for (const trade of run.trades) {
      const lines = tradeStory(run, tradeFacts(run, trade.id)).flatMap((chapter) => chapter.lines);
      expect(lines.length).toBeGreaterThan(20);
      expect(lines.join('\n')).not.toMatch(/undefined|NaN|null/);
    }
  });

  test('of a strategy without clusters and posterior leaves them out', () => {
    const { header } = run;
    const engineOnly = Object.fromEntries(
      Object.entries(header.parameters).filter(
        ([name]) => !/Prior|bayesian|cluster|modal|Strength/i.test(name),
      ),
    );
    const other = { ...run, header: { ...header, parameters: engineOnly } };
    const text = tradeStory(other, tradeFacts(other, run.trades[0]!.id))
      .flatMap((chapter) => chapter.lines)
      .join('\n');
    expect(text).not.toMatch(/undefined|Beta\(/);
    expect(text).toContain('Confidence');
  });

  test('of a retest does not claim distances that it cannot know', () => {
    const { header } = run;
    const other = { ...run, header: { ...header, parameters: { ...header.parameters, entry: 'retest' } } };
    const facts = tradeFacts(other, run.trades[0]!.id);
    expect(facts.bracket).toBeNull();
    const story = tradeStory(other, facts);
    expect(story[6]!.lines[0]).toContain("judged at the retest's close");
    expect(story[4]!.lines[2]).toContain('Cooldown: judged at the retest');
  });
});

describe('refusals', () => {
  test('are counted by rule, and add up to the funnel', () => {
    const byRule = refusalsByRule(run);
    expect(byRule.length).toBeGreaterThan(0);
    for (const { rule, refusals, about } of byRule) {
      expect(refusals, rule).toBe(run.funnel.refusals[rule]);
      expect(about).not.toBe(rule);
    }
    const counts = byRule.map((each) => each.refusals);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
  });

  test('say what was measured and what was allowed, in the rule’s unit', () => {
    const rows = [
      { rule: 'cooldown', value: 12, limit: 30 },
      { rule: 'max-risk-per-trade', value: 0.0312, limit: 0.02 },
      { rule: 'emergency-stop', value: 5.125, limit: 5 },
      { rule: 'max-daily-trades', value: 10, limit: 10 },
    ].map((row) => ({ ...row, time: run.signals[0]!.time, contract: 'ESM4', signal: null }));
    const stories = refusalStories({ ...run, refusals: rows }, 3);
    expect(stories.map((story) => story.measured)).toEqual([
      '12 minutes, 30 needed',
      '3.12% of equity, 2.00% allowed',
      '5.13% below, 5% stops',
    ]);
    expect(stories[0]!.wanted).toBeNull();
  });
});

describe('the command', () => {
  test('tells the story of a trade of the last run, and the same as JSON', () => {
    const { id, netMilli } = run.trades[1]!;
    const told = tapebench(folder, ['explain', String(id)]);
    expect(told.err).toBe('');
    expect(told.code).toBe(0);
    expect(told.out).toContain(`Trade ${id}:`);
    expect(told.out).toContain('says nothing about ES');
    expect(told.out).toContain(exactDollars(netMilli));
    const words = ['explain', String(id), '--run', run.header.runId.slice(0, 8), '--json'];
    const json = JSON.parse(tapebench(folder, words).out) as { run: string; trade: { netMilli: number } };
    expect(json.run).toBe(run.header.runId);
    expect(json.trade.netMilli).toBe(netMilli);
  });

  test('lists refusals', () => {
    const { out, code } = tapebench(folder, ['explain', '--refused', '--limit', '2']);
    expect(code).toBe(0);
    expect(out).toContain(`${run.refusals.length} refusals`);
    expect(out).toContain('The first 2');
  });

  test.each([
    [['explain'], 2, 'wants the id of a trade, or --refused'],
    [['explain', '99999'], 2, `with ids from ${1}`],
    [['explain', 'one'], 2, 'whole number'],
    [['explain', '1', '--run', 'ffffffff'], 2, 'TB_RUN_UNKNOWN'],
    [['explain', '1', '--out', 'nowhere'], 2, 'there are no stored runs'],
  ] as const)('refuses %j', (words, code, text) => {
    const outcome = tapebench(folder, words);
    expect(outcome.err).toContain(text);
    expect(outcome.code).toBe(code);
  });
});

test('money has cents, and the tenth of a cent where there is one', () => {
  expect(exactDollars(9_375)).toBe('9.375 USD');
  expect(exactDollars(-701_870)).toBe('-701.87 USD');
  expect(exactDollars(150_396_250)).toBe('150 396.25 USD');
  expect(exactDollars(0)).toBe('0.00 USD');
  expect(exactDollars(-5)).toBe('-0.005 USD');
});
