import { cpus } from 'node:os';
import { detect, type EngineInput, Journal, simulate } from '../src/engine/engine.ts';
import { ENGINE_PARAMETERS, type EngineParameters, resolveParameters } from '../src/engine/parameters.ts';
import * as calendar from '../src/market/calendar.ts';
import v6 from '../strategies/v6/strategy.ts';
import { benchTape } from './market.ts';

/**
 * Ten years of one-minute bars of one contract through the whole v6 pipeline with the journal, and a grid of 400 cost cells over them. Time is processor
 * time of the process, all its threads together, so that other work on the machine does not enter; wall time is shown beside it.
 * Run: node bench/engine.ts [bars] [runs]
 */
const BARS = Number(process.argv[2] ?? 3_500_000);
const RUNS = Number(process.argv[3] ?? 7);
const CELLS = 400;

interface Timing {
  readonly cpuMs: number;
  readonly wallMs: number;
}

function timed(work: () => void): Timing {
  const cpu = process.cpuUsage();
  const wall = performance.now();
  work();
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1000, wallMs: performance.now() - wall };
}

function summary(values: readonly number[]): { median: number; low: number; high: number } {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1]!, low: sorted[0]!, high: sorted[sorted.length - 1]! };
}

function shown(label: string, values: readonly number[], unit: string): string {
  const { median, low, high } = summary(values);
  return `${label.padEnd(34)} ${median.toFixed(1)} ${unit} (${low.toFixed(1)} to ${high.toFixed(1)})`;
}

const tape = benchTape(BARS, 7);
const all = resolveParameters({ ...v6.parameters, ...ENGINE_PARAMETERS }, {});
const input: EngineInput = {
  tape,
  calendar,
  definition: v6,
  strategyParameters: all,
  engineParameters: all as unknown as EngineParameters,
};

let root = '';
let events = 0;
function wholeRun(): void {
  const journal = new Journal({ keepsEvents: false });
  simulate(input, detect(input), journal);
  if (root !== '' && root !== journal.root) throw new Error('two runs of the same inputs differ');
  root = journal.root;
  events = journal.length;
}

wholeRun();
const runs = Array.from({ length: RUNS }, () => timed(wholeRun));

const detection = detect(input);
let trades = 0;
const grid = timed(() => {
  for (let cell = 0; cell < CELLS; cell++) {
    const commissionPerContract = (cell % 20) * 0.25;
    const slippageTicks = Math.floor(cell / 20) * 0.125;
    const engineParameters = { ...input.engineParameters, commissionPerContract, slippageTicks };
    trades += simulate({ ...input, engineParameters }, detection).trades.length;
  }
});

const cpuMs = runs.map((run) => run.cpuMs);
const oneRun = summary(cpuMs).median;
const lines = [
  `machine                            ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`,
  `tape                               ${BARS} one-minute bars of one contract, seed 7`,
  `journal root                       ${root} (${events} events)`,
  shown('one run, processor time', cpuMs, 'ms'),
  shown(
    'one run, wall time',
    runs.map((run) => run.wallMs),
    'ms',
  ),
  shown(
    'bars a second of processor time',
    cpuMs.map((ms) => BARS / ms / 1000),
    'million',
  ),
  `grid of ${CELLS} cells, processor time   ${grid.cpuMs.toFixed(0)} ms, ${(grid.cpuMs / oneRun).toFixed(1)} runs (${trades} trades; wall ${grid.wallMs.toFixed(0)} ms)`,
  `memory                             ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB resident, ${(process.resourceUsage().maxRSS / 1000).toFixed(0)} MB at most`,
];
process.stdout.write(`${lines.join('\n')}\n`);
