import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RangeQuery } from '../../databento/historical/query.ts';
import type { RangeFile } from '../../databento/historical/timeseries.ts';
import { symbolList } from '../../databento/symbols.ts';
import { nanosOf } from '../../databento/timestamps.ts';

/** What was asked for and what came, kept beside the data. */
export interface CachedDay {
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly records: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly requestId: string | null;
}

/**
 * Paid answers on disk, found by what was asked: the name of a file is the hash of its query, so that the same data are
 * never paid for twice, whatever dataset they end up in.
 */
export class DayCache {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Where the answer of a query is or will be. */
  pathOf(query: RangeQuery): string {
    const name = createHash('sha256')
      .update(JSON.stringify(canonical(query)))
      .digest('hex');
    return join(this.folder, `${name.slice(0, 32)}.dbn.zst`);
  }

  /** The answer of a query when it is here and whole; a damaged one is removed, since it must be fetched again. */
  async find(query: RangeQuery): Promise<CachedDay | undefined> {
    const path = this.pathOf(query);
    const text = await readFile(noteOf(path), 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const day: CachedDay = { ...(JSON.parse(text) as Omit<CachedDay, 'path'>), path };
    if ((await sha256Of(path)) === day.sha256) return day;
    await rm(noteOf(path), { force: true });
    await rm(path, { force: true });
    return undefined;
  }

  /** Makes room for an answer that is about to be fetched: a file without its note is what an interrupted run left. */
  async prepare(query: RangeQuery): Promise<string> {
    const path = this.pathOf(query);
    await mkdir(this.folder, { recursive: true });
    await rm(path, { force: true });
    return path;
  }

  /** Notes what came; only then does the file count. */
  async keep(query: RangeQuery, file: RangeFile): Promise<CachedDay> {
    const note = {
      query: canonical(query),
      records: file.records ?? 0,
      bytes: file.bytes,
      sha256: (await sha256Of(file.path)) ?? '',
      requestId: file.requestId ?? null,
    };
    const partial = `${noteOf(file.path)}.part-${process.pid}`;
    await writeFile(partial, `${JSON.stringify(note, null, 2)}\n`);
    await rename(partial, noteOf(file.path));
    return { ...note, path: file.path };
  }
}

function noteOf(path: string): string {
  return path.replace(/\.dbn\.zst$/, '.json');
}

function canonical(query: RangeQuery): Readonly<Record<string, unknown>> {
  return {
    dataset: query.dataset,
    schema: query.schema ?? 'trades',
    stypeIn: query.stypeIn ?? 'raw_symbol',
    symbols: [...symbolList(query.symbols ?? 'ALL_SYMBOLS')].sort(),
    start: nanosOf(query.start).toString(),
    end: query.end === undefined ? null : nanosOf(query.end).toString(),
  };
}

async function sha256Of(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  } catch {
    return undefined;
  }
  return hash.digest('hex');
}
