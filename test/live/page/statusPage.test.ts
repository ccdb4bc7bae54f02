import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DatabentoError } from '../../../src/databento/index.ts';
import type { LiveEvent } from '../../../src/databento/live/events.ts';
import { type ShortMarket, shortMarket } from '../support/shortMarket.ts';
import { type Answer, ask, PageBench } from './support/pageBench.ts';

const TOKEN = 'a-token-of-some-length';
const PATHS = ['', 'start.js', 'live.css', 'house.css', 'metrics', 'healthz', 'nothing-here'];
const CONNECTED = { kind: 'connected', sessionId: '1', isReconnect: false } as LiveEvent;

let market: ShortMarket;

beforeAll(async () => {
  market = await shortMarket(25, 20, 240);
});

async function served(options: ConstructorParameters<typeof PageBench>[1] = {}): Promise<{
  readonly bench: PageBench;
  readonly url: string;
}> {
  const bench = new PageBench(market.setup, options);
  return { bench, url: await bench.serve() };
}

describe('the page of a session', () => {
  let bench: PageBench;
  let url: string;

  beforeAll(async () => {
    ({ bench, url } = await served());
    bench.take(CONNECTED);
    bench.feed(market.stream);
  });
  afterAll(() => bench.close());

  test.each(PATHS)('/%s: nothing foreign runs, nothing is kept, no other site reads it', async (path) => {
    const { headers } = await ask(`${url}${path}`);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'])(
    '%s is refused on every path',
    async (method) => {
      for (const path of [...PATHS, 'events']) {
        const { status, headers } = await ask(`${url}${path}`, { method });
        expect([path, status, headers.allow]).toEqual([path, 405, 'GET, HEAD']);
      }
    },
  );

  test('HEAD tells of a file what GET does, and has no body', async () => {
    const got = await ask(`${url}start.js`);
    const head = await ask(`${url}start.js`, { method: 'HEAD' });
    expect([head.status, head.headers['content-type'], head.text]).toEqual([
      200,
      'text/javascript; charset=utf-8',
      '',
    ]);
    expect(got.text).toContain('import { follow }');
    expect((await ask(`${url}events`, { method: 'HEAD' })).status).toBe(200);
    expect(bench.page.stream.readers).toBe(0);
  });

  test('a request by a foreign name is refused: its pages would read ours as their own', async () => {
    const { port } = new URL(url);
    const statusFor = async (host: string): Promise<number> => (await ask(url, { headers: { host } })).status;
    expect(await statusFor(`attacker.example:${port}`)).toBe(421);
    expect(await statusFor(`127.0.0.1.attacker.example`)).toBe(421);
    expect(await statusFor('10.1.2.3')).toBe(421);
    expect(await statusFor(`localhost:${port}`)).toBe(200);
    expect(await statusFor(`127.0.0.1:${port}`)).toBe(200);
  });

  test('the metrics are those of the session, in the form that Prometheus reads', async () => {
    const { headers, text } = await ask(`${url}metrics`);
    expect(headers['content-type']).toContain('text/plain; version=0.0.4');
    const values = metricsIn(text);
    const { trading, feed } = bench.picture;
    expect(values.get('tapebench_bars_total')).toBe(feed.bars);
    expect(values.get('tapebench_journal_events_total')).toBe(bench.session.events);
    expect(values.get('tapebench_recorded_records_total')).toBe(bench.session.recording.records);
    expect(values.get('tapebench_recommendations_total')).toBe(trading.recommended);
    expect(values.get('tapebench_equity_dollars')).toBe(bench.session.account()!.equityMilli / 1000);
    expect(values.get('tapebench_decision_seconds_count')).toBe(trading.recommended);
    expect(values.get('tapebench_journal_sync_seconds_count')).toBeGreaterThan(0);
    expect(values.get('tapebench_feed_connected')).toBe(1);
    expect(values.get('tapebench_feed_age_seconds')).toBeGreaterThanOrEqual(0);
    const refused = [...values].filter(([name]) => name.startsWith('tapebench_refusals_total{'));
    expect(refused.map(([, count]) => count).reduce((sum, count) => sum + count, 0)).toBe(trading.refused);
    expect(trading.recommended).toBeGreaterThan(0);
    expect(values.get('process_resident_memory_bytes')).toBeGreaterThan(0);
    // What is counted in the session is not counted again by the next scrape.
    const again = metricsIn((await ask(`${url}metrics`)).text);
    expect(again.get('tapebench_recommendations_total')).toBe(trading.recommended);
  });

  test('a port that is used is said, with what to do', async () => {
    const { port } = new URL(url);
    const other = new PageBench(market.setup);
    await expect(other.serve(Number(port))).rejects.toMatchObject({
      code: 'TB_PAGE_FAILED',
      next: expect.stringContaining('--page 0'),
    });
    await other.close();
  });
});

describe('the health of a session', () => {
  const codes = ({ text }: Answer): string[] =>
    (JSON.parse(text) as { reasons: { code: string }[] }).reasons.map(({ code }) => code);

  test('is 200 while it can do its work, and 503 with the reasons while it cannot', async () => {
    const { bench, url } = await served();
    bench.take(CONNECTED);
    bench.feed(market.stream, 40);
    const well = await ask(`${url}healthz`);
    expect([well.status, codes(well)]).toEqual([200, []]);
    expect(JSON.parse(well.text)).toMatchObject({ isHealthy: true, connection: 'connected' });

    bench.session.tell('warning', 'stale', 'The feed is stale');
    bench.take({ kind: 'recording-failed', error: new DatabentoError('file', 'no space left') });
    const ill = await ask(`${url}healthz`);
    expect([ill.status, codes(ill)]).toEqual([503, ['stale', 'recording-failing']]);

    bench.session.tell('info', 'stale', 'Bars come again');
    bench.feed(market.stream, 60);
    expect((await ask(`${url}healthz`)).status).toBe(200);
    await bench.close();
  });

  test('an emergency stop makes it 503 until it is reset', async () => {
    const { bench, url } = await served();
    bench.feedUntil(market.stream, () => bench.session.isStopped);
    const stopped = await ask(`${url}healthz`);
    expect([stopped.status, codes(stopped)]).toEqual([503, ['emergency-stop']]);
    expect(metricsIn((await ask(`${url}metrics`)).text).get('tapebench_emergency_stop')).toBe(1);
    bench.session.resetEmergencyStop('looked into it');
    expect((await ask(`${url}healthz`)).status).toBe(200);
    expect(metricsIn((await ask(`${url}metrics`)).text).get('tapebench_emergency_stop')).toBe(0);
    await bench.close();
  });
});

describe('a page with a token', () => {
  test('is shown to who has it: in the address once, then by a cookie, or as a bearer', async () => {
    const { bench, url } = await served({ token: TOKEN });
    const plain = url.replace(/\?.*/, '');
    expect(url).toBe(`${plain}?token=${TOKEN}`);
    for (const path of ['', 'events', 'metrics', 'healthz', 'start.js'])
      expect([path, (await ask(`${plain}${path}`)).status]).toEqual([path, 401]);
    for (const wrong of ['', 'a-token-of-some-lengti', `${TOKEN}x`, encodeURIComponent('ä'.repeat(22))])
      expect([wrong, (await ask(`${plain}?token=${wrong}`)).status]).toEqual([wrong, 401]);

    const first = await ask(url);
    expect([first.status, first.headers.location]).toEqual([303, '/']);
    const [cookie] = first.headers['set-cookie']!;
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain(TOKEN);
    const pair = cookie!.split(';')[0]!;
    expect((await ask(plain, { headers: { cookie: pair } })).status).toBe(200);
    expect((await ask(plain, { headers: { cookie: pair.slice(0, -1) } })).status).toBe(401);
    const bearer = { authorization: `Bearer ${TOKEN}` };
    expect((await ask(`${plain}metrics`, { headers: bearer })).status).toBe(200);
    expect((await ask(plain, { method: 'POST', headers: bearer })).status).toBe(405);
    await bench.close();
  });

  test('is made where the page is bound to more than the loopback', async () => {
    const { bench, url } = await served({ host: '0.0.0.0' });
    const { port, searchParams } = new URL(url);
    expect(searchParams.get('token')).toMatch(/^[\w-]{32}$/);
    expect((await ask(`http://127.0.0.1:${port}/`)).status).toBe(401);
    const answer = await ask(`http://127.0.0.1:${port}/?token=${searchParams.get('token')}`);
    expect(answer.status).toBe(303);
    await bench.close();
  });
});

test('a reader that does not read is dropped, and the session and other readers do not wait', async () => {
  const { bench, url } = await served({ backlogBytes: 100_000 });
  const { port } = new URL(url);
  const slow = connect(Number(port), '127.0.0.1');
  const isEnded = new Promise<void>((resolve) => slow.once('close', () => resolve()));
  slow.on('error', () => {});
  slow.pause();
  slow.write(`GET /events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  await until(() => bench.page.stream.readers === 1);
  // More than the sockets of the system hold.
  for (let round = 0; bench.page.stream.dropped === 0 && round < 1000; round++) {
    bench.page.stream.publish({ round, filling: `${round}`.repeat(20_000) });
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(bench.page.stream.dropped).toBe(1);
  expect(bench.page.stream.readers).toBe(0);
  slow.resume();
  await isEnded;
  bench.feed(market.stream);
  expect(bench.session.events).toBeGreaterThan(10);
  expect((await ask(url)).status).toBe(200);
  await bench.close();
});

test('a failure of the page is said once, and the session goes on', async () => {
  const { bench } = await served();
  const broken = new Error('broken');
  bench.picture.trading.take = () => {
    throw broken;
  };
  bench.feed(market.stream);
  expect(bench.failures).toEqual([broken]);
  expect(bench.session.events).toBeGreaterThan(10);
  await bench.close();
});

function metricsIn(text: string): Map<string, number> {
  const values = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const match = /^([a-zA-Z_:][\w:]*(?:\{[^}]*\})?) (-?[\d.e+-]+|N[aA][nN]|[+-]Inf)$/.exec(line);
    expect(match, line).not.toBeNull();
    values.set(match![1]!, Number(match![2]!.replace('Nan', 'NaN')));
  }
  return values;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
