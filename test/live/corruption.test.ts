import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type ErrorCode, TapebenchError } from '../../src/errors.ts';
import { PaperSession } from '../../src/live/paperSession.ts';
import { replaySession } from '../../src/live/replaySession.ts';
import { readSetup, SESSION_FILES, type SessionSetup, writeSetup } from '../../src/live/sessionSetup.ts';
import { drawsFrom } from '../engine/support/worlds.ts';
import { ManualClock } from '../gateway/manualClock.ts';
import { feedDirectly } from './support/directFeed.ts';
import type { DiskState } from './support/memoryDisk.ts';
import { HASTY, type ShortMarket, shortMarket } from './support/shortMarket.ts';

const { disk } = await vi.hoisted(async () => {
  const { MemoryDisk } = await import('./support/memoryDisk.ts');
  return { disk: new MemoryDisk() };
});
vi.mock('node:fs', async (original) => disk.over(await original()));

/** Places that are tried in a file of a session of hours; more with LIVE_CORRUPTIONS=5000. */
const SAMPLES = Number(process.env['LIVE_CORRUPTIONS'] ?? 60);
/** Thousands of sessions are opened; a busy machine takes its time. */
const SLOW_MS = 180_000;
const FOLDER = '/memory-disk/session';
const REFUSALS: readonly ErrorCode[] = ['TB_SESSION_INVALID', 'TB_JOURNAL_BROKEN'];
/** What a session stands on, and what it said. */
const KEPT = [
  SESSION_FILES.recording,
  SESSION_FILES.inputs,
  SESSION_FILES.journal,
  SESSION_FILES.recommendations,
];

const SETUP: SessionSetup = {
  format: 'tapebench-session-1',
  strategy: 'v6',
  strategyDigest: 'ab12'.repeat(16),
  parameters: { volumeThreshold: 4, isBayesian: true, side: 'both' },
  instrument: 'ES',
  contractOverride: null,
  source: 'replay:x',
  isSynthetic: true,
  judgesFrom: 1_722_347_940_000,
  warmUpDigest: 'cd34'.repeat(16),
  codeVersion: 'ef56'.repeat(16),
};

/** A session that ended, and its files. */
interface Ended {
  readonly market: ShortMarket;
  readonly state: DiskState;
  readonly root: string | undefined;
}

type Outcome =
  | { readonly kind: 'refused'; readonly error: TapebenchError }
  | { readonly kind: 'gone-on'; readonly root: string | undefined; readonly said: readonly string[] };

const path = (name: string): string => `${FOLDER}/${name}`;

function textIn(state: DiskState, name: string): string {
  return state.get(path(name))?.bytes.toString('latin1') ?? '';
}

function follow({ setup, stream }: ShortMarket): { root: string | undefined; said: readonly string[] } {
  const said: string[] = [];
  const session = PaperSession.open({
    folder: FOLDER,
    pipeline: setup,
    clock: new ManualClock(),
    graceMs: 1000,
    print: (text) => said.push(text),
  });
  const resetAt = Math.floor(0.8 * stream.records.length);
  if (session.recording.records <= resetAt) {
    feedDirectly(session, stream, resetAt);
    if (session.isStopped) session.resetEmergencyStop('looked into it');
  }
  feedDirectly(session, stream);
  session.close();
  return { root: session.root, said: [...session.findings, ...said] };
}

async function ended(market: ShortMarket): Promise<Ended> {
  disk.restore(new Map());
  await writeSetup(FOLDER, SETUP, undefined);
  const { root } = follow(market);
  return { market, root, state: disk.state() };
}

/** Opens the session with one file changed, and follows its market on to the end. */
function openWith({ market, state }: Ended, name: string, bytes: Buffer): Outcome {
  disk.restore(new Map([...state, [path(name), { bytes, durable: bytes }]]));
  try {
    return { kind: 'gone-on', ...follow(market) };
  } catch (error) {
    if (error instanceof TapebenchError) return { kind: 'refused', error };
    throw error;
  }
}

/** Either all is as it was and the damage was said, or it was refused and nothing was touched. */
function expectSafe(whole: Ended, name: string, bytes: Buffer, place: string, isSilent = false): void {
  const outcome = openWith(whole, name, bytes);
  const now = disk.state();
  if (outcome.kind === 'refused') {
    expect(REFUSALS, place).toContain(outcome.error.code);
    expect(outcome.error.where, place).toContain(name);
    const before = new Map([...whole.state, [path(name), { bytes, durable: bytes }]]);
    for (const kept of KEPT)
      expect(textIn(now, kept) === textIn(before, kept), `${place}: ${kept}`).toBe(true);
  } else {
    expect(outcome.root, place).toBe(whole.root);
    for (const kept of KEPT) {
      // What is asked for again comes in other pieces, but it is the same.
      expect(textIn(now, kept) === textIn(whole.state, kept), `${place}: ${kept}`).toBe(true);
    }
    if (!isSilent) expect(outcome.said.join(' '), place).toMatch(/damaged|torn|ends before|written anew/);
  }
  expect(disk.openFiles, place).toBe(0);
}

function flipped(bytes: Buffer, at: number, bit: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at]! ^= 1 << bit;
  return changed;
}

/** A sum that is damaged, or lost, condemns nothing and needs no word. */
function isSilentIn(name: string): boolean {
  return name === SESSION_FILES.sums;
}

describe('of a session of minutes, every byte of the', () => {
  let whole: Ended;

  beforeAll(async () => {
    whole = await ended(await shortMarket(8, 70, 6, { warmUpMinutes: 20 }));
    expect(textIn(whole.state, SESSION_FILES.inputs)).toContain('"kind":"reset"');
    expect(textIn(whole.state, SESSION_FILES.recommendations)).toContain('"order_id":1');
  });

  const names = [
    SESSION_FILES.recording,
    SESSION_FILES.journal,
    SESSION_FILES.sums,
    SESSION_FILES.inputs,
    SESSION_FILES.recommendations,
  ];

  test.each(names)('%s may change', { timeout: SLOW_MS }, (name) => {
    const { bytes } = whole.state.get(path(name))!;
    expect(bytes.length).toBeLessThan(6000);
    for (let at = 0; at < bytes.length; at++) {
      expectSafe(whole, name, flipped(bytes, at, at % 8), `${name}, byte ${at} changed`, isSilentIn(name));
    }
  });

  test.each(names)('%s may be the first that is gone', { timeout: SLOW_MS }, (name) => {
    const { bytes } = whole.state.get(path(name))!;
    const isMadeUpFor = name === SESSION_FILES.journal || name === SESSION_FILES.recommendations;
    for (let at = 0; at < bytes.length; at++) {
      const isWholeLine = at === 0 || bytes[at - 1] === 0x0a;
      const isSilent = isSilentIn(name) || (isMadeUpFor && isWholeLine);
      expectSafe(whole, name, bytes.subarray(0, at), `${name}, gone from byte ${at} on`, isSilent);
    }
  });

  test('setup may change, or be the first that is gone', () => {
    const { bytes } = whole.state.get(path(SESSION_FILES.setup))!;
    let changed = 0;
    for (let at = 0; at < bytes.length; at++) {
      for (const damaged of [flipped(bytes, at, 0), flipped(bytes, at, at % 8), bytes.subarray(0, at)]) {
        disk.restore(new Map([[path(SESSION_FILES.setup), { bytes: damaged, durable: damaged }]]));
        try {
          expect(readSetup(FOLDER), `byte ${at}`).toEqual(SETUP);
        } catch (error) {
          expect((error as TapebenchError).code, `byte ${at}`).toBe('TB_SESSION_INVALID');
          changed += 1;
        }
      }
    }
    expect(changed).toBeGreaterThan(2 * bytes.length);
  });
});

test('at any place of a session of hours the same holds, and the replay tells of it or agrees', async () => {
  const whole = await ended(await shortMarket(25, 20, 240, { given: { ...HASTY, emergencyStopPct: 99 } }));
  const draw = drawsFrom(SAMPLES);
  const names = [
    SESSION_FILES.recording,
    SESSION_FILES.journal,
    SESSION_FILES.sums,
    SESSION_FILES.recommendations,
  ];
  for (let sample = 0; sample < SAMPLES; sample++) {
    const name = names[sample % names.length]!;
    const { bytes } = whole.state.get(path(name))!;
    const at = Math.floor(draw() * bytes.length);
    const place = `${name}, byte ${at}`;
    const changed = flipped(bytes, at, Math.floor(draw() * 8));
    disk.restore(new Map([...whole.state, [path(name), { bytes: changed, durable: changed }]]));
    expectReplayHonest(whole, name, place);
    expectSafe(whole, name, changed, `${place} changed`, isSilentIn(name));
    expectSafe(whole, name, bytes.subarray(0, at), `${place} and all after it gone`, true);
  }
});

/** A replay changes nothing and mends nothing: it gives the root that was, or says that something differs. */
function expectReplayHonest(whole: Ended, name: string, place: string): void {
  try {
    const replay = replaySession(FOLDER, whole.market.setup);
    const isWhole = replay.difference === undefined && replay.root === whole.root;
    const isStoodOn = name === SESSION_FILES.recording || name === SESSION_FILES.journal;
    if (!isStoodOn) expect(isWhole, place).toBe(true);
    // Bars that no decision looks at may differ; what was decided may not.
    if (replay.difference === undefined) expect(replay.root, place).toBe(replay.journalRoot);
  } catch (error) {
    expect(error, place).toBeInstanceOf(TapebenchError);
    expect(REFUSALS, place).toContain((error as TapebenchError).code);
  }
}
