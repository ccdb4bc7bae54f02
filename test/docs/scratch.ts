import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { ENTRY, tapebench } from '../cli/tapebench.ts';

/** What the pages find in the folder that they work in. */
export class Scratch {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'tapebench-docs-'));
  readonly #programs: string = mkdtempSync(join(tmpdir(), 'tapebench-docs-bin-'));
  readonly #beside: ChildProcess[] = [];

  constructor(fixtures: string) {
    cpSync(fixtures, this.folder, { recursive: true });
    this.#program('tapebench', `exec '${process.execPath}' '${ENTRY}' "$@"`);
    // What package.json says of these two; a test holds it to that.
    this.#program(
      'npm',
      `case "$*" in
  start*) shift; [ "$1" = -- ] && shift; exec tapebench start "$@" ;;
  'run --silent tapebench -- '*) shift 4; exec tapebench "$@" ;;
  *) echo "npm $* is not run here" >&2; exit 99 ;;
esac`,
    );
  }

  #program(name: string, script: string): void {
    const path = join(this.#programs, name);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
  }

  write(name: string, text: string): void {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  #start(command: string): ChildProcess {
    return spawn('bash', ['--norc', '-c', `exec 2>&1\n${command}`], {
      cwd: this.folder,
      // A group of its own, so that an interruption reaches what the shell has started, as it does in a terminal.
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: `${this.#programs}${delimiter}${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`,
        NO_COLOR: '1',
        TZ: 'America/St_Johns',
        LC_ALL: 'C.UTF-8',
        HOME: this.folder,
      },
    });
  }

  /**
   * Runs a command to its end, or until it has printed `until` and was then interrupted as by Ctrl-C.
   * @returns what standard output and standard error got, in their order
   */
  run(command: string, until?: string): Promise<{ readonly code: number | null; readonly printed: string }> {
    const child = this.#start(command);
    let printed = '';
    let isInterrupted = false;
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (until === undefined || isInterrupted || !printed.includes(until)) return;
      isInterrupted = true;
      process.kill(-child.pid!, 'SIGINT');
    });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, printed }));
    });
  }

  /** Starts a command that goes on beside those that follow, once it has printed `ready`. */
  beside(command: string, ready: string): Promise<void> {
    const child = this.#start(command);
    this.#beside.push(child);
    let printed = '';
    return new Promise((resolve, reject) => {
      child.stdout!.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
        if (printed.includes(ready)) resolve();
      });
      child.on('close', () => reject(new Error(`${command} ended: ${printed}`)));
    });
  }

  async close(): Promise<void> {
    for (const child of this.#beside) {
      if (child.exitCode !== null) continue;
      const isOver = new Promise((resolve) => child.on('close', resolve));
      process.kill(-child.pid!, 'SIGINT');
      await isOver;
    }
    for (const folder of [this.folder, this.#programs]) rmSync(folder, { recursive: true, force: true });
  }
}

/** A folder as a user may have it: two months of bars under the name that the pages use, the file they came from, and a few bars as Parquet. */
export async function makeFixtures(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tapebench-docs-fixtures-'));
  const made = tapebench(folder, [
    'data',
    'synth',
    'es',
    '--from',
    '2024-06-03',
    '--to',
    '2024-08-02',
    '--json',
  ]);
  if (made.code !== 0) throw new Error(`the fixture was not made: ${made.err}`);
  cpSync(join(folder, 'datasets/cache/es.dbn.zst'), join(folder, 'es-fut-2024.dbn.zst'));
  const duckDb = await DuckDBInstance.create(':memory:');
  const connection = await duckDb.connect();
  await connection.run(
    `COPY (SELECT TIMESTAMP '2024-06-03 09:30:00' + to_minutes(i) AS time, 5300.0 + i AS open, 5301.0 + i AS high, 5299.0 + i AS low, 5300.25 + i AS close, 100 + i AS volume FROM range(3) bars(i)) TO '${join(folder, 'bars.parquet')}'`,
  );
  connection.closeSync();
  return folder;
}
