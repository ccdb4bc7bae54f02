import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { verifyJournal } from '../../src/engine/engine.ts';
import { PaperSession } from '../../src/live/paperSession.ts';
import { SESSION_FILES } from '../../src/live/sessionSetup.ts';
import { ManualClock } from '../gateway/manualClock.ts';
import { feedDirectly } from './support/directFeed.ts';
import type { DiskState } from './support/memoryDisk.ts';
import { HASTY, type ShortMarket, shortMarket } from './support/shortMarket.ts';

const { disk } = await vi.hoisted(async () => {
  const { MemoryDisk } = await import('./support/memoryDisk.ts');
  return { disk: new MemoryDisk() };
});
vi.mock('node:fs', async (original) => disk.over(await original()));

/** Of a market that trades for hours, so many records come at once; LIVE_KILL_PIECE=1 makes the long one exhaustive. */
const LONG_PIECE = Number(process.env['LIVE_KILL_PIECE'] ?? 60);
const FOLDER = '/memory-disk/session';
const path = (name: string): string => `${FOLDER}/${name}`;

/** What a session that is not disturbed comes to, and every state that the disk passes through meanwhile. */
interface Course {
  readonly market: ShortMarket;
  readonly root: string | undefined;
  readonly journal: string;
  readonly orders: readonly number[];
  readonly isRecordingDamaged: boolean;
  readonly moments: readonly Moment[];
}

interface Moment {
  readonly state: DiskState;
  /** Recommendations on the console so far. */
  readonly announced: number;
  readonly after: string;
}

beforeEach(() => {
  disk.restore(new Map());
  disk.observe = undefined;
});

function textOf(name: string): string {
  return disk.state().get(path(name))?.bytes.toString() ?? '';
}

function ordersIn(log: string): number[] {
  const whole = log.slice(0, log.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as { order_id: number }).order_id);
}

/** One life of a session: it follows the market up to a record, and a person ends an emergency stop on the way. */
function live(
  { setup, stream }: ShortMarket,
  print: (text: string) => void,
  pieceRecords: number,
  until: number = stream.records.length,
): { readonly root: string | undefined; readonly findings: readonly string[] } {
  const session = PaperSession.open({
    folder: FOLDER,
    pipeline: setup,
    clock: new ManualClock(),
    graceMs: 1000,
    print,
  });
  const resetAt = Math.floor(0.8 * stream.records.length);
  if (session.recording.records <= resetAt) {
    feedDirectly(session, stream, Math.min(until, resetAt), pieceRecords);
    if (until >= resetAt && session.isStopped) session.resetEmergencyStop('looked into it');
  }
  feedDirectly(session, stream, until, pieceRecords);
  session.close();
  return { root: session.root, findings: session.findings };
}

/** Follows the market in two lives, noting each state of the disk: of a write also three in which it is not whole. */
function course(market: ShortMarket, pieceRecords: number, prepare: () => void = () => {}): Course {
  const moments: Moment[] = [];
  let announced = 0;
  const count = (text: string): void => {
    if (text.includes('TRADING RECOMMENDATION')) announced += 1;
  };
  const watch = (): void => {
    disk.observe = ({ operation, path: of, stateAfter, length }) => {
      const lengths = length > 1 ? [1, length >> 1, length - 1] : [];
      for (const written of lengths) {
        moments.push({
          state: stateAfter(written),
          announced,
          after: `${written} of ${length} bytes to ${of}`,
        });
      }
      moments.push({ state: stateAfter(), announced, after: `${operation} ${of}` });
    };
  };
  watch();
  live(market, count, pieceRecords, Math.floor(0.6 * market.stream.records.length));
  disk.observe = undefined;
  prepare();
  watch();
  const { root } = live(market, count, pieceRecords);
  disk.observe = undefined;
  const orders = ordersIn(textOf(SESSION_FILES.recommendations));
  expect(announced).toBe(orders.length);
  const isRecordingDamaged = disk.state().has(path(`${SESSION_FILES.recording}.damaged-1`));
  return { market, root, journal: textOf(SESSION_FILES.journal), orders, isRecordingDamaged, moments };
}

/** Resumes at a moment, and holds what comes of it against the undisturbed course. */
function resume(
  { market, root, journal, orders, isRecordingDamaged }: Course,
  moment: Moment,
  powerFailed: boolean,
): void {
  const { state, announced, after } = moment;
  const said = `${powerFailed ? 'power failure' : 'kill'} after: ${after}`;
  disk.restore(state, powerFailed);
  const logged = ordersIn(textOf(SESSION_FILES.recommendations));
  // What a person has been told is on the disk, whatever happens to the process.
  expect(logged.length, said).toBeGreaterThanOrEqual(announced);
  const again: string[] = [];
  const resumed = live(market, (text) => again.push(text), 50);
  // The recording has what the journal stands on, unless it has just been damaged.
  if (!isRecordingDamaged) expect(resumed.findings.join(' '), said).not.toContain('ahead of the recording');
  expect(resumed.root, said).toBe(root);
  expect(textOf(SESSION_FILES.journal) === journal, said).toBe(true);
  expect(ordersIn(textOf(SESSION_FILES.recommendations)), said).toEqual(orders);
  const blocks = again.filter((text) => text.includes('TRADING RECOMMENDATION'));
  expect(blocks.length, said).toBe(orders.length - logged.length);
  expect(disk.openFiles, said).toBe(0);
}

describe('a short session', () => {
  let market: ShortMarket;

  beforeAll(async () => {
    market = await shortMarket(2, 54, 10);
  });

  test('goes on to the same root, and says each thing once, killed after any change of the disk', () => {
    const whole = course(market, 1);
    expect(whole.orders.length).toBe(1);
    expect(verifyJournal(whole.journal, 'journal').length).toBe(11);
    expect(whole.moments.length).toBeGreaterThan(300);
    for (const moment of whole.moments) resume(whole, moment, false);
  });

  test('and so when the power fails and what was not synced is gone', () => {
    const whole = course(market, 3);
    for (const moment of whole.moments) resume(whole, moment, true);
  });

  test.each([
    ['recording', SESSION_FILES.recording, (bytes: Buffer) => bytes.length - 500],
    ['recording without a good part', SESSION_FILES.recording, () => 0],
    ['journal', SESSION_FILES.journal, (bytes: Buffer) => bytes.length >> 1],
    [
      'log of recommendations',
      SESSION_FILES.recommendations,
      (bytes: Buffer) => bytes.indexOf('"price":') + '"price":'.length,
    ],
  ])('and so while a damaged %s is being mended', (_, name, place) => {
    const whole = course(market, 7, () => {
      const state = disk.state();
      const bytes = Buffer.from(state.get(path(name))!.bytes);
      bytes[place(bytes)]! ^= 1;
      disk.restore(state.set(path(name), { bytes, durable: bytes }));
    });
    expect([...disk.state().keys()]).toContain(path(`${name}.damaged-1`));
    for (const moment of whole.moments) {
      resume(whole, moment, false);
      resume(whole, moment, true);
    }
  });
});

test('a session of hours goes on to the same root, killed after any change of the disk', async () => {
  const market = await shortMarket(25, 20, 240, { given: { ...HASTY, emergencyStopPct: 99 } });
  const whole = course(market, LONG_PIECE);
  expect(whole.orders.length).toBe(3);
  for (const moment of whole.moments) resume(whole, moment, false);
});
