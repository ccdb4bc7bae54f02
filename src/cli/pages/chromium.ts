import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TapebenchError } from '../../errors.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const TIMEOUT_MS = 120_000;
/** Time of the page's own clock in which its charts are drawn; it passes as fast as the machine allows. */
const DRAWING_MS = 20_000;

/** The system's Chromium on the search path; undefined when there is none. */
export function findChromium(searchPath: string): string | undefined {
  return NAMES.flatMap((name) => searchPath.split(delimiter).map((folder) => join(folder, name))).find(
    (path) => existsSync(path),
  );
}

export type PictureKind = 'pdf' | 'png';

const ARGUMENTS: Readonly<Record<PictureKind, (file: string) => readonly string[]>> = {
  pdf: (file) => [`--print-to-pdf=${file}`, '--no-pdf-header-footer'],
  // The width of a desktop, and as much of the page as a reader sees first.
  png: (file) => [`--screenshot=${file}`, '--window-size=1280,1600', '--hide-scrollbars'],
};

/**
 * Draws a report into a file by the system's Chromium, without a network: the whole page as PDF, or its first screen as PNG.
 * @throws TapebenchError TB_REPORT_FAILED when there is no Chromium or it fails, TB_FILE_EXISTS unless `isReplacing`
 */
export async function drawReport(
  kind: PictureKind,
  report: string,
  target: string,
  searchPath: string,
  isReplacing: boolean,
): Promise<void> {
  const chromium = findChromium(searchPath);
  if (chromium === undefined) {
    throw new TapebenchError(
      'TB_REPORT_FAILED',
      `a ${kind.toUpperCase()} needs Chromium, and there is none`,
      {
        where: 'the folders of PATH',
        kept: report,
        next: `Install it (Debian: apt-get install chromium), or open ${report} in a browser and print it.`,
      },
    );
  }
  if (!isReplacing && existsSync(target)) {
    throw new TapebenchError('TB_FILE_EXISTS', 'there is a file already', {
      where: target,
      kept: 'the file was left as it is',
    });
  }
  const profile = await mkdtemp(join(tmpdir(), 'tapebench-chromium-'));
  const partial = join(dirname(resolve(target)), `.tapebench-${process.pid}.tmp.${kind}`);
  try {
    const said = await run(chromium, [
      '--headless',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      `--user-data-dir=${profile}`,
      // Chromium refuses to run as root inside its sandbox; the page is ours and may load nothing.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--virtual-time-budget=${DRAWING_MS}`,
      ...ARGUMENTS[kind](partial),
      pathToFileURL(resolve(report)).href,
    ]);
    if (!(await isWritten(partial))) throw failed(chromium, report, said);
    await rename(partial, target);
  } finally {
    await rm(partial, { force: true });
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function isWritten(path: string): Promise<boolean> {
  return stat(path).then(
    ({ size }) => size > 0,
    () => false,
  );
}

/** Runs the program to its end; what it said on standard error. */
async function run(program: string, words: readonly string[]): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'], timeout: TIMEOUT_MS });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += String(chunk);
    });
    child.once('error', (cause) => fail(failed(program, '', cause.message)));
    child.once('close', () => done(said));
  });
}

function failed(program: string, report: string, said: string): TapebenchError {
  const last = said.trim().split('\n').at(-1) ?? '';
  return new TapebenchError('TB_REPORT_FAILED', 'Chromium wrote nothing', {
    where: last === '' ? program : `${program}: ${last}`,
    ...(report === '' ? {} : { kept: report }),
    next: 'Open the report in a browser and print it from there.',
  });
}
