import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Looks for files, exports and packages that nobody uses. Knip does not say how much it read, so it is first shown a
 * project with one dead file: if it does not find that, its silence about ours means nothing.
 */
interface Finding {
  readonly name?: string;
  readonly line?: number;
}

function findingsIn(folder: string): string[] {
  const result = spawnSync('knip', ['--reporter', 'json', '--no-progress', '--directory', folder], {
    encoding: 'utf8',
  });
  if (!result.stdout.startsWith('{')) throw new Error(`knip did not run: ${result.stdout}${result.stderr}`);
  const { issues } = JSON.parse(result.stdout) as {
    issues: readonly (Record<string, unknown> & { file?: string })[];
  };
  return issues.flatMap((issue) =>
    Object.entries(issue).flatMap(([kind, found]) =>
      Array.isArray(found)
        ? (found as Finding[]).map(
            ({ name, line }) =>
              `${String(issue.file)}${line === undefined ? '' : `:${line}`} unused ${kind}: ${name ?? ''}`,
          )
        : [],
    ),
  );
}

const canary = mkdtempSync(join(tmpdir(), 'tapebench-dead-'));
try {
  writeFileSync(join(canary, 'package.json'), '{"name":"canary","type":"module"}');
  writeFileSync(join(canary, 'index.ts'), 'export {};\n');
  writeFileSync(join(canary, 'dead.ts'), 'export const dead = 1;\n');
  if (!findingsIn(canary).some((finding) => finding.includes('dead.ts')))
    throw new Error('knip overlooks a dead file');
} finally {
  rmSync(canary, { recursive: true });
}

const { project } = JSON.parse(readFileSync('knip.json', 'utf8')) as { project: string[] };
const files = globSync(project).length;
const findings = findingsIn('.');
for (const finding of findings) process.stderr.write(`${finding}\n`);
process.stdout.write(`dead code: ${files} files, ${findings.length} findings\n`);
process.exitCode = findings.length > 0 || files < 20 ? 1 : 0;
