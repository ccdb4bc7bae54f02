import { gunzipSync } from 'node:zlib';
import { TapebenchError } from '../errors.ts';
import { FIGURES, PAGE_KINDS, type PageFigures } from './pageFigures.ts';

/** A page taken apart: what it says, part by part, and the data that its script draws. */
export interface ReadReport {
  readonly figures: PageFigures;
  /** Visible words by part: `opening`, then each section by its id. */
  readonly words: ReadonlyMap<string, string>;
  /** The page's data and charts as canonical JSON, by name. */
  readonly data: ReadonlyMap<string, string>;
}

interface Payload {
  readonly charts: Readonly<Record<string, unknown>>;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Reads a page that this package wrote.
 * @throws TapebenchError TB_FORMAT_UNKNOWN when it is no such page, or one of a version that put no figures into it
 */
export function readReport(text: string, where: string): ReadReport {
  const payload = payloadOf(text);
  const figures = payload?.data[FIGURES];
  if (payload === null || !isFigures(figures)) {
    throw new TapebenchError('TB_FORMAT_UNKNOWN', 'this is no page of tapebench with figures in it', {
      where,
      next: 'Write the page again: tapebench report ID',
    });
  }
  const words = new Map<string, string>();
  const opening = /<main[^>]*>\s*<header>([\s\S]*?)<\/header>/.exec(text);
  words.set('opening', wordsOf(opening?.[1] ?? ''));
  for (const match of text.matchAll(/<section id="([^"]+)"[^>]*>([\s\S]*?)<\/section>/g))
    words.set(match[1]!, wordsOf(match[2]!));
  const data = new Map<string, string>();
  for (const [kind, named] of [
    ['data', payload.data],
    ['chart', payload.charts],
  ] as const) {
    for (const [name, value] of Object.entries(named)) data.set(`${kind} ${name}`, JSON.stringify(value));
  }
  return { figures, words, data };
}

function payloadOf(text: string): Payload | null {
  const packed = /<script type="application\/gzip" id="payload">([^<]*)<\/script>/.exec(text)?.[1];
  if (packed === undefined) return null;
  try {
    const content = JSON.parse(
      gunzipSync(Buffer.from(packed, 'base64')).toString('utf8'),
    ) as Partial<Payload>;
    return { charts: content.charts ?? {}, data: content.data ?? {} };
  } catch {
    // Whatever is packed there, it is not what we packed.
    return null;
  }
}

function isFigures(value: unknown): value is PageFigures {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, about, values } = value as Partial<PageFigures>;
  const isNamed = kind !== undefined && PAGE_KINDS.includes(kind) && Array.isArray(about);
  return (
    isNamed &&
    about.every((each) => typeof each === 'string') &&
    typeof values === 'object' &&
    values !== null
  );
}

/** What is left when the tags are gone; entities stay as they are written, which is enough to compare. */
function wordsOf(markup: string): string {
  return markup
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
