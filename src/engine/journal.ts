import { hash } from 'node:crypto';
import { TapebenchError } from '../errors.ts';
import type { EngineEvent, EventSink } from './events.ts';

/** The hash before the first event. */
export const GENESIS: string = '0'.repeat(64);

const HASH_START = '{"hash":"';
const EVENT_START = '","event":';
const EVENT_AT = HASH_START.length + 64 + EVENT_START.length;

/** SHA-256, as 64 hexadecimal digits, of the hash before, a line feed and the event's canonical text. */
export function chainHash(previous: string, eventText: string): string {
  return hash('sha256', `${previous}\n${eventText}`, 'hex');
}

/**
 * An event's canonical text: JSON without spaces, keys in the order of the event types, numbers as ECMAScript prints them. The
 * engine builds each event with its keys in that order, so that the text is a function of the event alone.
 */
export function eventText(event: EngineEvent): string {
  return JSON.stringify(event);
}

export interface JournalOptions {
  /** Called with each line, without its line feed, before `emit` returns; e.g. to write it to disk. */
  readonly onLine?: (line: string, event: EngineEvent) => void;
  /** Keep the events in memory; default true. */
  readonly keepsEvents?: boolean;
  /** The chain to go on with, after a restart. */
  readonly resumeFrom?: { readonly root: string; readonly length: number };
}

/** The ordered list of events, each chained to the one before by its hash. Two runs are the same when their roots are. */
export class Journal implements EventSink {
  readonly events: EngineEvent[] = [];
  #root: string;
  #length: number;
  readonly #onLine: ((line: string, event: EngineEvent) => void) | undefined;
  readonly #keepsEvents: boolean;

  constructor(options: JournalOptions = {}) {
    this.#root = options.resumeFrom?.root ?? GENESIS;
    this.#length = options.resumeFrom?.length ?? 0;
    this.#onLine = options.onLine;
    this.#keepsEvents = options.keepsEvents ?? true;
  }

  /** Hash of the last event, over all events before it. */
  get root(): string {
    return this.#root;
  }

  /** How many events the chain holds. */
  get length(): number {
    return this.#length;
  }

  emit(event: EngineEvent): void {
    const text = eventText(event);
    const root = chainHash(this.#root, text);
    this.#root = root;
    this.#length++;
    if (this.#keepsEvents) this.events.push(event);
    this.#onLine?.(journalLine(root, text), event);
  }
}

/** One line of a journal file: an object with the chain's hash after the event, and the event. */
export function journalLine(root: string, text: string): string {
  return `${HASH_START}${root}${EVENT_START}${text}}`;
}

export interface JournalCheck {
  readonly root: string;
  /** Good lines, counted from the start. */
  readonly length: number;
  /** Bytes' worth of characters of the text that the good lines take, line feeds included: cut here to keep them. */
  readonly goodCharacters: number;
  /** The first bad line, counted from 1, and what is wrong with it; null when all are good. */
  readonly bad: { readonly line: number; readonly why: string } | null;
}

/**
 * Checks a journal's text line by line: form, canonical JSON, and the chain of hashes.
 * @param onEvent told each good event in order, for a fold after a restart
 * @param genesis the hash that the first line stands on
 */
export function checkJournal(
  text: string,
  onEvent?: (event: EngineEvent) => void,
  genesis: string = GENESIS,
): JournalCheck {
  let root = genesis;
  let length = 0;
  let start = 0;
  while (start < text.length) {
    const feed = text.indexOf('\n', start);
    const bad = (why: string): JournalCheck => ({
      root,
      length,
      goodCharacters: start,
      bad: { line: length + 1, why },
    });
    if (feed < 0) return bad('the line has no end: it was torn off');
    const line = text.slice(start, feed);
    const hasForm =
      line.startsWith(HASH_START) &&
      line.slice(HASH_START.length + 64, EVENT_AT) === EVENT_START &&
      line.endsWith('}');
    if (!hasForm) return bad('it is not a journal line');
    const written = line.slice(EVENT_AT, -1);
    let event: EngineEvent;
    try {
      event = JSON.parse(written) as EngineEvent;
    } catch {
      return bad('its event is not JSON');
    }
    if (JSON.stringify(event) !== written) return bad('its event is not in canonical form');
    const expected = chainHash(root, written);
    if (expected !== line.slice(HASH_START.length, HASH_START.length + 64)) {
      return bad('its hash does not follow from the line before and its event');
    }
    onEvent?.(event);
    root = expected;
    length++;
    start = feed + 1;
  }
  return { root, length, goodCharacters: start, bad: null };
}

/**
 * The root and the length of a journal that must be whole.
 * @param where the file, for the error
 * @throws TapebenchError TB_JOURNAL_BROKEN naming the first bad line
 */
export function verifyJournal(
  text: string,
  where: string,
): { readonly root: string; readonly length: number } {
  const check = checkJournal(text);
  if (check.bad === null) return { root: check.root, length: check.length };
  throw new TapebenchError('TB_JOURNAL_BROKEN', `line ${check.bad.line} is bad: ${check.bad.why}`, {
    where: `${where}, line ${check.bad.line}`,
    kept: `${check.length} lines before it are good; nothing was changed`,
  });
}
