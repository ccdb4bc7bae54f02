import { createMetadata, encodeOhlcv, RTYPE } from '../../../src/databento/index.ts';
import type { EngineParameters } from '../../../src/engine/parameters.ts';
import type { GatewaySource } from '../../../src/gateway/store/gatewayData.ts';
import type { PipelineSetup } from '../../../src/live/pipeline.ts';
import { MINUTE_MS } from '../../../src/market/bars.ts';
import { type Contract, contractOf } from '../../../src/market/contracts.ts';
import { dateText } from '../../../src/market/dates.ts';
import type { Tape } from '../../../src/market/tape.ts';
import { sliceTape } from '../../../src/sources/tapeSlice.ts';
import v6 from '../../../strategies/v6/strategy.ts';
import { LIVELY } from '../../engine/support/lively.ts';
import { inputOf } from '../../engine/support/runs.ts';
import { randomWorld } from '../../engine/support/worlds.ts';

const DAY_MS = 86_400_000;

/** A random market of two contracts as a reader of files would give it: real symbols, numbered by their first bar. */
export function liveWorld(seed: number, days = 4): Tape {
  const world = randomWorld(seed, { hasRoll: true, days });
  const { rows } = world;
  const end = rows.time[rows.length - 1]! + MINUTE_MS;
  const contracts = quarterlies(end).slice(0, 2);
  const named = { ...world, contracts };
  // Cutting off the first bar numbers the contracts anew.
  return sliceTape(named, rows.time[0]! + MINUTE_MS, end);
}

/** Quarterly ES contracts that have a week to live at least, the nearest first. */
function quarterlies(asOf: number): Contract[] {
  const year = new Date(asOf).getUTCFullYear();
  return [year, year + 1]
    .flatMap((each) => ['H', 'M', 'U', 'Z'].map((letter) => `ES${letter}${each % 10}`))
    .map((symbol, index) => contractOf(symbol, asOf, 100 + index))
    .filter(({ expiry }) => expiry > asOf + 7 * DAY_MS);
}

/** A tape as what a gateway serves. */
export function servedAs(tape: Tape): GatewaySource {
  const { rows, contracts, instrument } = tape;
  const nano = (ticks: Int32Array): Float64Array =>
    Float64Array.from(ticks.subarray(0, rows.length), (each) => each * instrument.tickNano);
  const start = rows.time[0]!;
  const end = rows.time[rows.length - 1]! + MINUTE_MS;
  const records = encodeOhlcv(
    {
      rtype: RTYPE.ohlcv1m,
      publisherId: 1,
      instrumentId: Uint32Array.from(
        rows.contract.subarray(0, rows.length),
        (index) => contracts[index]!.instrumentId,
      ),
      tsEventMs: rows.time,
      open: nano(rows.open),
      high: nano(rows.high),
      low: nano(rows.low),
      close: nano(rows.close),
      volume: rows.volume,
    },
    0,
    rows.length,
  );
  const metadata = createMetadata({
    version: 3,
    dataset: 'GLBX.MDP3',
    schema: 'ohlcv-1m',
    stypeIn: 'parent',
    symbols: ['ES.FUT'],
    start: BigInt(start) * 1_000_000n,
    end: BigInt(end) * 1_000_000n,
    mappings: contracts.map(({ rawSymbol, instrumentId }) => ({
      rawSymbol,
      intervals: [
        {
          startDate: dateText(Math.floor(start / DAY_MS)),
          endDate: dateText(Math.floor(end / DAY_MS) + 1),
          symbol: String(instrumentId),
        },
      ],
    })),
  });
  return { metadata, records };
}

/** V6 with thresholds so loose that a small market trades. */
export function livelySetup(
  more: Partial<PipelineSetup> = {},
  given: Readonly<Record<string, unknown>> = {},
): PipelineSetup {
  const { definition, strategyParameters, engineParameters } = inputOf(
    { contracts: [] } as unknown as Tape,
    v6,
    { ...LIVELY, ...given },
  );
  return {
    definition,
    strategyParameters,
    engineParameters: engineParameters as EngineParameters,
    instrument: 'ES',
    judgesFrom: Number.NEGATIVE_INFINITY,
    ...more,
  };
}
