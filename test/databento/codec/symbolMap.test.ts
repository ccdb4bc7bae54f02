import { describe, expect, it } from 'vitest';
import { encodeRecord, type RecordInput } from '../../../src/databento/codec/encode.ts';
import { createMetadata } from '../../../src/databento/codec/metadata.ts';
import { readDbnSync } from '../../../src/databento/codec/reader.ts';
import type { DbnRecord } from '../../../src/databento/codec/record.ts';
import { LiveSymbolMap, SymbolMap } from '../../../src/databento/codec/symbolMap.ts';

function recordOf(input: RecordInput): DbnRecord {
  return readDbnSync(encodeRecord(input), { fragment: {} }).records[0]!;
}

const mapping = (rawSymbol: string, ...intervals: [string, string, string][]): unknown => ({
  rawSymbol,
  intervals: intervals.map(([startDate, endDate, symbol]) => ({ startDate, endDate, symbol })),
});

function mapOf(mappings: unknown[], extra: object = {}): SymbolMap {
  return new SymbolMap(createMetadata({ dataset: 'X', schema: null, mappings: mappings as never, ...extra }));
}

describe('symbols by date', () => {
  const map = mapOf([
    mapping('ES.c.0', ['2024-01-01', '2024-03-15', '10'], ['2024-03-15', '2024-06-21', '20']),
    mapping('ESH4', ['2024-01-01', '2024-03-16', '10']),
    mapping('ESM4', ['2024-01-01', '2024-06-22', '20'], ['2024-06-22', '2024-07-01', '']),
  ]);

  it('include the first day and exclude the last', () => {
    expect(map.symbols(10, '2023-12-31')).toEqual([]);
    expect(map.symbols(10, '2024-01-01')).toEqual(['ES.c.0', 'ESH4']);
    expect(map.symbols(10, '2024-03-14')).toEqual(['ES.c.0', 'ESH4']);
    expect(map.symbols(10, '2024-03-15')).toEqual(['ESH4']);
    expect(map.symbols(20, '2024-03-15')).toEqual(['ES.c.0', 'ESM4']);
    expect(map.symbol(20, '2024-06-22')).toBeUndefined();
    expect(map.symbol(99, '2024-01-01')).toBeUndefined();
    expect(map.instrumentIds()).toEqual([10, 20]);
  });

  it('go by the UTC day, to the nanosecond', () => {
    const midnight = BigInt(Date.UTC(2024, 2, 15)) * 1_000_000n;
    expect(map.symbols(10, midnight - 1n)).toEqual(['ES.c.0', 'ESH4']);
    expect(map.symbols(10, midnight)).toEqual(['ESH4']);
    expect(map.symbols(10, 2n ** 64n - 1n)).toEqual([]);
  });

  it('are looked up by when a record was received, not by the time of its event', () => {
    const midnight = BigInt(Date.UTC(2024, 2, 15)) * 1_000_000n;
    const record = recordOf({
      type: 'StatusMsg',
      instrumentId: 10,
      tsEvent: midnight - 5n,
      tsRecv: midnight,
    });
    expect(map.symbolsOf(record)).toEqual(['ESH4']);
    const bar = recordOf({ type: 'OhlcvMsg', instrumentId: 10, tsEvent: midnight - 5n });
    expect(map.symbolsOf(bar)).toEqual(['ES.c.0', 'ESH4']);
  });

  it('are turned around when ids were asked for', () => {
    const turned = mapOf([mapping('5482', ['2024-01-01', '2024-02-01', 'ESH4'])], {
      stypeIn: 'instrument_id',
      stypeOut: 'raw_symbol',
    });
    expect(turned.symbols(5482, '2024-01-05')).toEqual(['ESH4']);
  });

  it('are refused where no id is on either side', () => {
    expect(() => mapOf([], { stypeOut: 'raw_symbol' })).toThrow('neither is instrument_id');
    expect(() => mapOf([mapping('ES', ['2024-01-01', '2024-02-01', 'ESH4'])])).toThrow('no instrument id');
  });
});

describe('symbols of a live session', () => {
  const say = (map: LiveSymbolMap, id: number, input: string, output: string, stypeIn = 255): boolean =>
    map.observe(
      recordOf({
        type: 'SymbolMappingMsg',
        instrumentId: id,
        stypeIn,
        stypeInSymbol: input,
        stypeOutSymbol: output,
      }),
    );

  it('are a set for each instrument', () => {
    const map = new LiveSymbolMap();
    expect(say(map, 10, 'ES.c.0', 'ESH4')).toBe(true);
    say(map, 10, 'ES.v.0', 'ESH4');
    say(map, 10, 'ESH4', '10');
    expect([...map.symbols(10)]).toEqual(['ES.c.0', 'ES.v.0', 'ESH4']);
    expect(map.symbol(10)).toBe('ESH4');
    expect(map.instrumentId('ES.v.0')).toBe(10);
    expect([...map.symbols(11)]).toEqual([]);
    expect(map.observe(recordOf({ type: 'TradeMsg' }))).toBe(false);
  });

  it('move when a continuous contract rolls, and stay where one symbol stands for many', () => {
    const map = new LiveSymbolMap();
    say(map, 10, 'ES.c.0', 'ESH4');
    say(map, 10, 'ES.FUT', 'ESH4');
    say(map, 20, 'ES.FUT', 'ESM4');
    say(map, 30, 'FOO', 'ESU4', 4);
    say(map, 40, 'FOO', 'ESZ4', 4);
    say(map, 20, 'ES.c.0', 'ESM4');
    expect([...map.symbols(10)]).toEqual(['ES.FUT']);
    expect([...map.symbols(20)]).toEqual(['ES.FUT', 'ES.c.0']);
    expect([...map.symbols(30)]).toEqual(['FOO']);
    expect(map.instrumentId('ES.c.0')).toBe(20);
    expect(map.instrumentId('ES.FUT')).toBeUndefined();
    map.clear();
    expect(map.instrument(20)).toBeUndefined();
  });

  it('come from version 1 too', () => {
    const map = new LiveSymbolMap();
    map.observe(
      recordOf({
        type: 'SymbolMappingMsgV1',
        instrumentId: 7,
        stypeInSymbol: 'ES.c.0',
        stypeOutSymbol: 'ESH4',
      }),
    );
    expect(map.instrument(7)).toEqual({ inputSymbols: new Set(['ES.c.0']), outputSymbol: 'ESH4' });
  });
});
