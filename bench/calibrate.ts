import { parseArgs } from 'node:util';
import { CALIBRATIONS } from './calibration/all.ts';

const USAGE = `Holds the statistics against simulations in which the truth is known.

  node bench/calibrate.ts [--simulations 10000] [--seed 1] [--only rates]

Exits with 1 when a property does not hold. The same seed gives the same figures.
Sets: ${CALIBRATIONS.map(({ name }) => name).join(', ')}.
`;

/** Runs the sets asked for, prints one line a property, and says whether all hold. */
function calibrate(simulations: number, seed: number, only: string | undefined): boolean {
  let properties = 0;
  let failures = 0;
  const begun = performance.now();
  for (const { name, share, run } of CALIBRATIONS) {
    if (only !== undefined && only !== name) continue;
    const count = Math.max(1, Math.round(simulations * share));
    process.stdout.write(`\n${name} (${count} simulations)\n`);
    for (const { property, requirement, figure, isMet } of run(count, seed)) {
      properties++;
      if (!isMet) failures++;
      const verdict = isMet ? 'ok  ' : 'FAIL';
      process.stdout.write(`  ${verdict} ${figure.toFixed(4)}  ${property}: ${requirement}\n`);
    }
  }
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  process.stdout.write(
    `\n${properties - failures} of ${properties} properties hold, ${seconds} s, seed ${seed}\n`,
  );
  return failures === 0;
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new RangeError(`--${name} must be a whole number above 0, got ${text}`);
  return value;
}

function main(): number {
  const { values } = parseArgs({
    options: {
      simulations: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (values.only !== undefined && !CALIBRATIONS.some(({ name }) => name === values.only)) {
    throw new RangeError(`--only ${values.only}: there is no such set`);
  }
  const simulations = wholeNumber('simulations', values.simulations);
  return calibrate(simulations, wholeNumber('seed', values.seed), values.only) ? 0 : 1;
}

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 2;
}
