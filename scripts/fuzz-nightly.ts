import { spawnSync } from 'node:child_process';

/** The fuzz tests with a million inputs each, ten times what every test run does: `npm run fuzz`. A failure prints its seed. */
const { status } = spawnSync('vitest', ['run', 'test/fuzz', '--testTimeout=3600000'], {
  stdio: 'inherit',
  env: { ...process.env, FUZZ_INPUTS: process.env['FUZZ_INPUTS'] ?? '1000000' },
});
process.exitCode = status ?? 1;
