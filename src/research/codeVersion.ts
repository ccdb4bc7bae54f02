import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The rooms whose code can change a decision or a cent. */
const DECIDING = ['src/market/**/*.ts', 'src/engine/**/*.ts', 'strategies/**/*.ts'];

/**
 * A digest of the code that decides: equal for the sources and for the copy compiled from them, on every machine. Part of
 * a run's identity, so that a stored run is never compared with what other code made of the same inputs.
 */
export function codeDigest(): string {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const compiled = `${root}code-digest.txt`;
  if (existsSync(compiled)) return readFileSync(compiled, 'utf8');
  const hash = createHash('sha256');
  for (const file of globSync(DECIDING, { cwd: root }).sort()) {
    // The name's separators and the line ends are the repository's, whatever the checkout made of them.
    hash.update(file.replaceAll('\\', '/')).update('\0');
    hash.update(readFileSync(`${root}${file}`, 'utf8').replaceAll('\r\n', '\n')).update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}
