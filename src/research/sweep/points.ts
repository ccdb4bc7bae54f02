import type { ParameterSpec, ParameterTable, ParameterValue } from '../../engine/parameters.ts';
import { suggestion, TapebenchError } from '../../errors.ts';
import type { SweepAxis } from '../../results/sweepModel.ts';
import { type RandomGenerator, randomFromSeed, randomIndex, randomUnit } from '../../stats/random.ts';
import type { AxisSpec, SweepFile } from './sweepFile.ts';

/** The varied parameters of one trial, in the order of the axes. */
export type Point = Readonly<Record<string, ParameterValue>>;

export interface Points {
  readonly axes: readonly SweepAxis[];
  readonly points: readonly Point[];
  /** Draws of a random search that hit a point it had already. */
  readonly repeated: number;
}

/** A sweep's figures hold a column of every trade date for each trial. */
const MOST_POINTS = 5000;
/** Draws for each point wanted, before a random search is taken to have nothing new to find. */
const MOST_DRAWS = 50;

/**
 * The points of a sweep: every combination of a grid, the last axis running fastest, or distinct random draws.
 * @param table of the strategy and the engine, which the names are checked against
 * @throws TapebenchError TB_PARAMETER_UNKNOWN with a suggestion; TB_CONFIG_INVALID for an axis that cannot be, one that is an
 *   assumption rather than a choice, or too many points
 */
export function pointsOf(file: SweepFile, table: ParameterTable, where: string): Points {
  const entries = Object.entries(file.parameters).map(([name, spec]) => {
    requireChoosable(name, table, where);
    if (Object.hasOwn(file.fixed, name)) {
      throw invalid(`${name} is both fixed and varied`, where);
    }
    return [name, spec] as const;
  });
  return file.search === 'grid'
    ? gridOf(entries, where)
    : randomOf(entries, table, file.trials!, file.seed, where);
}

/** What costs, fills and latency are is no choice of the strategy's: the best of them would be the most hopeful assumption. */
function requireChoosable(name: string, table: ParameterTable, where: string): void {
  const spec = Object.hasOwn(table, name) ? table[name] : undefined;
  if (spec === undefined) {
    const near = suggestion(name, Object.keys(table));
    throw new TapebenchError('TB_PARAMETER_UNKNOWN', `there is no parameter ${JSON.stringify(name)}`, {
      where: `${where}, parameters`,
      ...(near === undefined ? {} : { next: `Did you mean ${near}?` }),
    });
  }
  if (spec.group === 'costs' || spec.group === 'fills' || name === 'latencyBars') {
    throw invalid(
      `${name} is an assumption about the market, not a choice to be made by its profit`,
      `${where}, parameters`,
      `Set it under fixed, or vary it with: tapebench stress`,
    );
  }
}

type Entry = readonly [name: string, spec: AxisSpec];

function gridOf(entries: readonly Entry[], where: string): Points {
  const axes = entries.map(([name, spec]): SweepAxis => {
    if (isList(spec)) return { name, about: spec.join(', '), values: distinct(name, spec, where) };
    const { from, to, step } = spec;
    if (step === undefined) throw invalid(`${name}: a grid needs a step, or a list of values`, where);
    return {
      name,
      about: `from ${from} to ${to} by ${step}`,
      values: steps(name, from, to, step, where),
    };
  });
  const total = axes.reduce((product, axis) => product * axis.values.length, 1);
  if (total > MOST_POINTS) {
    throw invalid(
      `the grid has ${total} points, more than ${MOST_POINTS}`,
      where,
      'Take fewer values, or search: random with trials.',
    );
  }
  let points: Point[] = [{}];
  for (const { name, values } of axes) {
    points = points.flatMap((point) => values.map((value) => ({ ...point, [name]: value })));
  }
  return { axes, points, repeated: 0 };
}

function randomOf(
  entries: readonly Entry[],
  table: ParameterTable,
  trials: number,
  seed: number,
  where: string,
): Points {
  if (trials > MOST_POINTS) throw invalid(`trials must be ${MOST_POINTS} or fewer`, where);
  const random = randomFromSeed(seed);
  const draws = entries.map(([name, spec]) => drawOf(name, spec, table[name]!, where));
  const found = new Map<string, Point>();
  let repeated = 0;
  while (found.size < trials && repeated < MOST_DRAWS * trials) {
    const point = Object.fromEntries(entries.map(([name], axis) => [name, draws[axis]!(random)]));
    const key = JSON.stringify(point);
    if (found.has(key)) repeated++;
    else found.set(key, point);
  }
  const points = [...found.values()];
  const axes = entries.map(([name, spec]): SweepAxis => {
    const values = [...new Set(points.map((point) => point[name]!))];
    if (isList(spec))
      return {
        name,
        about: `one of ${spec.join(', ')}`,
        values: spec.filter((each) => values.includes(each)),
      };
    const { from, to, step } = spec;
    const about = `drawn from ${from} to ${to}${step === undefined ? '' : ` by ${step}`}`;
    return { name, about, values: (values as number[]).sort((a, b) => a - b) };
  });
  return { axes, points, repeated };
}

function drawOf(
  name: string,
  spec: AxisSpec,
  parameter: ParameterSpec,
  where: string,
): (random: RandomGenerator) => ParameterValue {
  if (isList(spec)) {
    const values = distinct(name, spec, where);
    return (random) => values[randomIndex(random, values.length)]!;
  }
  const { from, to, step } = spec;
  if (to < from) throw invalid(`${name}: from must not be above to`, where);
  const isWhole = parameter.kind === 'number' && parameter.integer === true;
  if (step !== undefined || isWhole) {
    const values = steps(name, from, to, step ?? 1, where);
    return (random) => values[randomIndex(random, values.length)]!;
  }
  // Six digits: what a person would write down, and what the run is repeated with.
  return (random) => Number((from + (to - from) * randomUnit(random)).toPrecision(6));
}

function steps(name: string, from: number, to: number, step: number, where: string): number[] {
  if (to < from) throw invalid(`${name}: from must not be above to`, where);
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  if (count > MOST_POINTS) throw invalid(`${name} has more than ${MOST_POINTS} values`, where);
  return Array.from({ length: count }, (_, k) => Number((from + k * step).toPrecision(12)));
}

function distinct(name: string, values: readonly ParameterValue[], where: string): readonly ParameterValue[] {
  const repeated = values.find((each, index) => values.indexOf(each) !== index);
  if (repeated !== undefined) throw invalid(`${name}: ${String(repeated)} stands there twice`, where);
  return values;
}

function isList(spec: AxisSpec): spec is readonly ParameterValue[] {
  return Array.isArray(spec);
}

function invalid(message: string, where: string, next?: string): TapebenchError {
  return new TapebenchError('TB_CONFIG_INVALID', message, { where, ...(next === undefined ? {} : { next }) });
}
