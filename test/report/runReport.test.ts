import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { renderRunReport } from '../../src/report/runReport.ts';
import { section } from '../../src/report/section.ts';
import type { RunResult } from '../../src/results/model.ts';
import { sampleCostGrid } from '../support/costScenarios.ts';
import { contentOf, textOf } from '../support/reportPage.ts';
import { sampleRun } from '../support/runResult.ts';

const run = sampleRun();
const page = renderRunReport(run);
const text = textOf(page);

describe('the report of a run', () => {
  test('begins with question, verdict and the figures that carry it, each with n and interval', () => {
    const rate = run.summary.winRate!;
    const first = text.slice(0, text.indexOf('Equity and drawdown'));
    expect(first).toContain('Does v6 make money on ES after costs?');
    expect(first).toContain(run.summary.verdict);
    expect(first).toContain(`n = ${rate.n}, 95% interval`);
    expect(first).toMatch(/Pessimistic to optimistic fills: [\d.]+% to [\d.]+%/);
    expect(first).toContain('(bootstrap by trading day)');
    expect(first.indexOf(run.summary.verdict)).toBeLessThan(first.indexOf('Win rate'));
    expect(first).toContain('What would change this');
  });

  test('says over everything when the data is synthetic, and only then', () => {
    const words = 'This data is synthetic: it shows the tool and says nothing about ES.';
    expect(text.indexOf(words)).toBeGreaterThan(-1);
    expect(text.indexOf(words)).toBeLessThan(text.indexOf(run.summary.verdict));
    expect(textOf(renderRunReport(sampleRun({ isSynthetic: false })))).not.toContain('synthetic');
  });

  test('has every part that a reader needs to believe it', () => {
    for (const title of [
      'Closed equity',
      'Drawdown',
      'Exits by reason',
      'Net result in R',
      'Is it the same throughout?',
      'The deepest falls of closed equity',
      'How trades went before they ended',
      'Under other costs',
      'The trades',
      'Win rate by modal bin',
      'Win rate by hour of the signal, New York',
      'Win rate by weekday',
      'Signals by time of day, New York',
      'From bars to trades',
      'Refused by the risk gate',
      'leverage: their product',
      'covariance: sizing skill',
      'What the sizer learned',
      'The data',
      'Assumptions',
      'Rebuild it',
    ]) {
      expect(text).toContain(title);
    }
    for (const assumption of run.summary.assumptions) expect(text).toContain(assumption);
    for (const name of Object.keys(run.header.parameters)) expect(text).toContain(name);
    for (const check of run.checks) expect(text).toContain(check.check);
    expect(text).toContain('error, waived');
    expect(text).toContain(run.header.command);
    expect(text).toContain(run.header.runId);
    expect(text).toContain(run.header.journalRoot);
  });

  test('carries every trade and the bars around it, so that they can be drawn', () => {
    const { trades, tradeBars } = contentOf(page).data;
    const net = trades.columns.find(({ name }: { readonly name: string }) => name === 'net');
    expect(net.numbers).toEqual(run.trades.map((trade) => trade.netMilli));
    const [start, step, open, close, up, down, volume] = tradeBars[run.trades[5]!.id];
    const bars = run.tradeBars[5]!;
    // New York is five hours behind UTC in January.
    expect(start * 60_000).toBe(bars.time[0]! - 5 * 3_600_000);
    expect(step.slice(0, 3)).toEqual([0, 1, 1]);
    expect(open[0]).toBe(bars.open[0]);
    expect(open[0] + close[0] + open[1]).toBe(bars.open[1]);
    expect(Math.max(bars.open[0]!, bars.close[0]!) + up[0]).toBe(bars.high[0]);
    expect(Math.min(bars.open[0]!, bars.close[0]!) - down[0]).toBe(bars.low[0]);
    expect(volume).toEqual(bars.volume);
  });

  test('is under a megabyte for a year with a trade a day', () => {
    expect(run.trades.length).toBeGreaterThan(150);
    expect(Buffer.byteLength(page)).toBeLessThan(1_000_000);
  });

  test('is the same to the byte when it is rendered again', () => {
    expect(renderRunReport(sampleRun())).toBe(page);
  });

  test('without trades says so, shows no rate and still stands', () => {
    const nothing = sampleRun({ sessions: 0 });
    const words = textOf(renderRunReport(nothing));
    expect(words).toContain(nothing.summary.verdict);
    expect(words).toContain(nothing.funnel.blockedBy!);
    expect(words).toContain('undefined');
    expect(words).not.toMatch(/Win rate 0/);
    expect(words).not.toContain('NaN');
  });

  test('without bars of the trades has the table and no panel', () => {
    const without = renderRunReport(sampleRun({ hasTradeBars: false }));
    expect(without).toContain('id="trades-table"');
    expect(without).not.toContain('id="trade-price"');
  });

  test('shows a grid of costs as a surface, apart from the named scenarios', () => {
    const grid = sampleCostGrid([0, 1], [0, 1, 2]);
    const content = contentOf(renderRunReport({ ...run, scenarios: [...run.scenarios, ...grid] }));
    expect(Object.keys(content.charts)).toContain('surface-1');
    expect(JSON.stringify(content.charts['cost-scenarios'])).not.toContain('through/1/2');
  });

  test('takes further evidence between its own and the details', () => {
    const extra = section('audit', 'An audit', 'of something', null);
    const with_ = renderRunReport(run, { question: 'Is it so?', evidence: [extra] });
    expect(textOf(with_)).toContain('Is it so?');
    expect(with_.indexOf('id="audit"')).toBeGreaterThan(with_.indexOf('id="costs"'));
    expect(with_.indexOf('id="audit"')).toBeLessThan(with_.indexOf('id="trades"'));
  });

  test('says what a position open at the end is worth: nothing', () => {
    const open = { ...run, summary: { ...run.summary, openAtEnd: 'long 1 ESZ5 since 15:40' } };
    expect(textOf(renderRunReport(open))).toContain('in no figure: long 1 ESZ5 since 15:40');
  });
});

describe('the policy of the page', () => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/
    .exec(page)![1]!
    .replace(/&#39;/g, "'");
  const blocks = (tag: string): string[] =>
    [...page.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, 'g'))].map((match) => match[1]!);
  const hash = (block: string): string => `'sha256-${createHash('sha256').update(block).digest('base64')}'`;

  test('allows the scripts and the style of the page by their hashes, and nothing else', () => {
    const scripts = blocks('script');
    expect(scripts).toHaveLength(2);
    expect(policy).toContain(`script-src ${scripts.map(hash).join(' ')};`);
    expect(policy).toContain(`style-src ${hash(blocks('style')[0]!)};`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(policy).not.toMatch(/https?:|\*/);
  });

  test('comes before everything that it must govern', () => {
    expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<style'));
    expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<script'));
  });

  test('is not broken by the page itself: no style attribute, no handler, no address', () => {
    const markup = page.replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '');
    expect(markup).not.toMatch(/<[^>]+\s(style|on\w+)=/);
    expect(markup).not.toMatch(/(src|href)="(?!#)/);
  });
});

describe('strings from data', () => {
  const hostile = `</script><img src=x onerror=alert(1)>\u2028<!--"'`;
  const spoil = (value: unknown): unknown => {
    if (typeof value === 'string') return /^\d{4}-\d\d-\d\d$/.test(value) ? value : hostile;
    if (Array.isArray(value)) return value.map(spoil);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, spoil(each)]));
  };
  const spoiled = renderRunReport({
    ...(spoil(sampleRun({ sessions: 20 })) as RunResult),
    funnel: { ...run.funnel, refusals: { [hostile]: 3 } },
  });

  test('are shown as text and never become markup', () => {
    expect(spoiled).not.toContain('<img');
    expect(spoiled).not.toContain('<!--');
    expect(textOf(spoiled)).toContain('</script><img src=x onerror=alert(1)>');
  });

  test('do not end the scripts of the page', () => {
    expect([...spoiled.matchAll(/<\/script>/g)]).toHaveLength(3);
    expect(JSON.stringify(contentOf(spoiled).data['trades'].columns)).toContain(JSON.stringify(hostile));
  });
});
