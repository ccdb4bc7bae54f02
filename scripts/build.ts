import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { codeDigest } from '../src/research/codeVersion.ts';

/** Compiles `src` and `strategies` into `dist`, beside what they read at run time. */
rmSync('dist', { recursive: true, force: true });
const compiler = createRequire(import.meta.url).resolve('typescript/lib/tsc.js');
execFileSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
for (const asset of globSync([
  'strategies/**/*.{yaml,md}',
  'datasets/*.yaml',
  'src/report/browser/*.{js,css}',
  'src/live/page/browser/*.{js,css,html}',
]))
  cpSync(asset, `dist/${asset}`);
// The compiled copy must name the same code version as the sources that it was made from.
writeFileSync('dist/code-digest.txt', codeDigest());
const entry = 'dist/src/cli/main.js';
const shebang = '#!/usr/bin/env node\n';
const compiled = readFileSync(entry, 'utf8');
if (!compiled.startsWith('#!')) writeFileSync(entry, shebang + compiled);
chmodSync(entry, 0o755);
const files = globSync('dist/**/*.js').length;
process.stdout.write(`build: ${files} files in dist\n`);
if (files < 20) process.exitCode = 1;
