import { access, constants, mkdir, mkdtemp, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Argv } from 'yargs';
import { TapebenchError } from '../../errors.ts';
import { findDatabentoKey } from '../../sources/databentoKey.ts';
import { EXIT } from '../failure.ts';
import { type OutputArgs, withOutput } from '../options.ts';
import { findChromium } from '../pages/chromium.ts';
import { print, printJson, styled, table } from '../terminal.ts';

/** `missing` fails the check; `limited` means that something optional is left out. */
type State = 'ok' | 'limited' | 'missing';

interface Finding {
  readonly what: string;
  readonly state: State;
  readonly detail: string;
  readonly next: string;
}

export function builder(yargs: Argv): Argv {
  return withOutput(yargs).example('$0 doctor', 'what is there, what is missing, what to do');
}

export async function run(args: OutputArgs): Promise<number> {
  const findings = [
    checkNode(),
    checkZstd(),
    await checkDuckDb(),
    await checkFolder(args.out),
    checkTimeZones(),
    await checkClock(args.out),
    checkChromium(),
    checkKey(),
  ];
  if (args.json) printJson({ findings });
  else {
    print(
      table(
        [{ title: 'What' }, { title: 'State' }, { title: 'Found' }],
        findings.map(({ what, state, detail }) => [what, mark(state), detail]),
      ),
    );
    for (const { what, state, next } of findings)
      if (state !== 'ok') print(`\n${styled('bold', what)}: ${next}`);
  }
  return findings.some((finding) => finding.state === 'missing') ? EXIT.negative : EXIT.done;
}

function mark(state: State): string {
  return styled(state === 'ok' ? 'green' : state === 'limited' ? 'yellow' : 'red', state);
}

function checkNode(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  return {
    what: 'Node',
    state: major >= 26 ? 'ok' : major >= 24 ? 'limited' : 'missing',
    detail: process.version,
    next: 'Node 26 is what the tests run on; `npm start` and `npm test` bring their own.',
  };
}

function checkZstd(): Finding {
  return {
    what: 'zstd',
    state: process.versions['zstd'] === undefined ? 'missing' : 'ok',
    detail: process.versions['zstd'] ?? 'not in this Node',
    next: 'Compressed DBN files need a Node with zstd in node:zlib (24 and later have it).',
  };
}

async function checkDuckDb(): Promise<Finding> {
  try {
    const { openResults } = await import('../../results/database.ts');
    const db = await openResults(':memory:');
    const version = (await db.connection.runAndReadAll('SELECT version()')).getRows()[0]?.[0];
    await db.close();
    return { what: 'DuckDB', state: 'ok', detail: String(version), next: '' };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return {
      what: 'DuckDB',
      state: 'missing',
      detail,
      next: 'Results cannot be stored. Install the packages again: npm ci',
    };
  }
}

async function checkFolder(folder: string): Promise<Finding> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    const { bavail, bsize } = await statfs(folder);
    const gigabytes = (bavail * bsize) / 1e9;
    return {
      what: 'Disk',
      state: gigabytes < 1 ? 'limited' : 'ok',
      detail: `${folder} is writable, ${gigabytes.toFixed(1)} GB free`,
      next: 'Free some space: a year of bars takes about 50 MB, a report under 1 MB.',
    };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return {
      what: 'Disk',
      state: 'missing',
      detail,
      next: 'Choose a folder that can be written: --out FOLDER',
    };
  }
}

/** Both switch days of 2025: the exchange's hours depend on them. */
function checkTimeZones(): Finding {
  const hourAt = (time: string): number =>
    Number(
      new Intl.DateTimeFormat('en-US', {
        timeZone: 'America/New_York',
        hour: '2-digit',
        hourCycle: 'h23',
      }).format(new Date(time)),
    );
  const isRight =
    hourAt('2025-03-09T06:59:00Z') === 1 &&
    hourAt('2025-03-09T07:00:00Z') === 3 &&
    hourAt('2025-11-02T06:00:00Z') === 1;
  return {
    what: 'Time zones',
    state: isRight ? 'ok' : 'missing',
    detail: `time-zone data ${process.versions['tz'] ?? 'unknown'}; host zone ${Intl.DateTimeFormat().resolvedOptions().timeZone} (not used)`,
    next: 'This Node has wrong or no time-zone data; use an official build.',
  };
}

const MOST_SKEW_SECONDS = 2;

/** The clock of this machine, beside that of the file system, which is another machine's on a network drive. */
async function checkClock(folder: string): Promise<Finding> {
  const now = new Date();
  const skew = await skewSeconds(folder);
  const isPlausible = now.getUTCFullYear() >= 2026 && now.getUTCFullYear() < 2100;
  const isSame = skew === undefined || Math.abs(skew) <= MOST_SKEW_SECONDS;
  return {
    what: 'Clock',
    state: isPlausible && isSame ? 'ok' : 'limited',
    detail: `${now.toISOString().slice(0, 19)}Z${skew === undefined ? '' : `, the file system's ${isSame ? 'agrees' : `is ${skew.toFixed(1)} s off`}`}`,
    next: 'The clock looks wrong. Backtests do not use it; live sessions report its skew.',
  };
}

/** How far the file system's clock is ahead, seconds; undefined where nothing can be written. */
async function skewSeconds(folder: string): Promise<number | undefined> {
  try {
    const probe = await mkdtemp(join(folder, '.clock-'));
    const { mtimeMs } = await stat(probe);
    const skew = (mtimeMs - Date.now()) / 1000;
    await rm(probe, { recursive: true });
    return skew;
  } catch {
    return undefined;
  }
}

function checkChromium(): Finding {
  const found = findChromium(process.env['PATH'] ?? '');
  return {
    what: 'Chromium',
    state: found === undefined ? 'limited' : 'ok',
    detail: found ?? 'not found',
    next: 'Only needed for PDF and PNG files of a report and for the browser tests; Debian: apt-get install chromium',
  };
}

/** Says whether there is a key, and nothing of it but the five characters that are safe to show. */
function checkKey(): Finding {
  const what = 'Databento key';
  const next = 'Only needed to download or stream from Databento: run tapebench init.';
  try {
    const key = findDatabentoKey(process.env, '.');
    return key === undefined
      ? { what, state: 'limited', detail: 'Databento API key not set', next }
      : { what, state: 'ok', detail: `set, ends in ${key.bucketId}`, next };
  } catch (error) {
    const [detail, advice] =
      error instanceof TapebenchError ? [error.message, error.next] : [String(error), next];
    return { what, state: 'limited', detail, next: advice };
  }
}
