/** Loose thresholds, so that a small world trades often. */
export const LIVELY = {
  volumeThreshold: 2.5,
  minSignalStrength: 0.2,
  shortMinSignalStrength: 0.2,
  topPerWindow: 2,
  volatilityBars: 60,
  cooldownMinutes: 5,
  maxHoldMinutes: 20,
  stopSigmas: 0.7,
};
