import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { checkJournal, GENESIS, Journal, verifyJournal } from '../../src/engine/engine.ts';
import type { EngineEvent } from '../../src/engine/events.ts';
import { TapebenchError } from '../../src/errors.ts';

const EVENTS: readonly EngineEvent[] = [
  { type: 'roll', time: 1, tradeDate: '2024-03-05', from: null, to: 'ESH4' },
  { type: 'refusal', time: 2, contract: 'ESH4', signal: null, rule: 'warm-up', value: 3, limit: 300 },
  { type: 'roll', time: 3, tradeDate: '2024-03-11', from: 'ESH4', to: 'ESM4' },
];

function written(): { text: string; root: string } {
  const lines: string[] = [];
  const journal = new Journal({ onLine: (line) => lines.push(line) });
  for (const event of EVENTS) journal.emit(event);
  return { text: lines.map((line) => `${line}\n`).join(''), root: journal.root };
}

describe('Journal', () => {
  test('chains SHA-256 of the hash before, a line feed and the JSON', () => {
    let root = '0'.repeat(64);
    for (const event of EVENTS) {
      root = createHash('sha256')
        .update(`${root}\n${JSON.stringify(event)}`)
        .digest('hex');
    }
    expect(written().root).toBe(root);
    expect(new Journal().root).toBe(GENESIS);
  });

  test('goes on from where another ended', () => {
    const first = new Journal();
    first.emit(EVENTS[0]!);
    const second = new Journal({ resumeFrom: first });
    second.emit(EVENTS[1]!);
    second.emit(EVENTS[2]!);
    expect(second.root).toBe(written().root);
    expect(second.length).toBe(3);
  });
});

describe('checkJournal', () => {
  test('finds the events and the root of a whole journal', () => {
    const { text, root } = written();
    const seen: EngineEvent[] = [];
    expect(checkJournal(text, (event) => seen.push(event))).toEqual({
      root,
      length: 3,
      goodCharacters: text.length,
      bad: null,
    });
    expect(seen).toEqual(EVENTS);
  });

  test('any changed character is found at its line', () => {
    const { text } = written();
    const ends = [...text.matchAll(/\n/g)].map((match) => match.index);
    for (let at = 0; at < text.length; at++) {
      const changed = `${text.slice(0, at)}${text[at] === '1' ? '2' : '1'}${text.slice(at + 1)}`;
      const line = ends.findIndex((end) => at <= end) + 1;
      expect(checkJournal(changed).bad?.line).toBe(line);
    }
  });

  test('a line that is lost, doubled or exchanged is found', () => {
    const [a, b, c] = written().text.split('\n');
    expect(checkJournal(`${a}\n${c}\n`).bad?.line).toBe(2);
    expect(checkJournal(`${a}\n${a}\n`).bad?.line).toBe(2);
    expect(checkJournal(`${b}\n${a}\n`).bad?.line).toBe(1);
  });

  test('a torn last line is told from the good part before it', () => {
    const { text } = written();
    const [a, b] = text.split('\n');
    const check = checkJournal(text.slice(0, -5));
    expect(check).toMatchObject({ length: 2, goodCharacters: `${a}\n${b}\n`.length });
    expect(check.bad).toEqual({ line: 3, why: 'the line has no end: it was torn off' });
  });
});

test('verifyJournal names the first bad line in a coded error', () => {
  const { text, root } = written();
  expect(verifyJournal(text, 'a.jsonl')).toEqual({ root, length: 3 });
  try {
    verifyJournal(text.replace('"value":3', '"value":4'), 'a.jsonl');
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(TapebenchError);
    expect((error as TapebenchError).code).toBe('TB_JOURNAL_BROKEN');
    expect((error as TapebenchError).where).toBe('a.jsonl, line 2');
  }
});
