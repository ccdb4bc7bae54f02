import type { Preset } from '../../src/engine/strategy.ts';

/** The two presets; what they do not name has its default. The YAML files beside this are written from here. */
export const V6_PRESETS: Readonly<Record<'v6' | 'v6-cluster15', Preset>> = {
  v6: {
    about:
      'One-minute volume spikes against their 20-period mean, point of control, long and short. Its defaults were settled by the original system and by signal count alone, never by profit.',
    values: {},
  },
  'v6-cluster15': {
    about:
      "The published backtest's thresholds in causal form: 15-minute clusters, most frequent close, long only. It trades rarely.",
    values: {
      clusterMinutes: 15,
      minVolumeRatio: 60,
      profileMinutes: 0,
      modalPrice: 'close-mode',
      directionRule: 'extreme',
      directions: 'long',
      momentumRule: 'published',
      shortMinSignalStrength: 0.65,
    },
  },
};
