import type { StrategyDefinition } from '../../src/engine/strategy.ts';
import { V6Detector } from './detector.ts';
import { V6_PARAMETERS, v6Parameters } from './parameters.ts';
import { V6_PRESETS } from './presets.ts';
import { BayesianSizer } from './sizer.ts';

const definition: StrategyDefinition = {
  name: 'v6',
  about:
    'Trades bursts of volume away from the price at which most was traded, sized by what such trades brought before.',
  parameters: V6_PARAMETERS,
  presets: V6_PRESETS,
  createDetector: (parameters, context) => new V6Detector(v6Parameters(parameters), context),
  createSizer: (parameters) => new BayesianSizer(v6Parameters(parameters), Number(parameters.maxContracts)),
};

export default definition;
