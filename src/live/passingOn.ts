import type { Detector } from '../engine/strategy.ts';

/** A detector that answers as another one does: what a wrapper is made of that changes one of the answers. */
export function passingOn(inner: Detector): Detector {
  return {
    observe: (contract, bars, end, until, found, counts) =>
      inner.observe(contract, bars, end, until, found, counts),
    judge: (candidate, bars, volatility) => inner.judge(candidate, bars, volatility),
    tradeDateOpened: (session) => inner.tradeDateOpened?.(session),
    contractSelected: (contract) => inner.contractSelected?.(contract),
    tradeDateClosed: (tradeDate) => inner.tradeDateClosed?.(tradeDate),
    // One that does not tell its state must not seem to have none.
    ...(inner.state === undefined ? {} : { state: (contracts) => inner.state?.(contracts) }),
  };
}
