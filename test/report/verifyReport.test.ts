import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { renderVerifyReport } from '../../src/report/verify/verifyReport.ts';
import { readLedger } from '../../src/research/verify/ledger.ts';
import { verifyRun } from '../../src/research/verify/verify.ts';
import type { NullResult, VerifyResult } from '../../src/results/verifyModel.ts';
import { contentOf, textOf } from '../support/reportPage.ts';
import { sampleRun } from '../support/runResult.ts';

const sample = sampleRun({ hasTradeBars: false });
const run = {
  ...sample,
  header: { ...sample.header, parameters: { ...sample.header.parameters, profitTargetRatio: 2 } },
};
const ledger = await readLedger(join(import.meta.dirname, '..', '..', 'strategies', 'v6', 'claims.yaml'));
const nulls: NullResult[] = [
  {
    name: 'random-entries',
    about: 'Entries at random.',
    replications: 200,
    withoutTrades: 0,
    meanTrades: 150,
    winRate: 0.451,
    winRateRange: { low: 0.4, high: 0.5 },
    meanNetReturn: -0.0001,
    meanNetReturnRange: { low: -0.0003, high: 0.0002 },
    winRatePValue: 0.301,
    meanNetReturnPValue: 0.402,
  },
];
const result = verifyRun(run, ledger, { command: 'tapebench verify v6 --data es', definition: null, nulls });
const page = renderVerifyReport(result);
const text = textOf(page);

describe('the report of a verification', () => {
  test('begins with the verdicts, each claim with its figure, n and interval', () => {
    const first = text.slice(0, text.indexOf('Each test was fixed in the ledger'));
    expect(first).toContain(result.summary);
    expect(first).toContain('synthetic');
    for (const { claim, verdict, estimate } of result.claims) {
      expect(first).toContain(`${claim.id} : ${verdict} .`);
      const n =
        claim.estimand === 'profitable-scenarios' ? `of ${estimate!.n} scenarios` : `n = ${estimate!.n}`;
      expect(first).toContain(n);
    }
  });

  test('states the rule, every reason, and the command that makes it again', () => {
    expect(text).toContain('corrected by Holm over the ledger');
    for (const { because, flips, claim } of result.claims) {
      expect(text).toContain(because);
      expect(text).toContain(claim.population);
      for (const flip of flips) expect(text).toContain(flip);
    }
    expect(text).toContain('tapebench verify v6 --data es');
  });

  test('teaches that a driftless bracket wins one time in three, and shows what nulls give by themselves', () => {
    expect(text).toContain('reaches the target first 33.3% of the time, not half of it');
    expect(text).toContain('45.1% (40.0% to 50.0%)');
    expect(text).toContain('0.3010');
  });

  test('draws the confidence sequence and the nulls', () => {
    expect(Object.keys(contentOf(page).charts)).toEqual(expect.arrayContaining(['null-rates', 'sequence']));
  });

  test('uses every id once, so that links and charts find their place', () => {
    const ids = [...page.matchAll(/<[a-z][^<>]*? id="([^"]+)"/g)].map((match) => match[1]!);
    expect(ids.length).toBeGreaterThan(15);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test('has every part without trades and without nulls, and no figure where there is none', () => {
    const empty = verifyRun(
      {
        ...run,
        trades: [],
        scenarios: [],
        signals: [],
        equity: [],
        summary: { ...run.summary, breakEvenWinRate: null },
      },
      { ...ledger, published: null },
      { command: 'tapebench verify', definition: null, nulls: [] },
    );
    const words = textOf(renderVerifyReport(empty));
    expect(words).toContain('n = 0: there is nothing to take the figure of.');
    expect(words).toContain('There are no trades to size.');
    expect(words).not.toMatch(/NaN|Infinity|undefined%/);
  });

  test('shows hostile text of a ledger as text', () => {
    const hostile: VerifyResult = {
      ...result,
      ledger: '<script>alert(1)</script>',
      claims: result.claims.map((each) => ({
        ...each,
        claim: { ...each.claim, statement: '"><img src=x onerror=alert(1)>' },
      })),
    };
    const markup = renderVerifyReport(hostile);
    expect(markup).not.toContain('<img src=x');
    expect(markup).not.toContain('<script>alert(1)');
    expect(markup).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });
});
