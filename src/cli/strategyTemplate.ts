/** A strategy that runs as it stands: a breakout over the highs and lows of the last bars, with comments that say what each part must do. */
export function strategyTemplate(name: string): string {
  return `import type { Detector, StrategyDefinition } from 'tapebench/strategy';

// A strategy says when it sees something (observe) and what it makes of it (judge). Entry, stop, target, time exit, sizing
// limits, the risk gate, fills and costs are the engine's; set them with --set, see \`tapebench run --help\`.

interface Lane {
  // How many bars of the contract were looked at so far.
  seen: number;
}

const strategy: StrategyDefinition = {
  name: '${name}',
  about: 'Buys a close above the highs of the last bars, sells a close below their lows.',

  // Your parameters: a default, a range and a unit each. They can be set like the engine's.
  parameters: {
    lookbackBars: {
      kind: 'number',
      default: 60,
      min: 2,
      max: 10_000,
      integer: true,
      unit: 'bars',
      group: 'detector',
      about: 'How many bars before this one must be exceeded.',
    },
  },

  createDetector(parameters, context): Detector {
    const lookback = Number(parameters['lookbackBars']);
    const lanes = new Map<number, Lane>();

    return {
      // Called again and again with more bars of a contract: [0, end) are complete, the rest does not exist yet. Look at each
      // bar once, in order, and append what is worth judging. Depend on nothing but these bars.
      observe(contract, bars, end, _until, found, counts) {
        const lane = lanes.get(contract) ?? { seen: 0 };
        lanes.set(contract, lane);
        for (let i = lane.seen; i < end; i++) {
          counts.periods++;
          if (i < lookback) continue;
          let high = -Infinity;
          let low = Infinity;
          for (let k = i - lookback; k < i; k++) {
            high = Math.max(high, bars.high[k]!);
            low = Math.min(low, bars.low[k]!);
          }
          const close = bars.close[i]!;
          if (close <= high && close >= low) continue;
          counts.clusters++;
          // A bar is known one interval after its stamp: that is the candidate's time.
          found.push({ time: bars.time[i]! + context.intervalMs, end: i + 1, volumeRatio: 1 });
        }
        lane.seen = end;
      },

      // Turns a candidate into a signal, or says why not. Prices are whole ticks.
      judge(candidate, bars) {
        const last = candidate.end - 1;
        let high = -Infinity;
        let low = Infinity;
        for (let k = last - lookback; k < last; k++) {
          high = Math.max(high, bars.high[k]!);
          low = Math.min(low, bars.low[k]!);
        }
        const close = bars.close[last]!;
        if (high === low) return { kind: 'none', reason: 'no-range' };
        const direction = close > high ? 1 : -1;
        return {
          kind: 'signal',
          direction,
          strength: 0.5,
          priceTicks: close,
          // The reference level shown in reports; here the level that broke.
          modalTicks: direction === 1 ? high : low,
          lowTicks: low,
          highTicks: high,
          modalPosition: direction === 1 ? 1 : 0,
          // The context by which a sizer may learn, 0 to 9.
          modalBin: direction === 1 ? 9 : 0,
          positionPart: 0,
          volumePart: 0,
          momentumPart: 0,
        };
      },
    };
  },
};

export default strategy;
`;
}
