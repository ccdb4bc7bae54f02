import type { StrategyDefinition } from '../../src/engine/strategy.ts';
import { BayesianSizer } from '../v6/sizer.ts';
import { RandomEntryDetector } from './detector.ts';
import { RANDOM_ENTRY_PARAMETERS, randomEntryParameters } from './parameters.ts';

const definition: StrategyDefinition = {
  name: 'random-entry',
  about:
    "Enters at random minutes of the session, with v6's sizing, exits and gate: what is left of a result without the idea.",
  parameters: RANDOM_ENTRY_PARAMETERS,
  createDetector: (parameters) => new RandomEntryDetector(randomEntryParameters(parameters)),
  createSizer: (parameters) =>
    new BayesianSizer(randomEntryParameters(parameters), Number(parameters.maxContracts)),
};

export default definition;
