import { describe, expect, it } from 'vitest';
import { DbnEncoder, type RecordInput } from '../../../src/databento/codec/encode.ts';
import { createMetadata, type DbnVersion } from '../../../src/databento/codec/metadata.ts';
import { readDbnSync } from '../../../src/databento/codec/reader.ts';
import type { DbnRecord } from '../../../src/databento/codec/record.ts';
import { upgradeMetadata } from '../../../src/databento/codec/upgrade.ts';

function upgraded(version: DbnVersion, ...inputs: RecordInput[]): DbnRecord[] {
  const encoder = new DbnEncoder(
    createMetadata({
      version,
      dataset: 'X',
      schema: null,
      symbols: ['ESH1'],
      tsOut: inputs[0]?.tsOut !== undefined,
    }),
  );
  const bytes = Buffer.concat([encoder.head(), ...inputs.map((input) => encoder.encode(input))]);
  const content = readDbnSync(bytes, { upgrade: true });
  expect(content.metadata).toMatchObject({ version: 3, symbolCstrLength: 71, symbols: ['ESH1'] });
  expect(content.metadata).not.toHaveProperty('recordCount');
  return [...content.records];
}

const header = { publisherId: 1, instrumentId: 5482, tsEvent: 1_700_000_000_000_000_000n };

describe('upgrading to version 3', () => {
  it('widens the quantity of a statistic, and its "no quantity"', () => {
    const records = upgraded(
      2,
      { type: 'StatMsgV1', ...header, quantity: 2_147_483_647, statType: 3, price: 5n },
      { type: 'StatMsgV1', ...header, quantity: -7, sequence: 9, statFlags: 1, updateAction: 2 },
    );
    expect(records[0]!.toObject()).toMatchObject({
      type: 'StatMsg',
      quantity: 2n ** 63n - 1n,
      statType: 3,
      price: 5n,
      ...header,
    });
    expect(records[1]!.toObject()).toMatchObject({
      type: 'StatMsg',
      quantity: -7n,
      sequence: 9,
      statFlags: 1,
      updateAction: 2,
    });
    expect(records[0]!.byteLength).toBe(80);
  });

  it('carries a definition over, without legs', () => {
    const common = {
      ...header,
      rawSymbol: 'ESH1',
      asset: 'ES',
      strikePrice: 12n,
      minPriceIncrement: 250_000_000n,
      tickRule: 4,
    };
    for (const [version, type] of [
      [1, 'InstrumentDefMsgV1'],
      [2, 'InstrumentDefMsgV2'],
    ] as const) {
      const [record] = upgraded(version, {
        type,
        ...common,
        rawInstrumentId: 77,
        instrumentClass: 'F',
        tradingReferenceDate: 3,
      });
      expect(record!.toObject()).toMatchObject({
        type: 'InstrumentDefMsg',
        ...common,
        rawInstrumentId: 77n,
        instrumentClass: 'F',
        legCount: 0,
        legPrice: 2n ** 63n - 1n,
        legSide: 'N',
        legInstrumentClass: '\0',
        legRawSymbol: '',
      });
      expect(record!.byteLength).toBe(520);
    }
  });

  it.each([
    ['User or API key deactivated', 2],
    ['User has reached their open connection limit', 3],
    ['Failed to resolve symbol FOO', 4],
    ['Internal error', 6],
    ['Slow client detected for session', 7],
    ['something else', 255],
  ])('gives the error "%s" the code %i', (err, code) => {
    const [record] = upgraded(1, { type: 'ErrorMsgV1', ...header, err });
    expect(record!.toObject()).toMatchObject({ type: 'ErrorMsg', err, code, isLast: 255 });
  });

  it.each([
    ['Heartbeat', 0],
    ['Subscription request 1 for trades data succeeded', 1],
    ['Warning: slow reading', 2],
    ['Finished trades replay', 3],
    ['End of interval for ohlcv-1m', 4],
    ['hello', 255],
  ])('gives the message "%s" the code %i', (msg, code) => {
    const [record] = upgraded(1, { type: 'SystemMsgV1', ...header, msg });
    expect(record!.toObject()).toMatchObject({ type: 'SystemMsg', msg, code });
  });

  it('knows no kinds of symbols for a mapping of version 1, and carries the send time along', () => {
    const [record] = upgraded(1, {
      type: 'SymbolMappingMsgV1',
      ...header,
      stypeInSymbol: 'ES.c.0',
      stypeOutSymbol: 'ESZ3',
      startTs: 1n,
      endTs: 2n,
      tsOut: 99n,
    });
    expect(record!.toObject()).toMatchObject({
      type: 'SymbolMappingMsg',
      stypeIn: 255,
      stypeOut: 255,
      stypeInSymbol: 'ES.c.0',
      stypeOutSymbol: 'ESZ3',
      startTs: 1n,
      endTs: 2n,
      tsOut: 99n,
    });
    expect(record!.byteLength).toBe(184);
  });

  it('leaves market data alone, byte for byte', () => {
    const [record] = upgraded(1, { type: 'MboMsg', ...header, orderId: 5n });
    expect(record!.type).toBe('MboMsg');
    expect(record!.byteLength).toBe(56);
    const metadata = createMetadata({ dataset: 'X', schema: 'mbo' });
    expect(upgradeMetadata(metadata)).toBe(metadata);
  });
});
