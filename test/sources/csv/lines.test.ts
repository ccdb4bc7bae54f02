import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptySpans, LineCutter, splitFields } from '../../../src/sources/csv/lines.ts';

function fields(line: string, delimiter = ','): string[] | string {
  const spans = emptySpans();
  const bytes = Buffer.from(`>${line}<`);
  const wrong = splitFields(spans, bytes, 1, bytes.length - 1, delimiter.charCodeAt(0));
  if (wrong !== undefined) return wrong;
  return Array.from({ length: spans.count }, (_, i) =>
    Buffer.from(spans.bytes.slice(spans.starts[i], spans.ends[i])).toString(),
  );
}

function lines(chunks: readonly Buffer[]): string[] {
  const seen: string[] = [];
  const cutter = new LineCutter((bytes, start, end) =>
    seen.push(Buffer.from(bytes.slice(start, end)).toString()),
  );
  for (const chunk of chunks) cutter.push(chunk);
  cutter.finish();
  return seen;
}

describe('fields of a line', () => {
  it('are trimmed of spaces, and may be empty', () => {
    expect(fields('a, b ,,d')).toEqual(['a', 'b', '', 'd']);
    expect(fields('a;b', ';')).toEqual(['a', 'b']);
    expect(fields('')).toEqual(['']);
    expect(fields('a,')).toEqual(['a', '']);
  });

  it('may be quoted, with the delimiter and doubled quotes inside', () => {
    expect(fields('"a,b","say ""x""",c')).toEqual(['a,b', 'say "x"', 'c']);
    expect(fields(' "a" , "" ,b')).toEqual(['a', '', 'b']);
    expect(fields('"a",')).toEqual(['a', '']);
  });

  it('are refused when the quotes are wrong', () => {
    expect(fields('"a,b')).toMatch(/not closed/);
    expect(fields('"a"b,c')).toMatch(/follows/);
    expect(fields('a"b",c')).toMatch(/inside/);
  });

  it('are at most 512', () => {
    expect(fields(','.repeat(511))).toHaveLength(512);
    expect(fields(','.repeat(512))).toMatch(/more than 512/);
    expect(fields(`"",${','.repeat(511)}`)).toMatch(/more than 512/);
  });

  it('read back what was quoted', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '1', ',', '"', ' ', '.'), maxLength: 8 });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 6 }), (values) => {
        const line = values.map((value) => `"${value.replaceAll('"', '""')}"`).join(',');
        expect(fields(line)).toEqual(values.map((value) => value.replace(/^ +| +$/g, '')));
      }),
    );
  });
});

describe('lines of a stream', () => {
  it('end with either kind of line end, the last with or without', () => {
    expect(lines([Buffer.from('a\r\nb\n\nc')])).toEqual(['a', 'b', '', 'c']);
    expect(lines([Buffer.from('a\r\nb\r\n')])).toEqual(['a', 'b']);
  });

  it('are the same however the bytes are cut', () => {
    const text = Buffer.from('time,open\r\n1,2\n\nlast,line');
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 8 }), (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), text.length];
        const chunks = places.slice(1).map((end, i) => text.subarray(places[i], end));
        expect(lines(chunks)).toEqual(['time,open', '1,2', '', 'last,line']);
      }),
    );
  });

  it('do not depend on memory that is used again', () => {
    const memory = Buffer.from('abc,d');
    const seen: string[] = [];
    const cutter = new LineCutter((bytes, start, end) =>
      seen.push(Buffer.from(bytes.slice(start, end)).toString()),
    );
    cutter.push(memory);
    memory.write('xxxxx');
    cutter.push(Buffer.from('ef\n'));
    expect(seen).toEqual(['abc,def']);
  });

  it('are refused when they never end', () => {
    const cutter = new LineCutter(() => {});
    expect(() => cutter.push(Buffer.alloc(70_000, 'x'))).toThrow(
      expect.objectContaining({ code: 'TB_CSV_INVALID' }),
    );
  });
});
