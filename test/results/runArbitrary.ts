import fc from 'fast-check';
import type { RunResult } from '../../src/results/model.ts';
import { sampleRun } from '../support/runResult.ts';

const NULLABLE = new Set([
  'winRate',
  'winRateRange',
  'meanNetReturn',
  'meanPositionAdjustedReturn',
  'breakEvenWinRate',
  'profitFactor',
  'utilisation',
  'sizing',
  'openAtEnd',
  'blockedBy',
]);
/** Values that tie rows together, or that are not any text. */
const FIXED = new Set(['trade', 'tradeDate']);

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom(
    '</script><img src=x onerror=alert(1)>',
    "'; DROP TABLE runs; --",
    '\u2028',
    '__proto__',
    '',
    '\0nul',
  ),
);

/** A value of the same shape: other text, other whole numbers where they are whole, any double where they are not. */
function like(value: unknown, name: string): fc.Arbitrary<unknown> {
  if (FIXED.has(name) || value === null) return fc.constant(value);
  const other = likePresent(value, name);
  return NULLABLE.has(name) ? fc.option(other) : other;
}

function likePresent(value: unknown, name: string): fc.Arbitrary<unknown> {
  if (typeof value === 'string') return anyText;
  if (typeof value === 'boolean') return fc.boolean();
  if (typeof value === 'number') {
    if (!Number.isInteger(value)) return fc.double();
    return name.endsWith('Milli') || name === 'rows' || name === 'bars' ? fc.maxSafeInteger() : fc.integer();
  }
  if (Array.isArray(value)) return fc.tuple(...value.map((each) => like(each, name)));
  const entries = Object.entries(value as object).map(([key, each]) =>
    like(each, key).map((other) => [key, other] as const),
  );
  return fc.tuple(...entries).map((pairs) => Object.fromEntries(pairs));
}

const parameters = fc.dictionary(anyText, fc.oneof(fc.double(), fc.boolean(), anyText), {
  maxKeys: 8,
  noNullPrototype: true,
});
const counts = fc.dictionary(anyText, fc.nat(), { maxKeys: 4, noNullPrototype: true });

/** Any run that the tables can hold: hostile text, numbers over their whole range, nulls where they are allowed. */
export const runArbitrary: fc.Arbitrary<RunResult> = fc
  .tuple(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 6 }))
  .chain(([seed, sessions]) => {
    const sample = sampleRun({ seed, sessions });
    return fc.tuple(like(sample, 'run') as fc.Arbitrary<RunResult>, parameters, counts, counts);
  })
  .map(([run, given, dropped, refusals]) => ({
    ...run,
    header: { ...run.header, parameters: given },
    funnel: { ...run.funnel, dropped, refusals },
  }));
