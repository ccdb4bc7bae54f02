import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  generateSyntheticMarket,
  SYNTHETIC_ES,
  writeSyntheticMarket,
} from '../src/sources/synthetic/index.ts';
import { machineLine, summaryLine } from './measure.ts';

/** How long a year of the synthetic market takes to make, and to write as `.dbn.zst`. */
const ROUNDS = 7;

const folder = mkdtempSync(join(tmpdir(), 'tapebench-bench-'));
try {
  const path = join(folder, 'year.dbn.zst');
  const generating: number[] = [];
  const writing: number[] = [];
  let rows = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    const market = generateSyntheticMarket(SYNTHETIC_ES);
    const generated = performance.now();
    await writeSyntheticMarket(market, path, true);
    generating.push(generated - start);
    writing.push(performance.now() - generated);
    rows = market.rows.length;
  }
  const megabytes = statSync(path).size / 1e6;
  process.stdout.write(`${machineLine()}\n`);
  process.stdout.write(`a year, ${rows} bars of all contracts, ${megabytes.toFixed(1)} MB as .dbn.zst\n`);
  process.stdout.write(`${summaryLine('generate', generating, 'ms')}\n`);
  process.stdout.write(`${summaryLine('write', writing, 'ms')}\n`);
  process.stdout.write(
    `${summaryLine(
      'generate and write',
      generating.map((ms, i) => rows / (ms + writing[i]!) / 1000),
      'M bars/s',
    )}\n`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
