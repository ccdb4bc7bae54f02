import { TapebenchError } from '../errors.ts';

/**
 * Runs a strategy's own code; what it throws becomes a coded error that says where it was.
 * @throws TapebenchError TB_STRATEGY_FAILED
 */
export function guarded<T>(strategy: string, where: () => string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof TapebenchError) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new TapebenchError('TB_STRATEGY_FAILED', `strategy ${strategy} failed: ${message}`, {
      where: where(),
      kept: 'nothing was written',
      cause,
    });
  }
}

/** A complaint about what a strategy answered. */
export function badAnswer(strategy: string, where: string, what: string): TapebenchError {
  return new TapebenchError('TB_STRATEGY_FAILED', `strategy ${strategy} answered wrongly: ${what}`, {
    where,
    kept: 'nothing was written',
  });
}
