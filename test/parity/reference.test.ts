import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { EngineEvent } from '../../src/engine/events.ts';
import { candidatesOf, type ProductRun, runProduct, runProductWithV6 } from './product.ts';
import { randomWorld } from './randomWorld.ts';
import { runReference } from './reference.ts';
import { referenceAmbiguities } from './referenceAmbiguity.ts';
import type { ReferenceWorld } from './referenceWorld.ts';

const WORLDS = Number(process.env['PARITY_WORLDS'] ?? 300);
/** Whether the worlds are the ones that are known to hold everything. */
const IS_DEFAULT_RUN = process.env['PARITY_WORLDS'] === undefined && process.env['PARITY_SEED'] === undefined;
const TIMEOUT_MS = 60_000 + 500 * WORLDS;
const FIRST_SEED = Number(process.env['PARITY_SEED'] ?? 1);

/** Thresholds under which the detector of v6 finds signals enough in a small world. */
const LIVELY = [
  { volumeThreshold: 2.5, minSignalStrength: 0.2, shortMinSignalStrength: 0.2, topPerWindow: 2 },
  {
    volumeThreshold: 1.2,
    clusterMinutes: 15,
    minSignalStrength: 0.1,
    shortMinSignalStrength: 0.1,
    topPerWindow: 0,
  },
] as const;

/** Says where the two part, with what came before, and how to see it again. */
function firstDifference(world: ReferenceWorld, product: ProductRun): string | null {
  const reference = runReference(world);
  const theirs = product.events.map((event) => JSON.stringify(event));
  const ours = reference.events.map((event) => JSON.stringify(event));
  for (let i = 0; i < Math.max(theirs.length, ours.length); i++) {
    if (theirs[i] === ours[i]) continue;
    const before = ours.slice(Math.max(0, i - 3), i).map((text) => `  both       ${text}`);
    return [`event ${i}:`, ...before, `  product    ${theirs[i]}`, `  reference  ${ours[i]}`].join('\n');
  }
  const { equityMilli, highWaterMilli, openAtEnd, trades } = product.simulation;
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['trades', trades, reference.trades],
    ['equity', equityMilli, reference.equityMilli],
    ['high water', highWaterMilli, reference.highWaterMilli],
    ['open at the end', openAtEnd, reference.openAtEnd],
    ['journal root', product.root, rootOf(reference.events)],
    ['ambiguities', product.ambiguities, referenceAmbiguities(world, reference.trades)],
  ];
  for (const [name, theirs, ours] of pairs) {
    if (JSON.stringify(theirs) === JSON.stringify(ours)) continue;
    return `${name}:\n  product    ${JSON.stringify(theirs)}\n  reference  ${JSON.stringify(ours)}`;
  }
  return null;
}

function rootOf(events: readonly EngineEvent[]): string {
  let root = '0'.repeat(64);
  for (const event of events) {
    root = createHash('sha256')
      .update(`${root}\n${JSON.stringify(event)}`)
      .digest('hex');
  }
  return root;
}

function failure(seed: number, world: ReferenceWorld, difference: string): string {
  return [
    `world ${seed}: the engine and the reference part at ${difference}`,
    `  parameters ${JSON.stringify(world.parameters)}`,
    `  again: PARITY_SEED=${seed} PARITY_WORLDS=1 npx vitest run test/parity`,
  ].join('\n');
}

/** What the worlds have had in them, so that agreement about nothing is seen for what it is. */
class Coverage {
  readonly counts = new Map<string, number>();

  seeRun({ events, simulation, ambiguities }: ProductRun): void {
    for (const event of events) this.#see(event);
    if (simulation.openAtEnd !== null) this.#add(`open ${simulation.openAtEnd.kind}`);
    for (const ambiguity of ambiguities) if (ambiguity.isAmbiguous) this.#add('ambiguous');
  }

  #see(event: EngineEvent): void {
    this.#add(event.type);
    if (event.type === 'refusal') this.#add(event.rule);
    if (event.type === 'halt') this.#add(`${event.rule} ${event.state}`);
    if (event.type === 'order') this.#add(`${event.action} ${event.reason}`);
    if (event.type === 'trade') {
      this.#add(`exit ${event.exitReason}`);
      if (event.quantity > 1) this.#add('several contracts');
      if (event.quantity < event.wantedQuantity) this.#add('cut by risk');
      if (event.isBayesianSized) this.#add('sized by the posterior');
    }
    if (event.type === 'fill') this.#add(`${event.role} ${event.isAtOpen ? 'at the open' : 'inside'}`);
    if (event.type === 'signal') this.#add(event.status);
    if (event.type === 'session') this.#add(event.isComplete ? 'complete' : 'under way');
  }

  #add(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }
}

const EVERYTHING = [
  'signal',
  'in-hours',
  'outside-hours',
  'roll',
  'complete',
  'under way',
  'warm-up',
  'one-position',
  'emergency-stop',
  'max-daily-trades',
  'max-consecutive-losses',
  'cooldown',
  'max-risk-per-trade',
  'emergency-stop on',
  'emergency-stop off',
  'max-consecutive-losses on',
  'max-consecutive-losses off',
  'place accepted',
  'place retest',
  'cancel timeout',
  'cancel flat-time',
  'cancel session-close',
  'await-retest accepted',
  'retest-lapsed timeout',
  'retest-lapsed session-close',
  'entry at the open',
  'entry inside',
  'exit at the open',
  'exit inside',
  'exit target',
  'exit stop',
  'exit time',
  'exit close',
  'exit roll',
  'open order',
  'open position',
  'ambiguous',
  'several contracts',
  'cut by risk',
  'sized by the posterior',
];

describe('the engine agrees with the reference implementation', () => {
  test(`on ${WORLDS} random worlds from seed ${FIRST_SEED}, event for event`, { timeout: TIMEOUT_MS }, () => {
    const coverage = new Coverage();
    for (let seed = FIRST_SEED; seed < FIRST_SEED + WORLDS; seed++) {
      const world = randomWorld(seed);
      const product = runProduct(world);
      coverage.seeRun(product);
      const difference = firstDifference(world, product);
      if (difference !== null) expect.fail(failure(seed, world, difference));
    }
    if (process.env['PARITY_COUNTS'] !== undefined) console.log(Object.fromEntries(coverage.counts));
    if (IS_DEFAULT_RUN) expect(EVERYTHING.filter((name) => !coverage.counts.has(name))).toEqual([]);
  });

  test('on what the detector of v6 finds', { timeout: TIMEOUT_MS }, () => {
    let trades = 0;
    for (let seed = FIRST_SEED; seed < FIRST_SEED + Math.ceil(WORLDS / 10); seed++) {
      const drawn = randomWorld(seed);
      const product = runProductWithV6(drawn, LIVELY[seed % LIVELY.length]!);
      const world = { ...drawn, candidates: candidatesOf(product.detection) };
      const difference = firstDifference(world, product);
      if (difference !== null) expect.fail(failure(seed, world, difference));
      trades += product.simulation.trades.length;
    }
    if (IS_DEFAULT_RUN) expect(trades).toBeGreaterThan(WORLDS / 10);
  });
});
