import {
  ENGINE_PARAMETERS,
  type EngineParameters,
  resolveParameters,
} from '../../../src/engine/parameters.ts';
import type { Candidate, Detector, Signal, Sizer, StrategyDefinition } from '../../../src/engine/strategy.ts';

/** A signal that the scripted strategy gives at a time, whatever the bars are. */
export interface Script {
  readonly time: number;
  readonly signal?: Partial<Signal>;
}

const PLAIN: Signal = {
  kind: 'signal',
  direction: 1,
  strength: 0.5,
  priceTicks: 0,
  modalTicks: 20_000,
  lowTicks: 19_990,
  highTicks: 20_010,
  modalPosition: 0.5,
  modalBin: 5,
  positionPart: 0.5,
  volumePart: 0.5,
  momentumPart: 0.5,
};

/** A strategy whose signals are written down beforehand; the price is the last close unless the script says otherwise. */
export function scripted(scripts: readonly Script[], sizer?: () => Sizer): StrategyDefinition {
  return {
    name: 'scripted',
    about: 'Signals at given times.',
    parameters: {},
    createDetector(): Detector {
      const given = new Set<string>();
      return {
        observe(contract, bars, end, until, found) {
          for (const { time } of scripts) {
            if (time > until || given.has(`${contract} ${time}`)) continue;
            let known = end;
            while (known > 0 && bars.time[known - 1]! >= time) known--;
            if (known === 0) continue;
            given.add(`${contract} ${time}`);
            found.push({ time, end: known, volumeRatio: 4 });
          }
        },
        judge({ time, end }: Candidate, bars) {
          const { signal } = scripts.find((script) => script.time === time)!;
          return { ...PLAIN, priceTicks: bars.close[end - 1]!, ...signal };
        },
      };
    },
    ...(sizer === undefined ? {} : { createSizer: sizer }),
  };
}

/** Engine parameters for scripted tests: a stop of 8 and a target of 16 ticks whatever the volatility, and four bars suffice for it. */
export function plainParameters(given: Partial<EngineParameters> = {}): EngineParameters {
  const values = resolveParameters(ENGINE_PARAMETERS, {
    volatilityBars: 4,
    volatilityScope: 'all',
    stopSigmas: 0,
    minStopTicks: 8,
    ...given,
  });
  return values as unknown as EngineParameters;
}

/** A sizer that always wants the same. */
export function wants(quantity: number): () => Sizer {
  return () => ({
    size: () => ({
      wantedQuantity: quantity,
      multiplier: 1,
      confidence: 0.5,
      contextTrades: 0,
      isBayesianSized: false,
    }),
    learn: () => {},
  });
}
