import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../src/databento/clock.ts';
import { PaperSession } from '../src/live/paperSession.ts';
import type { PipelineSetup } from '../src/live/pipeline.ts';
import { dateText, dayOfText } from '../src/market/dates.ts';
import { loadStrategy, parametersFor } from '../src/research/strategies.ts';
import {
  generateSyntheticMarket,
  SYNTHETIC_ES_EDGE,
  writeSyntheticMarket,
} from '../src/sources/synthetic/index.ts';
import { machineLine, summaryLine } from './measure.ts';
import { slopeOf } from './slope.ts';
import { type SoakSample, soak } from './soakRun.ts';

/**
 * A paper session on a simulated year, minute by minute through the whole way from the gateway to the recommendation: what
 * it holds as it grows older, how long a minute takes, and how long a session of a day takes to open again. Another end of
 * the year: `node bench/soak.ts 2024-06-28`.
 */
const FROM = SYNTHETIC_ES_EDGE.from;
const to = process.argv[2] ?? SYNTHETIC_ES_EDGE.to;
/** Trade dates in which a process comes to its size. */
const SETTLING_DATES = 20;
const RESTARTS = 9;
const MINUTE_OF_RECORDS = Buffer.alloc(500);

const folder = mkdtempSync(join(tmpdir(), 'tapebench-soak-'));
try {
  process.stdout.write(`${machineLine()}\n`);
  await overAYear();
  await afterADay();
} finally {
  rmSync(folder, { recursive: true });
}

async function pipelineSetup(): Promise<PipelineSetup> {
  const strategy = await loadStrategy('v6');
  const { all, engine } = parametersFor(strategy, {}, 'the benchmark');
  return {
    definition: strategy.definition,
    strategyParameters: all,
    engineParameters: engine,
    instrument: 'ES',
    judgesFrom: Number.NEGATIVE_INFINITY,
  };
}

async function marketTo(lastDate: string, name: string): Promise<string> {
  const path = join(folder, name);
  await writeSyntheticMarket(generateSyntheticMarket({ ...SYNTHETIC_ES_EDGE, to: lastDate }), path);
  return path;
}

async function overAYear(): Promise<void> {
  const path = await marketTo(to, 'year.dbn.zst');
  const begun = performance.now();
  const { samples, minuteMs, recommendationMs, slowest } = await soak({
    data: { path },
    setup: await pipelineSetup(),
    folder: join(folder, 'year'),
  });
  const minutes = ((performance.now() - begun) / 60_000).toFixed(1);
  process.stdout.write(
    `${minuteMs.length} minutes of ${samples.length} trade dates in ${minutes} minutes\n\n`,
  );
  process.stdout.write('trade date        heap      RSS  external  files  timers    records  events\n');
  const every = Math.max(1, Math.floor(samples.length / 12));
  for (const [index, sample] of samples.entries()) {
    if (index % every === 0 || index === samples.length - 1) process.stdout.write(`${row(sample)}\n`);
  }
  const settled = samples.slice(Math.min(SETTLING_DATES, samples.length - 3));
  process.stdout.write(
    `\na trade date more, after the first ${samples.length - settled.length} (least squares, 95%):\n`,
  );
  for (const [name, of] of [
    ['heap', (sample) => sample.heapBytes],
    ['RSS', (sample) => sample.rssBytes],
    ['external', (sample) => sample.externalBytes],
    ['open files', (sample) => sample.openFiles],
    ['timers', (sample) => sample.timers],
    ['records', (sample) => sample.records],
    ['events', (sample) => sample.events],
  ] as const satisfies readonly (readonly [string, (sample: SoakSample) => number])[]) {
    const { value, low, high } = slopeOf(settled.map(of));
    process.stdout.write(
      `  ${name.padEnd(12)} ${value.toFixed(2).padStart(12)}  [${low.toFixed(2)}, ${high.toFixed(2)}]\n`,
    );
  }
  process.stdout.write('\nfrom the arrival in the client, writes waited for on the disk included:\n');
  process.stdout.write(`${percentiles('a minute decided', minuteMs)}\n`);
  process.stdout.write(`${percentiles('a recommendation printed', Float64Array.from(recommendationMs))}\n`);
  process.stdout.write(`${percentiles('one such wait alone', await waitsForTheDisk())}\n`);
  process.stdout.write('the slowest minutes:\n');
  for (const { time, ms } of slowest) {
    process.stdout.write(`  ${new Date(time).toISOString()} ${ms.toFixed(1)} ms\n`);
  }
}

/** A day of 23 hours, opened again as after a kill: the recording is read and all is decided anew. */
async function afterADay(): Promise<void> {
  const path = await marketTo(FROM, 'day.dbn.zst');
  const setup = await pipelineSetup();
  const session = join(folder, 'day');
  await soak({ data: { path }, setup, folder: session });
  const times: number[] = [];
  for (let restart = 0; restart < RESTARTS; restart++) {
    const begun = performance.now();
    const again = PaperSession.open({
      folder: session,
      pipeline: setup,
      clock: systemClock,
      graceMs: 60_000,
      print: () => {},
    });
    times.push(performance.now() - begun);
    again.close();
  }
  process.stdout.write(
    `\n${summaryLine(`a session of ${dateText(dayOfText(FROM))} opened again`, times, 'ms')}\n`,
  );
}

/** What this disk takes for as much as a minute brings, so that the rest can be told from it. */
async function waitsForTheDisk(): Promise<Float64Array> {
  const file = await open(join(folder, 'waits'), 'a');
  const waits = new Float64Array(1000);
  for (let i = 0; i < waits.length; i++) {
    await file.write(MINUTE_OF_RECORDS);
    const begun = performance.now();
    await file.sync();
    waits[i] = performance.now() - begun;
  }
  await file.close();
  return waits;
}

function row({
  tradeDate,
  heapBytes,
  rssBytes,
  externalBytes,
  openFiles,
  timers,
  records,
  events,
}: SoakSample): string {
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`.padStart(9);
  return `${dateText(tradeDate)}  ${megabytes(heapBytes)}${megabytes(rssBytes)} ${megabytes(externalBytes)}  ${String(openFiles).padStart(5)}  ${String(timers).padStart(6)}  ${String(records).padStart(9)}  ${String(events).padStart(6)}`;
}

function percentiles(name: string, values: Float64Array): string {
  const sorted = values.toSorted();
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN).toFixed(2);
  return `  ${name.padEnd(26)} p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms (n = ${sorted.length})`;
}
