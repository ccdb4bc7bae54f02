import { type Detection, type EngineInput, simulate } from '../../engine/engine.ts';
import type { EngineParameters } from '../../engine/parameters.ts';
import type { ExecutionRow } from '../../results/stressModel.ts';
import { meanEstimate } from '../estimates.ts';
import { scenarioRow } from '../scenarios.ts';

type Varied = Partial<Pick<EngineParameters, 'latencyBars' | 'slippageModel' | 'limitFill'>>;

const VARIANTS: readonly (readonly [name: string, about: string, varied: Varied])[] = [
  ['as the run', 'The costs, fills and latency of the run itself.', {}],
  ['latency 1 bar', 'Entry orders reach the market one bar after the signal.', { latencyBars: 1 }],
  ['latency 2 bars', 'Entry orders reach the market two bars after the signal.', { latencyBars: 2 }],
  ['latency 5 bars', 'Entry orders reach the market five bars after the signal.', { latencyBars: 5 }],
  [
    'volume slippage',
    "Slippage grows with the root of our share of the exit bar's volume.",
    { slippageModel: 'volume' },
  ],
  [
    'session slippage',
    'Slippage is larger near the open and the close of the session.',
    { slippageModel: 'session' },
  ],
  ['volume and session', 'Both.', { slippageModel: 'volume-and-session' }],
  ['limits fill by touch', 'A limit fills as soon as the price reaches it.', { limitFill: 'touch' }],
  [
    'limits fill by a tick',
    'A limit fills when the price trades through it by a tick.',
    { limitFill: 'through' },
  ],
  [
    'limits fill by more',
    'A limit fills when the price trades through it by limitThroughTicks.',
    { limitFill: 'through-n' },
  ],
];

/** The run again under other models of execution, one change at a time. */
export function executionRows(input: EngineInput, detection: Detection): ExecutionRow[] {
  return VARIANTS.map(([name, about, varied]) => {
    const engineParameters = { ...input.engineParameters, ...varied };
    const { commissionPerContract, slippageTicks, limitFill, latencyBars, slippageModel } = engineParameters;
    const { trades } = simulate({ ...input, engineParameters }, detection);
    const cell = { name, commissionPerContract, slippageTicks, limitFill };
    return { ...scenarioRow(cell, trades, meanEstimate), about, latencyBars, slippageModel };
  });
}
