// Runs on the machine's own Node before `npm start` and `npm test`: installs what the lock file names when it is not there.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const stamp = join(modules, '.installed-from');
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

const isCurrent =
  existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(join(modules, '.bin', 'node'));
if (!isCurrent) {
  process.stderr.write('Installing the packages named in package-lock.json (once; about a minute) ...\n');
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    process.stderr.write('The installation failed. See the lines above; then try again.\n');
    process.exit(result.status ?? 1);
  }
  writeFileSync(stamp, wanted);
}
