import type { SessionObserver } from '../sessionObserver.ts';

/**
 * The observer, whose failure must not reach the session: after the first it is told no more.
 * @param onFailure told once
 */
export function guardedObserver(
  observer: SessionObserver,
  onFailure: (error: unknown) => void,
): SessionObserver {
  let hasFailed = false;
  const guarding =
    <A extends readonly unknown[]>(tell: (...args: A) => void) =>
    (...args: A): void => {
      if (hasFailed) return;
      try {
        tell(...args);
      } catch (error) {
        hasFailed = true;
        onFailure(error);
      }
    };
  return {
    taking: guarding(observer.taking),
    journalled: guarding(observer.journalled),
    recommended: guarding(observer.recommended),
    synced: guarding(observer.synced),
    told: guarding(observer.told),
  };
}
