import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DatabentoError, Live } from '../../src/databento/index.ts';
import type { LiveEvent } from '../../src/databento/live/events.ts';
import { type Gateway, startGateway } from '../../src/gateway/startGateway.ts';
import { MINUTE_MS } from '../../src/market/bars.ts';
import { KEY } from '../gateway/market.ts';
import { PageBench } from '../live/page/support/pageBench.ts';
import { servedAs } from '../live/support/market.ts';
import { type ShortMarket, shortMarket, shortWorld } from '../live/support/shortMarket.ts';
import { chromiumPath, launchChromium, openAddress } from './chromium.ts';

const HOSTILE = `</script><img src=x onerror="document.title='broken'">`;
const CONNECTED = { kind: 'connected', sessionId: '1', isReconnect: false } as LiveEvent;
const AGAIN = { kind: 'connected', sessionId: '2', isReconnect: true } as LiveEvent;
const CUT = {
  kind: 'disconnected',
  error: new DatabentoError('network', 'the gateway went away'),
  retryInMs: 1000,
} as LiveEvent;

describe.skipIf(chromiumPath === undefined)(
  'the page of a live session in Chromium (skipped where none is installed)',
  () => {
    let browser: Browser;
    let market: ShortMarket;

    beforeAll(async () => {
      browser = await launchChromium();
      market = await shortMarket(25, 20, 240);
    });
    afterAll(() => browser?.close());

    /** A session that is connected, and its page at an address. */
    async function served(options: ConstructorParameters<typeof PageBench>[1] = {}): Promise<{
      readonly bench: PageBench;
      readonly url: string;
    }> {
      const bench = new PageBench(market.setup, options);
      const url = await bench.serve();
      bench.take(CONNECTED);
      return { bench, url };
    }

    test('shows a recommendation within a second of its being on disk, and says it to ears and in the title', async () => {
      const { bench, url } = await served();
      const { page, complaints, requests } = await openAddress(browser, url);
      await upToDate(page);
      expect(await page.locator('#latest').textContent()).not.toContain('LIMIT');
      const before = performance.now();
      bench.feedUntil(market.stream, () => bench.session.lastRecommendation !== undefined);
      const { action, quantity } = bench.session.lastRecommendation!;
      await page.locator('#latest', { hasText: `${action} ${quantity}` }).waitFor();
      expect(performance.now() - before).toBeLessThan(1000);
      await page.locator('#announcement', { hasText: 'New recommendation' }).waitFor({ state: 'attached' });
      expect(await page.title()).toContain(`(new) ${action}`);
      expect(complaints).toEqual([]);
      expect(requests.filter((address) => !address.startsWith(url))).toEqual([]);
      await page.close();
      await bench.close();
    });

    test('says that the feed is cut and that it is back, and goes on with what comes', async () => {
      const { bench, url } = await served();
      const from = bench.feedUntil(market.stream, () => bench.session.lastRecommendation !== undefined);
      const { page, complaints } = await openAddress(browser, url);
      await upToDate(page);
      bench.take(CUT);
      await page.locator('#feed', { hasText: 'Reconnecting' }).waitFor();
      bench.take(AGAIN);
      await page.locator('#feed', { hasText: 'Connected' }).waitFor();
      const { order_id: first } = bench.session.lastRecommendation!;
      bench.feedUntil(market.stream, () => bench.session.lastRecommendation!.order_id > first, from);
      await page.locator('#history tbody tr').nth(1).waitFor();
      expect(complaints).toEqual([]);
      await page.close();
      await bench.close();
    });

    test('follows a session through the restart of its gateway', async () => {
      const { tape, setup } = shortWorld(25, 20, 240);
      const { time, length } = tape.rows;
      const end = time[length - 1]! + MINUTE_MS;
      // A minute of the market in three hundredths of a second.
      const gatewayFrom = (startMs: number, livePort = 0): Promise<Gateway> =>
        startGateway({ data: servedAs(tape), key: KEY, speed: 2000, startMs, livePort });
      const bench = new PageBench(setup);
      const { page, complaints } = await openAddress(browser, await bench.serve());
      const first = await gatewayFrom(time[0]!);
      const live = new Live({
        key: KEY,
        dataset: 'GLBX.MDP3',
        gateway: first.live,
        recording: bench.session.recording,
      });
      live.subscribe({
        schema: 'ohlcv-1m',
        stypeIn: 'parent',
        symbols: 'ES.FUT',
        start: BigInt(time[0]!) * 1_000_000n,
      });
      await live.start();
      const following = bench.session.follow(live, (until) => until >= end);
      await page.locator('#history tbody tr').first().waitFor();
      await first.close();
      await page.locator('#feed', { hasText: 'Reconnecting' }).waitFor();
      const shown = await page.locator('#history tbody tr').count();
      const second = await gatewayFrom(bench.session.completeUntil, first.live.port);
      await page.locator('#feed', { hasText: 'Connected' }).waitFor();
      await page.locator('#history tbody tr').nth(shown).waitFor();
      await following;
      expect(bench.session.completeUntil).toBe(end);
      expect(complaints).toEqual([]);
      await page.close();
      await bench.close();
      await second.close();
    });

    test('says that the page is cut off when its server is gone, and follows the next one at its address', async () => {
      const { bench, url } = await served();
      const from = bench.feedUntil(market.stream, () => bench.session.lastRecommendation !== undefined);
      const { page } = await openAddress(browser, url);
      await upToDate(page);
      await bench.closePage();
      await page.locator('#lost').waitFor({ state: 'visible' });
      await bench.serve(Number(new URL(url).port));
      await page.locator('#lost').waitFor({ state: 'hidden' });
      await upToDate(page);
      const { order_id: first } = bench.session.lastRecommendation!;
      bench.feedUntil(market.stream, () => bench.session.lastRecommendation!.order_id > first, from);
      await page.locator('#history tbody tr').nth(1).waitFor();
      await page.close();
      await bench.close();
    });

    test('shows hostile strings as text, and its policy refuses what is not its own', async () => {
      const { bench, url } = await served({ source: HOSTILE });
      bench.take({ kind: 'gap', reason: HOSTILE } as LiveEvent);
      const { page, complaints } = await openAddress(browser, url);
      await page.locator('h1', { hasText: HOSTILE }).waitFor();
      await page.locator('#said', { hasText: HOSTILE }).waitFor();
      expect(await page.locator('img').count()).toBe(0);
      expect(await page.title()).not.toBe('broken');
      expect(complaints).toEqual([]);
      expect(await page.evaluate('inPage.intrude()')).toEqual({
        hasRunInline: false,
        hasEvaluated: false,
        hasFetched: false,
      });
      expect(complaints.join('\n')).toContain('policy violated: script-src-elem inline');
      await page.close();
      await bench.close();
    });

    test('reads the bars out by the arrow keys', async () => {
      const { bench, url } = await served();
      bench.feedUntil(market.stream, () => bench.session.account()?.openAtEnd?.kind === 'position');
      const { page } = await openAddress(browser, url);
      await page.locator('#bars svg').waitFor();
      await page.locator('#bars').focus();
      const last = await page.locator('#bars-words').textContent();
      await page.keyboard.press('ArrowLeft');
      const before = await page.locator('#bars-words').textContent();
      expect(before).not.toBe(last);
      expect(await page.locator('#bars').getAttribute('aria-valuetext')).toBe(before);
      await page.keyboard.press('End');
      expect(await page.locator('#bars-words').textContent()).toBe(last);
      for (const level of ['entry', 'stop', 'target', 'modal price'])
        expect(await page.locator('#bars .level-words', { hasText: level }).count()).toBeGreaterThan(0);
      await page.close();
      await bench.close();
    });

    test.each([
      [360, 'light'],
      [768, 'dark'],
      [1280, 'light'],
      [360, 'dark'],
      [1280, 'dark'],
    ] as const)('at %i pixels, %s: nothing is cut off, faint or foreign', async (width, colorScheme) => {
      const { bench, url } = await served();
      bench.feedUntil(market.stream, () => bench.session.account()?.openAtEnd?.kind === 'position');
      const { page, complaints, requests } = await openAddress(browser, url, { width, colorScheme });
      await page.locator('#bars svg').waitFor();
      expect(await page.evaluate('inPage.overflow()')).toBeLessThanOrEqual(0);
      expect(await page.evaluate('inPage.faintTexts()')).toEqual([]);
      expect(complaints).toEqual([]);
      expect(requests.filter((address) => !address.startsWith(url))).toEqual([]);
      await page.close();
      await bench.close();
    });
  },
);

async function upToDate(page: Page): Promise<void> {
  await page.locator('#link-words', { hasText: 'up to date' }).waitFor();
}
