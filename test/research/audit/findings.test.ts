import { describe, expect, test } from 'vitest';
import { type AuditFacts, conclusionOf, findingsOf } from '../../../src/research/audit/findings.ts';
import { summariseWorlds } from '../../../src/research/audit/worldSummaries.ts';
import { rateEstimate } from '../../../src/research/estimates.ts';
import type { RowOrderRow, SubsetRow, WorldRow } from '../../../src/results/auditModel.ts';

function subset(
  mask: number,
  wins: number,
  trades: number,
  mean: readonly [number, number, number] | null,
): SubsetRow {
  return {
    mask,
    mended: [],
    trades,
    wins,
    winRate: rateEstimate(wins, trades),
    meanNetReturn:
      mean === null
        ? null
        : {
            value: mean[0],
            n: trades,
            interval: { low: mean[1], high: mean[2] },
            level: 0.95,
            method: 'student',
          },
    sumNetReturn: 0,
    meanPositionAdjustedReturn: null,
    utilisation: null,
  };
}

function order(name: string, wins: number, trades: number): RowOrderRow {
  return { order: name, trades, wins, winRate: rateEstimate(wins, trades) };
}

function facts(parts: Partial<AuditFacts> & { readonly allMended?: SubsetRow } = {}): AuditFacts {
  const { allMended = subset(511, 0, 0, null), ...rest } = parts;
  const subsets = Array.from({ length: 512 }, (_, mask) =>
    mask === 511
      ? allMended
      : subset(mask, mask === 0 ? 65 : 5, mask === 0 ? 100 : 12, [0.001, 0.0005, 0.002]),
  );
  return {
    auditId: 'a',
    dataset: { name: 'd', digest: 'd', source: 's', isSynthetic: false, rows: 1, from: 0, to: 1, note: '' },
    codeVersion: 'c',
    command: '',
    claimedWinRate: 0.647,
    defects: [],
    subsets,
    attributions: [],
    rowOrders: [order('source', 65, 100), order('shuffled 1', 60, 100)],
    trades: [],
    tradeRows: [],
    ratios: [],
    causal: [],
    worlds: [],
    worldSummaries: [],
    mixing: { contracts: 3, minutes: 10, minutesWithSeveral: 5 },
    ...rest,
  };
}

function worldsAt(reached: number, of: number): AuditFacts {
  const worlds = Array.from(
    { length: of },
    (_, seed): WorldRow => ({ seed, order: 'shuffled', trades: 100, wins: seed < reached ? 65 : 40 }),
  );
  return facts({ worlds, worldSummaries: summariseWorlds(worlds, 0.647) });
}

const said = (of: AuditFacts): string => findingsOf(of).join('\n');

describe('the order of the rows', () => {
  test('is said to decide from ten points on', () => {
    const at = (wins: number): AuditFacts =>
      facts({ rowOrders: [order('source', 65, 100), order('shuffled 1', wins, 100)] });
    expect(said(at(56))).not.toContain('says nothing about a market');
    expect(conclusionOf(at(56))).toContain('less than ten points');
    expect(said(at(55))).toContain(
      'from 55.0% of 100 (shuffled 1) to 65.0% of 100 (source), over 2 orders. A figure that depends',
    );
    expect(conclusionOf(at(55))).toContain('wins from 55.0% to 65.0% of its trades');
  });

  test('decides nothing with fewer than ten trades', () => {
    const few = facts({ rowOrders: [order('source', 0, 3), order('shuffled 1', 1, 3)] });
    expect(said(few)).toContain('over 2 orders.');
    expect(said(few)).not.toContain('says nothing about a market');
    const subsets = [subset(0, 0, 1, null), ...facts().subsets.slice(1)];
    expect(conclusionOf(facts({ subsets }))).toContain('makes 1 trade: too few');
  });
});

describe('worlds without an edge', () => {
  test('that reach the claim make it worthless when more than 5% do, by the whole interval', () => {
    // Wilson: 10 of 100 begins at 5.5%, 9 of 100 at 4.8%.
    expect(said(worldsAt(10, 100))).toContain(
      'a procedure that shows the claimed rate where there is nothing proves nothing',
    );
    expect(conclusionOf(worldsAt(10, 100))).toContain('proves nothing');
    expect(said(worldsAt(9, 100))).not.toContain('proves nothing');
    expect(conclusionOf(worldsAt(9, 100))).not.toContain('proves nothing');
  });

  test('that do not reach it say so when there are enough of them', () => {
    expect(said(worldsAt(0, 19))).toContain('does not explain the figure'); // p = 1 / 20
    expect(said(worldsAt(0, 18))).toContain('too few worlds');
  });

  test('are named with their order and number', () => {
    expect(said(worldsAt(10, 100))).toContain(
      "On 100 synthetic markets in which nothing can be earned, with the rows of each minute shuffled, the procedure's win rate is 40.0% in the median world (90% of them from 40.0% to 65.0%; 100 trades in the median); 10 of 100 reach 64.7% (p = 0.109).",
    );
  });
});

describe('what is left once mended', () => {
  test.each([
    [[0.001, 0.0002, 0.002], 'above zero by the whole interval'],
    [[-0.001, -0.002, -0.0002], 'below zero by the whole interval'],
    [[0.001, -0.0002, 0.002], 'the interval holds zero, so that no edge is shown'],
  ] as const)('with a mean of %j is %s', (mean, words) => {
    expect(said(facts({ allMended: subset(511, 5, 12, mean) }))).toContain(words);
    expect(said(facts({ allMended: subset(511, 5, 9, mean) }))).toContain('too few to conclude anything');
  });

  test('without trades falls back to one contract at a time, and one trade has no interval', () => {
    expect(said(facts())).toContain('With one contract at a time: 41.7% of 12 trades won');
    expect(said(facts({ allMended: subset(511, 1, 1, null) }))).toContain('one trade has no interval');
  });
});

test('the causal strategy is beside it, its interval apart or not', () => {
  const causal = (wins: number, trades: number): AuditFacts =>
    facts({
      causal: [
        { preset: 'v6', runId: 'r', trades, wins, winRate: rateEstimate(wins, trades), meanNetReturn: null },
      ],
    });
  expect(said(causal(30, 100))).toContain(
    'v6 on the same data: 30.0% of 100 trades won (95% interval 21.9% to 39.6%); its interval and that of the published procedure do not meet.',
  );
  expect(said(causal(60, 100))).toContain('overlap');
  expect(said(causal(0, 0))).toContain('no trades, so that its win rate is undefined.');
});
