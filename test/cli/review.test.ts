import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EngineEvent, OrderEvent, TradeEvent } from '../../src/engine/events.ts';
import { SESSION_FILES } from '../../src/live/sessionSetup.ts';
import { writeDbn } from '../../src/sources/dbn/writer.ts';
import { LIVELY } from '../engine/support/lively.ts';
import { liveWorld } from '../live/support/market.ts';
import { type Outcome, tapebench } from './tapebench.ts';

const SETS = Object.entries(LIVELY).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
const tape = liveWorld(31, 6);
const begin = new Date(tape.rows.time[0]!).toISOString();
let folder: string;
let events: EngineEvent[];

const ask = (...words: string[]): Outcome => tapebench(folder, words);
const asked = (...words: string[]): Record<string, unknown> => {
  const { code, out, err } = ask(...words, '--json');
  expect(code, err).toBe(0);
  return JSON.parse(out) as Record<string, unknown>;
};
const journalOf = (session: string): string => join(folder, session, SESSION_FILES.journal);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tapebench-review-'));
  await writeDbn(tape, join(folder, 'world.dbn.zst'));
  const from = begin.replace('.000Z', 'Z');
  const live = [
    'live',
    'v6',
    '--source',
    'replay:./world.dbn.zst',
    '--from',
    from,
    '--speed',
    '0',
    '--quiet',
  ];
  expect(ask(...live, ...SETS).code).toBe(0);
  expect(ask('run', 'v6', '--data', './world.dbn.zst', ...SETS).code).toBe(0);
  events = readFileSync(journalOf('data'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { event: EngineEvent }).event);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a session and the backtest on the same bars have learned the same', () => {
  const { session, now, isSynthetic, skipped, ...ofSession } = asked('stats', '--session', 'data');
  const { run, now: runNow, isSynthetic: isRunSynthetic, ...ofRun } = asked('stats');
  expect([session, isSynthetic, skipped]).toEqual(['data', isRunSynthetic, 0]);
  expect(String(run)).toMatch(/^[0-9a-f]{16}$/);
  expect(runNow).toBeGreaterThanOrEqual(now as number);
  expect(ofSession).toEqual(ofRun);
  const trades = events.filter((event) => event.type === 'trade');
  expect(trades.length).toBeGreaterThan(10);
  expect(ofSession['all']).toMatchObject({
    trades: trades.length,
    wins: trades.filter(({ netMilli }) => netMilli > 0).length,
  });
});

test('stats says every rate with its n, and refuses two origins at once', () => {
  const { out } = ask('stats', '--session', 'data');
  for (const part of ['By modal bin', 'By volatility', 'By trend', 'Whether sizing helps', 'Utilisation'])
    expect(out).toContain(part);
  for (const line of out.split('\n').filter((each) => each.includes('[95%'))) expect(line).toMatch(/n = \d/);
  const both = ask('stats', '--session', 'data', '--run', 'abc');
  expect(both.code).not.toBe(0);
  expect(both.err).toContain('TB_USAGE');
  expect(ask('stats', '--session', 'nowhere').err).toContain('there is no session in nowhere');
});

test('daily reviews the last trade date, and all of it adds up to the journal', () => {
  const review = asked('daily');
  const ends = events.filter((event) => event.type === 'session');
  expect(String(review['date']) >= ends.at(-1)!.tradeDate).toBe(true);
  const trades = events.filter((event) => event.type === 'trade');
  const fills = events.filter((event) => event.type === 'fill');
  expect(review['all']).toMatchObject({
    trades: trades.length,
    netMilli: trades.reduce((sum, { netMilli }) => sum + netMilli, 0),
    commissionMilli: fills.reduce((sum, { commissionMilli }) => sum + commissionMilli, 0),
    slippageMilli: fills.reduce((sum, { slippageMilli }) => sum + slippageMilli, 0),
  });
  const refused = (review['all'] as { refusals: { count: number }[] }).refusals;
  expect(refused.reduce((sum, { count }) => sum + count, 0)).toBe(
    events.filter(({ type }) => type === 'refusal').length,
  );
  expect(review['claim']).toMatchObject({ claimed: 0.647, against: 0.5, tradesNeeded: 78 });
  const { out } = ask('daily', '--date', String(review['date']));
  expect(out).toContain('The claim: 64.7% of the trades are won');
  expect(out).toContain('2 to 5 were expected');
  expect(out).toBe(ask('daily').out);
});

test('daily says what it cannot review', () => {
  expect(ask('daily', '--date', '2024-13-01').err).toContain('TB_DATE_INVALID');
  expect(ask('daily', '--claimed', '0.5').err).toContain('--claimed and --against');
  expect(ask('daily', '--session', 'nowhere').err).toContain('TB_FILE_NOT_FOUND');
  expect(ask('daily', '--date', '2020-01-02').out).toContain('The session saw nothing of this trade date.');
  cpSync(join(folder, 'data'), join(folder, 'young'), { recursive: true });
  writeFileSync(journalOf('young'), '');
  expect(ask('daily', '--session', 'young').err).toContain('nothing has happened in this session yet');
  expect(ask('stats', '--session', 'young').out).toContain('No trade has closed yet');
});

test('a line that is being written is left for later, a broken journal is not read', () => {
  cpSync(join(folder, 'data'), join(folder, 'torn'), { recursive: true });
  appendFileSync(journalOf('torn'), '{"hash":"00');
  expect(asked('daily', '--session', 'torn')['all']).toEqual(asked('daily')['all']);
  const text = readFileSync(journalOf('torn'), 'utf8');
  writeFileSync(journalOf('torn'), text.replace('"type":"trade"', '"type":"trAde"'));
  for (const command of ['daily', 'stats']) {
    const { code, err } = ask(command, '--session', 'torn');
    expect(code).not.toBe(0);
    expect(err).toContain('TB_JOURNAL_BROKEN');
  }
});

test('what was really executed stands beside paper, is learned, and the session goes on with it', () => {
  cpSync(join(folder, 'data'), join(folder, 'followed'), { recursive: true });
  const feedback = (...words: string[]): Outcome => ask('feedback', '--session', 'followed', ...words);
  const [first, second] = events.filter(
    (event) => event.type === 'order' && event.action === 'place',
  ) as OrderEvent[];
  const paper = events.find((event) => event.type === 'trade' && event.order === first!.id) as TradeEvent;
  const at = (ticks: number): string => (ticks / 4).toFixed(2);
  const filled = [
    '--order',
    String(first!.id),
    '--filled',
    at(paper.entryTicks),
    '--time',
    iso(paper.entryBarTime),
  ];
  expect(feedback(...filled).out).toContain('The sizer waits for the close.');
  const worse = at(paper.exitTicks - 2 * paper.direction);
  const closed = feedback(
    '--order',
    String(first!.id),
    '--exit',
    worse,
    '--reason',
    'target',
    '--time',
    iso(paper.exitBarTime),
  );
  expect(closed.out).toContain('The sizer learns it in place of the paper result.');
  expect(feedback('--order', String(second!.id), '--skipped', '--reason', 'away').code).toBe(0);
  const wrong = feedback('--order', '9999', '--filled', '6000');
  expect([wrong.code, wrong.err]).toEqual([3, expect.stringContaining('TB_FEEDBACK_INVALID')]);
  expect(feedback().err).toContain('nobody to ask');

  const list = asked('feedback', '--session', 'followed', '--list');
  const { quantity } = first!;
  // Two ticks of 12.50 dollars a contract; on paper the exit may have paid slippage, which is the cost's part.
  expect(list['shortfall']).toMatchObject({
    closed: 1,
    skipped: 1,
    parts: { exitPriceMilli: 25_000 * quantity, entryPriceMilli: 0, entryDelayMilli: 0, exitDelayMilli: 0 },
  });
  const stats = asked('stats', '--session', 'followed');
  const trades = events.filter(({ type }) => type === 'trade').length;
  expect(stats).toMatchObject({ skipped: 1, all: { outcomes: { real: 1, paper: trades - 1 } } });
  const { person } = asked('daily', '--session', 'followed') as { person: { all: { unsaid: number } } };
  expect(person.all).toMatchObject({ shortfall: { closed: 1, skipped: 1 } });
  expect(ask('daily', '--session', 'followed').out).toContain('What was really executed');
  expect(ask('feedback', '--session', 'followed', '--list').out).toContain('Paper and real side by side');
  expect(ask('replay', 'followed').code).toBe(0);
});

test('the statistics stand in DuckDB, of a session with its real results and of a stored backtest', async () => {
  const written = ask('stats', '--session', 'followed', '--duckdb');
  expect(written.out, written.err).toContain('followed/bayesian_stats.duckdb');
  const trades = events.filter((event) => event.type === 'trade');
  const counted =
    'SELECT source, is_learned, count(DISTINCT order_id)::INT AS n FROM bayesian_stats GROUP BY ALL ORDER BY ALL';
  expect(await inDuckDb('followed/bayesian_stats.duckdb', counted)).toEqual([
    { source: 'paper', is_learned: false, n: 1 },
    { source: 'paper', is_learned: true, n: trades.length - 1 },
    { source: 'real', is_learned: true, n: 1 },
  ]);
  // Each paper row leads back to the line of its trade.
  const lines = readFileSync(journalOf('followed'), 'utf8').split('\n');
  const led = await inDuckDb(
    'followed/bayesian_stats.duckdb',
    "SELECT DISTINCT journal_event, trade_id FROM bayesian_stats WHERE source = 'paper'",
  );
  for (const { journal_event: line, trade_id: id } of led)
    expect(JSON.parse(lines[Number(line) - 1]!)).toMatchObject({ event: { type: 'trade', id } });
  // What the file says of a bin is what stats says.
  const { bins } = asked('stats', '--session', 'followed') as {
    bins: { modalBin: number; posterior: { trades: number; mean: number } }[];
  };
  const posteriors = await inDuckDb(
    'followed/bayesian_stats.duckdb',
    "SELECT context_value, n::INT AS n, posterior_mean FROM bayesian_posterior WHERE context_type = 'modal_bin' ORDER BY 1",
  );
  expect(posteriors).toEqual(
    bins
      .filter(({ posterior }) => posterior.trades > 0)
      .map(({ modalBin, posterior }) => ({
        context_value: String(modalBin),
        n: posterior.trades,
        posterior_mean: expect.closeTo(posterior.mean, 12),
      })),
  );
  expect(ask('stats', '--session', 'followed', '--duckdb', 'followed/journal.jsonl').err).toContain(
    'TB_FILE_EXISTS',
  );
  expect(ask('stats', '--duckdb', 'x.duckdb').err).toContain('--duckdb goes with --session');
  const stored = await inDuckDb(
    'reports/tapebench.duckdb',
    'SELECT count(*)::INT AS n, sum(net_milli)::INT AS net FROM bayesian_stats',
  );
  expect(stored).toEqual([
    { n: trades.length, net: trades.reduce((sum, { netMilli }) => sum + netMilli, 0) },
  ]);
});

test('every cent between the history and what was executed has a cause', () => {
  const { steps, firstMilli, livedMilli, realMilli, bars, orders } = asked(
    'diverge',
    'followed',
    '--against',
    './world.dbn.zst',
  ) as {
    steps: { cause: string; partMilli: number }[];
    firstMilli: number;
    livedMilli: number;
    realMilli: number;
    bars: { same: number; missing: { n: number } };
    orders: Record<string, number>;
  };
  const parts = Object.fromEntries(steps.map(({ cause, partMilli }) => [cause, partMilli]));
  expect(parts).toMatchObject({ data: 0, timing: 0, state: 0 });
  expect([firstMilli, bars.same, bars.missing.n]).toEqual([livedMilli, tape.rows.length, 0]);
  expect(realMilli - livedMilli).toBe(parts['person']! + parts['fill']! + parts['cost']!);
  expect(parts['fill']).toBeLessThan(0);
  expect(orders).toMatchObject({ closed: 1, skipped: 1, open: 0 });
  expect(ask('diverge', 'nowhere').err).toContain('there is no session in nowhere');
});

async function inDuckDb(file: string, sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(join(folder, file), { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

test('the review is a page too, which holds against the journal and is not replaced unasked', () => {
  const made = ask('daily', '--html', 'day.html');
  expect(made.out).toContain('Page        day.html');
  const page = readFileSync(join(folder, 'day.html'), 'utf8');
  expect(page).toContain('does the claim still stand?');
  expect(ask('daily', '--html', 'day.html').err).toContain('TB_FILE_EXISTS');
  const held = ask('report', '--verify', 'day.html');
  expect(held.out).toContain('The report holds.');
  expect(held.code).toBe(0);
  writeFileSync(join(folder, 'changed.html'), page.replace('Net of the day', 'Gross of the day'));
  expect(ask('report', '--verify', 'changed.html').code).toBe(1);
});
