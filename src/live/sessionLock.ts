import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TapebenchError } from '../errors.ts';
import { SESSION_FILES } from './sessionSetup.ts';

/**
 * Keeps a session folder to one process: a file that names the holder. One that was left behind by a process that is gone
 * is taken over.
 */
export class SessionLock {
  readonly #path: string;
  #isReleased = false;
  /** The process that left the lock behind, when one did. */
  readonly tookOverFrom: number | undefined;

  /**
   * Takes the lock of a folder, which is made when it is not there.
   * @param file name of the lock; by default that of the process which follows a market
   * @throws TapebenchError TB_SESSION_LOCKED naming the process that holds it, TB_SESSION_WRITE
   */
  constructor(folder: string, file: string = SESSION_FILES.lock) {
    const path = join(folder, file);
    this.#path = path;
    if (this.#create()) return;
    const holder = Number.parseInt(readFileSync(path, 'utf8'), 10);
    if (holder !== process.pid && isAlive(holder)) throw lockedBy(holder, path);
    // Of two that found it left behind, the second may have moved away what the first has just made.
    const moved = `${path}.${process.pid}.left`;
    renameSync(path, moved);
    const found = Number.parseInt(readFileSync(moved, 'utf8'), 10);
    // A file that a power failure emptied names nobody, twice.
    if (!Object.is(found, holder)) {
      renameSync(moved, path);
      throw lockedBy(found, path);
    }
    rmSync(moved, { force: true });
    if (!this.#create()) throw lockedBy(Number.parseInt(readFileSync(path, 'utf8'), 10), path);
    this.tookOverFrom = holder;
  }

  /** Gives the folder free; what another process has taken since stays taken. */
  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    rmSync(this.#path, { force: true });
  }

  /** Makes the file whole at once, or finds that there is one. */
  #create(): boolean {
    const own = `${this.#path}.${process.pid}`;
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      writeFileSync(own, `${process.pid}\n`, { flush: true });
      linkSync(own, this.#path);
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
      throw new TapebenchError(
        'TB_SESSION_WRITE',
        `cannot write ${this.#path}: ${(error as Error).message}`,
        {
          where: this.#path,
          cause: error,
        },
      );
    } finally {
      rmSync(own, { force: true });
    }
  }
}

function lockedBy(holder: number, path: string): TapebenchError {
  return new TapebenchError('TB_SESSION_LOCKED', `process ${holder} uses this session`, {
    where: path,
    kept: 'nothing was touched',
    next: `End process ${holder} first, or choose another folder: --session`,
  });
}

function isAlive(pid: number): boolean {
  if (Number.isNaN(pid)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is a process.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
