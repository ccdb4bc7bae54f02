import { afterAll, beforeAll, expect, test } from 'vitest';
import { reviewingJudge } from '../../../src/cli/live/pageJudge.ts';
import type { RollEvent } from '../../../src/engine/events.ts';
import { RecommendationViews } from '../../../src/live/page/recommendationView.ts';
import { RollOutlook } from '../../../src/live/page/rollOutlook.ts';
import { type Holding, TradingPicture } from '../../../src/live/page/tradingPicture.ts';
import { readSessionEvents } from '../../../src/live/sessionEvents.ts';
import { DAY_MS } from '../../../src/market/dates.ts';
import { type RecordedStream, streamOf } from '../support/directFeed.ts';
import { livelySetup, liveWorld } from '../support/market.ts';
import { PageBench } from './support/pageBench.ts';

const setup = livelySetup();
let stream: RecordedStream;
let bench: PageBench;
/** Every few minutes: where the picture and the account were of different minds. */
const differences: string[] = [];
const kinds = new Set<string>();
/** By order, as they were shown first. */
const positions = new Map<number, Holding>();

beforeAll(async () => {
  stream = await streamOf(liveWorld(3, 4), setup);
  bench = new PageBench(setup);
  const { session, picture } = bench;
  let until = 0;
  for (; until < stream.records.length; until += 10) {
    bench.feed(stream, until);
    const account = session.account();
    if (account === undefined) continue;
    const { holding, equityMilli, highWaterMilli, closedTrades } = picture.trading;
    const open = account.openAtEnd;
    const shown =
      holding === undefined
        ? null
        : {
            kind: holding.kind,
            contract: holding.contract,
            direction: holding.direction,
            quantity: holding.quantity,
            priceTicks: holding.entryTicks,
            since: holding.since,
          };
    kinds.add(holding?.kind ?? 'none');
    if (holding?.kind === 'position' && !positions.has(holding.order)) positions.set(holding.order, holding);
    const ours = JSON.stringify([shown, equityMilli, highWaterMilli, closedTrades]);
    const theirs = JSON.stringify([open, account.equityMilli, account.highWaterMilli, account.trades.length]);
    if (ours !== theirs) differences.push(`record ${until}: ${ours} against ${theirs}`);
  }
  bench.feed(stream);
});
afterAll(() => bench.close());

test('is of one mind with the account all along, flat, ordered and held', () => {
  expect(differences).toEqual([]);
  expect([...kinds].sort()).toEqual(['none', 'order', 'position']);
});

test('the bracket of a position is that of its trade, also where it was filled at a better price than its limit', () => {
  const { trades } = bench.session.account()!;
  const limits = new Map(
    bench.picture.trading.recommendations.map(({ order }) => [order.id, order.limitTicks]),
  );
  const seen = trades.filter(({ order }) => positions.has(order));
  expect(seen.some(({ order, entryTicks }) => limits.get(order) !== entryTicks)).toBe(true);
  for (const { order, entryTicks, stopTicks, targetTicks, quantity } of seen)
    expect(positions.get(order)).toMatchObject({ entryTicks, stopTicks, targetTicks, quantity });
});

test('says of each recommendation what became of it', () => {
  const fates = new Map(bench.picture.trading.recommendations.map(({ order, fate }) => [order.id, fate]));
  const { trades } = bench.session.account()!;
  expect(trades.length).toBeGreaterThan(3);
  for (const { order, exitReason, netMilli } of trades)
    expect(fates.get(order)).toEqual({ kind: 'closed', reason: exitReason, netMilli });
});

test('shows recommendations word for word as they stand in the log', () => {
  const views = new RecommendationViews(setup);
  const { trading } = bench.picture;
  const shown = trading.recommendations
    .flatMap((each) => views.viewOf(bench.session.tape, each))
    .map(({ recommendation }) => recommendation);
  const log = bench.log();
  expect(log.length).toBeGreaterThan(3);
  expect(trading.recommended).toBe(log.length);
  expect(shown.toReversed()).toEqual(log.slice(-shown.length));
});

test('says a roll from the end of the trade date before it, until it is there', () => {
  const events = readSessionEvents(bench.session.folder);
  const at = events.findIndex((event) => event.type === 'roll' && event.from !== null);
  const roll = events[at] as RollEvent;
  const before = new TradingPicture(150_000, Number.NEGATIVE_INFINITY);
  const place = { number: 1, hash: '', line: '' };
  for (const event of events.slice(0, at)) before.take({ event, ...place });
  const { ended } = before;
  expect(ended?.contract).toBe(roll.from);
  const { tape } = bench.session;
  expect(new RollOutlook(false).after(ended!, tape)).toContain(
    `roll ahead: ${roll.to} is traded in place of ${roll.from} from trade date ${roll.tradeDate}`,
  );
  // With the contract given there is none.
  expect(new RollOutlook(true).after(ended!, tape)).toBeNull();
  before.take({ event: roll, ...place });
  expect(before.ended).toBeUndefined();
});

test('a posterior stands on what was learned before the session as well', () => {
  const now = bench.session.completeUntil;
  const outcomes = [1, 2, 3].map((days) => ({ modalBin: 9, exitTime: now - days * DAY_MS, isWin: days > 1 }));
  const judged = reviewingJudge({ ...setup, prior: { run: 'a-run', outcomes } }).judge(now);
  expect(judged.bins).toHaveLength(1);
  // Beta(1, 1) with two wins of three.
  expect(judged.bins[0]).toMatchObject({ modalBin: 9, trades: 0, posterior: { n: 3, rate: 3 / 5 } });
  expect(judged.claim.rate).toBeNull();
});
