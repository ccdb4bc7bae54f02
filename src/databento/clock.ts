import { DatabentoError } from './errors.ts';

/** The only way in which the clients learn the time or wait, so that a test can own both. */
export interface Clock {
  /** UTC milliseconds. */
  now(): number;
  /** Calls back once, `delayMs` later; the returned function cancels that. */
  after(delayMs: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Resolves `delayMs` later. @throws DatabentoError `aborted` as soon as the signal fires. */
export function delay(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      cancel();
      reject(abortedError(signal));
    };
    const cancel = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', abort);
      resolve();
    });
    if (signal?.aborted === true) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}

export function abortedError(signal?: AbortSignal): DatabentoError {
  return new DatabentoError('aborted', 'stopped by the caller', { cause: signal?.reason });
}

export function throwIfAborted(signal?: AbortSignal): void {
  if (signal?.aborted === true) throw abortedError(signal);
}
