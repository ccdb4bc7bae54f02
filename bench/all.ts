import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Runs every benchmark, each in a process of its own, or those that are named: `npm run bench -- engine dbn`. */
const ALL = ['engine', 'dbn', 'synthetic', 'live', 'commandLine'];
/** Takes minutes, and is run when it is named. */
const LONG = ['soak'];
const named = process.argv.slice(2);
const unknown = named.filter((name) => ![...ALL, ...LONG].includes(name));
if (unknown.length > 0) {
  process.stderr.write(`no benchmark ${unknown.join(', ')}; there are ${[...ALL, ...LONG].join(', ')}\n`);
  process.exit(2);
}
for (const name of named.length > 0 ? named : ALL) {
  const file = join(import.meta.dirname, `${name}.ts`);
  if (!existsSync(file)) continue;
  process.stdout.write(`\n== ${name}\n`);
  const { status } = spawnSync(process.execPath, [file], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
