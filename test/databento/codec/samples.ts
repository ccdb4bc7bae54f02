import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = '../shared/databento';

/** Whether the vendor's sample files are on this machine; they are no part of the repository. */
export const hasSamples: boolean = existsSync(join(ROOT, 'golden'));

export interface Sample {
  /** Path below the samples folder. */
  readonly name: string;
  readonly path: string;
  /** First line of the golden file: its metadata, null for a fragment. */
  readonly metadata: Record<string, unknown> | null;
  /** The golden records, one JSON line each. */
  readonly lines: readonly string[];
}

/** Every sample that has a golden file. */
export function samples(): Sample[] {
  if (!hasSamples) return [];
  const golden = join(ROOT, 'golden');
  return readdirSync(golden, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ndjson'))
    .sort()
    .map((name) => {
      const [first, ...lines] = readFileSync(join(golden, name), 'utf8').trimEnd().split('\n');
      const sample = name.replace(/\.ndjson$/, '');
      return {
        name: sample,
        path: join(ROOT, 'samples', sample),
        metadata: (JSON.parse(first!) as { metadata: Record<string, unknown> | null }).metadata,
        lines,
      };
    });
}
