import { type RandomGenerator, randomIndex, randomUnit } from '../../src/stats/random.ts';

/** A standard normal number (Box and Muller 1958). */
export function normal(random: RandomGenerator): number {
  const radius = Math.sqrt(-2 * Math.log1p(-randomUnit(random)));
  return radius * Math.cos(2 * Math.PI * randomUnit(random));
}

/** Student's t with three degrees of freedom: heavy tails, mean 0, variance 3. */
export function heavyTailed(random: RandomGenerator): number {
  const square = normal(random) ** 2 + normal(random) ** 2 + normal(random) ** 2;
  return normal(random) / Math.sqrt(square / 3);
}

/** The R multiple of a 2:1 bracket without edge or cost: 2 one time in three, -1 otherwise; mean 0, variance 2. */
export function bracketOutcome(random: RandomGenerator): number {
  return randomUnit(random) < 1 / 3 ? 2 : -1;
}

/** Number of wins among n trades at a rate. */
export function winsOf(random: RandomGenerator, n: number, rate: number): number {
  let wins = 0;
  for (let i = 0; i < n; i++) if (randomUnit(random) < rate) wins++;
  return wins;
}

export interface DatedTrades {
  readonly values: number[];
  readonly dayIds: number[];
}

/** One to four trades a day that share the day's market: correlation 1/2 inside a day, mean 0, variance 2. */
export function clusteredTrades(random: RandomGenerator, days: number): DatedTrades {
  const values: number[] = [];
  const dayIds: number[] = [];
  for (let day = 0; day < days; day++) {
    const market = normal(random);
    for (let trade = randomIndex(random, 4); trade >= 0; trade--) {
      values.push(market + normal(random));
      dayIds.push(day);
    }
  }
  return { values, dayIds };
}

/** Columns of independent normal returns without skill, as a sweep over parameters that do nothing. */
export function noiseTrials(random: RandomGenerator, trials: number, days: number): Float64Array[] {
  return Array.from({ length: trials }, () => Float64Array.from({ length: days }, () => normal(random)));
}
