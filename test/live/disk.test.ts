import { beforeAll, expect, test, vi } from 'vitest';
import { DatabentoError } from '../../src/databento/errors.ts';
import { TapebenchError } from '../../src/errors.ts';
import { PaperSession } from '../../src/live/paperSession.ts';
import { SESSION_FILES } from '../../src/live/sessionSetup.ts';
import { ManualClock } from '../gateway/manualClock.ts';
import { feedDirectly } from './support/directFeed.ts';
import { type ShortMarket, shortMarket } from './support/shortMarket.ts';

const { disk } = await vi.hoisted(async () => {
  const { MemoryDisk } = await import('./support/memoryDisk.ts');
  return { disk: new MemoryDisk() };
});
vi.mock('node:fs', async (original) => disk.over(await original()));

const FOLDER = '/memory-disk/session';
const KEPT = [SESSION_FILES.recording, SESSION_FILES.journal, SESSION_FILES.recommendations];
let market: ShortMarket;
let expected: readonly string[];
let wholeBytes: number;

beforeAll(async () => {
  market = await shortMarket(8, 70, 6, { warmUpMinutes: 20 });
  freshDisk();
  const session = opened();
  feedDirectly(session, market.stream);
  session.close();
  expected = contents();
  expect(expected[2]).toContain('"order_id":1');
  wholeBytes = disk.usedBytes;
});

function freshDisk(): void {
  disk.restore(new Map());
  disk.capacityBytes = Number.POSITIVE_INFINITY;
  disk.longestWriteBytes = Number.POSITIVE_INFINITY;
  disk.isReadOnly = false;
}

function contents(): string[] {
  return KEPT.map((name) => disk.state().get(`${FOLDER}/${name}`)?.bytes.toString('latin1') ?? '');
}

function opened(print: (text: string) => void = () => {}): PaperSession {
  const clock = new ManualClock();
  return PaperSession.open({ folder: FOLDER, pipeline: market.setup, clock, graceMs: 1000, print });
}

/** What stopped a session that writes to a disk with trouble, if anything did. */
function failureOf(run: () => void): TapebenchError | DatabentoError | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof TapebenchError || error instanceof DatabentoError) return error;
    throw error;
  }
  return undefined;
}

test('a disk that takes a few bytes at a time gets the same files', () => {
  freshDisk();
  disk.longestWriteBytes = 7;
  const session = opened();
  feedDirectly(session, market.stream);
  session.close();
  expect(contents()).toEqual(expected);
});

test('a disk that is full at any byte is said and stops what would be decided; freed, the session comes to the same files', () => {
  let ofRecording = 0;
  let ofSession = 0;
  let capacity = 0;
  for (; ; capacity += 23) {
    freshDisk();
    disk.capacityBytes = capacity;
    const place = `full at ${capacity} bytes`;
    const said: string[] = [];
    let session: PaperSession | undefined;
    const error = failureOf(() => {
      session = opened((text) => said.push(text));
      feedDirectly(session, market.stream);
    });
    if (error === undefined) {
      session?.close();
      break;
    }
    if (error instanceof DatabentoError) {
      ofRecording += 1;
      expect(error.kind, place).toBe('file');
    } else {
      ofSession += 1;
      expect(error.code, place).toBe('TB_SESSION_WRITE');
    }
    expect(error.message, place).toContain('no space left on device');
    const blocks = (): number => said.filter((text) => text.includes('TRADING RECOMMENDATION')).length;
    expect(contents()[2]!.split('\n').length - 1, place).toBe(blocks());
    disk.capacityBytes = Number.POSITIVE_INFINITY;
    if (session !== undefined && error instanceof DatabentoError) {
      // The client tries again; the session has not noticed.
      feedDirectly(session, market.stream);
    } else {
      session?.close();
      session = opened((text) => said.push(text));
      feedDirectly(session, market.stream);
    }
    session.close();
    expect(contents(), place).toEqual(expected);
    expect(blocks(), place).toBe(1);
    expect(disk.openFiles, place).toBe(0);
  }
  expect(capacity).toBeGreaterThan(0.9 * wholeBytes);
  expect(ofRecording).toBeGreaterThan(50);
  expect(ofSession).toBeGreaterThan(50);
});

test('a folder that becomes read-only at any record is said, and gone on with when it is writable again', () => {
  const { records } = market.stream;
  for (let until = 0; until < records.length; until++) {
    freshDisk();
    const first = opened();
    feedDirectly(first, market.stream, until, 1);
    first.close();
    disk.isReadOnly = true;
    const before = contents();
    const error = failureOf(() => opened());
    expect(error, `after ${until} records`).toMatchObject({ code: 'TB_SESSION_WRITE' });
    expect(error?.message).toContain('read-only file system');
    expect(contents()).toEqual(before);
    expect(disk.openFiles).toBe(0);
    disk.isReadOnly = false;
    const again = opened();
    feedDirectly(again, market.stream);
    again.close();
    expect(contents(), `after ${until} records`).toEqual(expected);
  }
});
