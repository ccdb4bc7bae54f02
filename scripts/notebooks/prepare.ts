import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What notebooks write, fresh at each run: the reports and databases that their commands make. */
export function removeResults(notebooks: string): void {
  rmSync(join(notebooks, 'results'), { recursive: true, force: true });
}

/** Whether the compiled workbench is there and no source is younger than it: that is what notebooks load. */
export function isBuilt(): boolean {
  const built = statSync('dist/code-digest.txt', { throwIfNoEntry: false });
  if (built === undefined) return false;
  return globSync(['src/**/*', 'strategies/**/*']).every((path) => statSync(path).mtimeMs <= built.mtimeMs);
}

/** Whether the notebooks' own packages are installed, and as their lock says. */
export function isInstalled(notebooks: string): boolean {
  const [wanted, there] = ['package-lock.json', 'node_modules/.package-lock.json'].map((name) =>
    join(notebooks, name),
  );
  if (!existsSync(there!)) return false;
  const installed = packagesOf(there!);
  // Packages of other platforms are in the lock and not in the folder.
  return Object.entries(packagesOf(wanted!)).every(
    ([name, { version, optional }]) =>
      name === '' || optional === true || installed[name]?.version === version,
  );
}

function packagesOf(
  path: string,
): Record<string, { readonly version?: string; readonly optional?: boolean }> {
  return (JSON.parse(readFileSync(path, 'utf8')) as { packages: ReturnType<typeof packagesOf> }).packages;
}

/** Builds the workbench and installs the notebooks' packages, as far as that is not done. */
export function prepare(notebooks: string): void {
  if (!isBuilt()) {
    process.stderr.write('Building the workbench ...\n');
    execFileSync(process.execPath, ['scripts/build.ts'], { stdio: ['ignore', 'ignore', 'inherit'] });
  }
  if (!isInstalled(notebooks)) {
    process.stderr.write('Installing the packages of the notebooks (once, about 450 MB) ...\n');
    // No package may run a script at its installation: none of those used here needs one.
    const words = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    execFileSync('npm', words, { cwd: notebooks, stdio: ['ignore', 'ignore', 'inherit'] });
  }
}
