import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Journal, verifyJournal } from '../../src/engine/engine.ts';
import { startGateway } from '../../src/gateway/startGateway.ts';
import { SESSION_FILES } from '../../src/live/sessionSetup.ts';
import { writeDbn } from '../../src/sources/dbn/writer.ts';
import { sliceTape } from '../../src/sources/tapeSlice.ts';
import v6 from '../../strategies/v6/strategy.ts';
import { tapebench } from '../cli/tapebench.ts';
import { LIVELY } from '../engine/support/lively.ts';
import { inputOf, runBatch } from '../engine/support/runs.ts';
import { liveWorld, servedAs } from './support/market.ts';

const KILL_AT_SYNC = new URL('./support/killAtSync.ts', import.meta.url).href;
/** Every wait is tried in its turn with LIVE_KILL_STEP=1. */
const KILL_STEP = Number(process.env['LIVE_KILL_STEP'] ?? 9);
const ENTRY = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const SETS = Object.entries(LIVELY).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
const tape = liveWorld(31, 3);
const from = tape.rows.time[0]!;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tapebench-live-'));
  await writeDbn(tape, join(folder, 'world.dbn.zst'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function words(session: string, speed: number): string[] {
  const moment = new Date(from).toISOString().replace('.000Z', 'Z');
  const source = ['--source', 'replay:./world.dbn.zst', '--from', moment, '--speed', String(speed)];
  return ['live', 'v6', ...source, '--session', session, ...SETS];
}

/** A process that follows the market; `when` sees all that it has printed so far, and may end it. */
function following(
  line: readonly string[],
  when: (out: string, child: ChildProcess) => void,
  env: Readonly<Record<string, string>> = {},
): Promise<{
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
}> {
  const child = spawn(process.execPath, [ENTRY, ...line], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', NO_COLOR: '1', TZ: 'America/St_Johns', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
    when(out, child);
  });
  child.stderr.on('data', (chunk) => {
    out += String(chunk);
  });
  return new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, out }));
  });
}

test('a session that is killed again and again ends with the journal of the batch', async () => {
  const batch = runBatch(inputOf(sliceTape(tape, from, Number.POSITIVE_INFINITY), v6, LIVELY));
  const killed: (string | null)[] = [];
  for (const moment of ['TRADING RECOMMENDATION', 'paper entry', 'no trade']) {
    // Three days in four seconds: slow enough that the kill comes in the middle of something.
    const { signal } = await following(words('killed', 60_000), (out, child) => {
      if (out.includes(moment)) child.kill('SIGKILL');
    });
    killed.push(signal);
  }
  expect(killed).toEqual(['SIGKILL', 'SIGKILL', 'SIGKILL']);
  const last = await following(words('killed', 0), () => {});
  expect(last.code).toBe(0);
  expect(last.out).toContain('The data end here.');
  expect(last.out).toContain('left this session without closing it');

  const expected = new Journal();
  for (const event of batch.events.slice(0, -1)) expected.emit(event);
  const journal = readFileSync(join(folder, 'killed', SESSION_FILES.journal), 'utf8');
  expect(verifyJournal(journal, 'journal').root).toBe(expected.root);
  const orders = batch.events.flatMap((event) =>
    event.type === 'order' && event.action === 'place' ? [event.id] : [],
  );
  const log = readFileSync(join(folder, 'killed', SESSION_FILES.recommendations), 'utf8')
    .trimEnd()
    .split('\n');
  expect(log.map((line) => (JSON.parse(line) as { order_id: number }).order_id)).toEqual(orders);

  const replay = tapebench(folder, ['replay', 'killed']);
  expect(replay.code).toBe(0);
  expect(replay.out).toContain('The same: every event of the journal follows from the recording.');

  const other = tapebench(folder, [...words('killed', 0), '--set', 'latencyBars=1']);
  expect(other.code).toBe(3);
  expect(other.err).toContain('the session was begun with latencyBars 0, not 1');
});

test('a process that is killed at one wait for the disk after another comes to the journal of the batch', async () => {
  const batch = runBatch(inputOf(sliceTape(tape, from, Number.POSITIVE_INFINITY), v6, LIVELY));
  const expected = new Journal();
  for (const event of batch.events.slice(0, -1)) expected.emit(event);
  let kills = 0;
  for (let at = 1; ; at += KILL_STEP) {
    const { signal, code, out } = await following(words('synced', 0), () => {}, {
      NODE_OPTIONS: `--import ${KILL_AT_SYNC}`,
      KILL_AT_SYNC: String(at),
    });
    if (signal === 'SIGKILL') kills += 1;
    else {
      expect(code, out).toBe(0);
      break;
    }
  }
  expect(kills).toBeGreaterThan(2);
  const journal = readFileSync(join(folder, 'synced', SESSION_FILES.journal), 'utf8');
  expect(verifyJournal(journal, 'journal').root).toBe(expected.root);
  const orders = batch.events.flatMap((event) =>
    event.type === 'order' && event.action === 'place' ? [event.id] : [],
  );
  const log = readFileSync(join(folder, 'synced', SESSION_FILES.recommendations), 'utf8')
    .trimEnd()
    .split('\n');
  expect(log.map((line) => (JSON.parse(line) as { order_id: number }).order_id)).toEqual(orders);
});

test('a second process on one session is refused and told of the first, which ends cleanly when asked to', async () => {
  let second: ReturnType<typeof tapebench> | undefined;
  const first = await following(words('shared', 60), (out, child) => {
    if (second !== undefined || !out.includes('Following')) return;
    second = tapebench(folder, words('shared', 60));
    expect(second.err).toContain(`process ${child.pid} uses this session`);
    child.kill('SIGINT');
  });
  expect(second?.code).toBe(3);
  expect(second?.err).toContain('TB_SESSION_LOCKED');
  expect(first.code).toBe(0);
  expect(first.out).toContain('Running in simulation mode');
  expect(first.out).toContain('Next: tapebench replay shared');
  const { code } = tapebench(folder, ['replay', 'shared']);
  expect(code).toBe(0);
});

test('without a key and a source it says so, and plays the synthetic market', async () => {
  const { code, out } = await following(['live', 'v6', '--session', 'keyless'], (printed, child) => {
    // A second signal would end it at once.
    if (printed.includes('Following') && !child.killed) child.kill('SIGTERM');
  });
  expect(code).toBe(0);
  expect(out).toContain('Databento API key not set.');
  expect(out).toContain('Running in simulation mode');
  expect(out).toContain('This data is synthetic');
  expect(out).toContain('Following synthetic');
});

test('an emergency stop ends by live-reset alone, and the replay knows of it', async () => {
  const stopping = ['--set', 'emergencyStopPct=0.05', '--set', 'initialCapital=50000'];
  const { out } = await following([...words('stopped', 0), ...stopping], () => {});
  expect(out).toContain('no trade: emergency stop');
  expect(out).toContain('EMERGENCY STOP   on');
  const again = await following([...words('stopped', 0), ...stopping], () => {});
  expect(again.out).toContain('EMERGENCY STOP   on');
  expect(tapebench(folder, ['live-reset', '--session', 'stopped']).code).toBe(2);
  const reset = tapebench(folder, ['live-reset', '--session', 'stopped', '--reason', 'looked into it']);
  expect(reset.code).toBe(0);
  expect(reset.out).toContain('the emergency stop has ended');
  expect(tapebench(folder, ['live-reset', '--session', 'stopped', '--reason', 'again']).code).toBe(2);
  const replay = tapebench(folder, ['replay', 'stopped', '--json']);
  expect(replay.code).toBe(0);
  expect(JSON.parse(replay.out)).toMatchObject({ isSame: true });
});

test('a gateway gives its history by itself; the session says that it is long enough and joins the feed to it', async () => {
  const endMs = tape.rows.time[tape.rows.length - 1]! + 60_000;
  const gateway = await startGateway({
    data: servedAs(tape),
    key: 'db-loopback-0000000000000-public',
    speed: 600,
    startMs: endMs - 4 * 3_600_000,
  });
  const { port } = gateway.live;
  const source = ['--source', `gateway:127.0.0.1:${port}`, '--http-port', new URL(gateway.httpUrl).port];
  try {
    const { code, out } = await following(
      ['live', 'v6', ...source, '--session', 'served', ...SETS],
      (printed, child) => {
        if (printed.includes('The feed goes on') && !child.killed) child.kill('SIGINT');
      },
    );
    expect(code).toBe(0);
    expect(out).toContain('Asking the history for 8 trade dates.');
    expect(out).toMatch(/Warm-up: \d trade dates of history; the state after the last/);
    expect(out).toContain('The feed goes on where the history ends');
    const none = await following(
      ['live', 'v6', ...source, '--session', 'bare', '--warmup', 'none', ...SETS],
      (printed, child) => {
        if (printed.includes('Following') && !child.killed) child.kill('SIGINT');
      },
    );
    expect(none.code).toBe(0);
    expect(none.out).toContain('There is no history');
  } finally {
    await gateway.close();
  }
  const gone = tapebench(folder, ['live', 'v6', ...source, '--session', 'gone', ...SETS]);
  expect(gone.code).not.toBe(0);
  expect(gone.err).toContain('TB_VENDOR_UNREACHABLE');
});

test('what is wrong on the command line is said with what to do', () => {
  const source = tapebench(folder, ['live', 'v6', '--source', 'gatewya']);
  expect(source.code).toBe(2);
  expect(source.err).toContain('Did you mean gateway?');
  const none = tapebench(folder, ['replay', 'nowhere']);
  expect(none.code).toBe(3);
  expect(none.err).toContain('there is no session in nowhere');
});
