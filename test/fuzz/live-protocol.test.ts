import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import {
  createMetadata,
  DatabentoError,
  encodeMetadata,
  encodeRecord,
  Live,
  type LiveEvent,
} from '../../src/databento/index.ts';
import { RecordFramer } from '../../src/databento/live/framer.ts';
import { challengeOf, sessionIdOf } from '../../src/databento/live/handshake.ts';
import { Interpreter } from '../../src/databento/live/interpret.ts';
import { LineBuffer, readFields, writeFields } from '../../src/databento/live/lines.ts';
import { ResumePoint } from '../../src/databento/live/resume.ts';
import { readSubscription } from '../../src/gateway/live/subscription.ts';
import { openGatewayData } from '../../src/gateway/store/gatewayData.ts';
import { ManualClock, settle } from '../gateway/manualClock.ts';
import { KEY, market } from '../gateway/market.ts';
import { type Draw, drawsOf } from './dbnMutations.ts';

/** `FUZZ_INPUTS=1000000` is the nightly run; `FUZZ_SEED=...` repeats one. */
const INPUTS = Number(process.env['FUZZ_INPUTS'] ?? 100_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_240_101);
const NOTE = `repeat with FUZZ_SEED=${SEED}`;
/** A record or a line that is cut, and nothing more, may be kept back. */
const LARGEST_REST_BYTES = 1 << 17;

const LINES = [
  'lsg_version=0.8.0\n',
  'cram=t7kNhwj4xqR0QYjzFKtBEG2ec2pXJ4FK\n',
  'success=1|session_id=1718000000\n',
  'success=0|error=Authentication failed.\n',
  'auth=0f-abcde|dataset=GLBX.MDP3|encoding=dbn|compression=zstd|ts_out=0|client=x\n',
  'schema=ohlcv-1m|stype_in=parent|symbols=ES.FUT,NQ.FUT|snapshot=0|is_last=1|start=1718000000000000000|id=7\n',
  'start_session\n',
];

/** Structure-aware: whole fields dropped, doubled, swapped and stretched, and single bytes besides. */
function mutatedText(draw: Draw): Buffer {
  let text = Array.from({ length: 1 + draw(3) }, () => LINES[draw(LINES.length)]!).join('');
  for (let i = draw(5); i > 0; i--) {
    const parts = text.split('|');
    const at = draw(parts.length);
    switch (draw(6)) {
      case 0:
        parts.splice(at, 1);
        break;
      case 1:
        parts.splice(at, 0, parts[at] ?? '', '');
        break;
      case 2:
        parts[at] = `${parts[at]}=${'x'.repeat(draw(50))}`;
        break;
      case 3:
        parts[at] = (parts[at] ?? '').replace('=', '');
        break;
      case 4:
        parts.reverse();
        break;
      default:
        parts[at] = `${parts[at]}${['\n', '\r\n', '\0', '|', '=', '-1', '99999999999999999999'][draw(7)]}`;
    }
    text = parts.join('|');
  }
  const bytes = Buffer.from(text, 'latin1');
  for (let i = draw(3); i > 0 && bytes.length > 0; i--) bytes[draw(bytes.length)] = draw(256);
  return bytes.subarray(0, draw(8) === 0 ? draw(bytes.length + 1) : bytes.length);
}

function* cut(bytes: Uint8Array, draw: Draw): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + draw(40);
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

/** Only the client's own error may come out; anything else is a defect and goes on up. */
function orClientError<T>(run: () => T): T | DatabentoError {
  try {
    return run();
  } catch (error) {
    if (error instanceof DatabentoError) return error;
    throw error;
  }
}

const METADATA = encodeMetadata(createMetadata({ dataset: 'GLBX.MDP3', schema: null, stypeIn: null }));
const RECORDS = [
  encodeRecord({ type: 'OhlcvMsg', publisherId: 1, instrumentId: 1, tsEvent: 60_000_000_000n, volume: 3n }),
  encodeRecord({ type: 'OhlcvMsg', publisherId: 1, instrumentId: 1, tsEvent: 120_000_000_000n, volume: 3n }),
  encodeRecord({ type: 'SystemMsg', code: 0, msg: 'Heartbeat' }),
  encodeRecord({ type: 'SystemMsg', code: 3, msg: 'Finished ohlcv-1m replay' }),
  encodeRecord({
    type: 'SystemMsg',
    code: 4,
    msg: 'End of interval for ohlcv-1m',
    tsEvent: 120_000_000_000n,
  }),
  encodeRecord({ type: 'ErrorMsg', code: 4, err: 'Failed to resolve symbol X', isLast: 1 }),
  encodeRecord({ type: 'ErrorMsg', code: 7, err: 'Slow client detected', isLast: 255 }),
  encodeRecord({
    type: 'SymbolMappingMsg',
    instrumentId: 1,
    stypeInSymbol: 'ES.FUT',
    stypeOutSymbol: 'ESH4',
  }),
  encodeRecord({ type: 'TradeMsg', instrumentId: 1, tsEvent: 5n, tsRecv: 6n }),
];

function mutatedRecords(draw: Draw): Uint8Array {
  const bytes = Buffer.concat([
    METADATA,
    ...Array.from({ length: 1 + draw(5) }, () => RECORDS[draw(RECORDS.length)]!),
  ]);
  for (let i = draw(4); i > 0; i--)
    bytes[draw(3) === 0 ? draw(bytes.length) : METADATA.length + draw(bytes.length - METADATA.length)] =
      draw(256);
  return bytes.subarray(0, draw(4) === 0 ? draw(bytes.length + 1) : bytes.length);
}

describe('the live protocol under mutation', () => {
  test(`lines give fields, a session or an error, and never more than was sent (${NOTE})`, async () => {
    const data = await openGatewayData(market({ minutesADay: 2 }));
    const draw = drawsOf(SEED);
    for (let input = 0; input < INPUTS / 2; input++) {
      const bytes = mutatedText(draw);
      const buffer = new LineBuffer();
      let taken = 0;
      for (const chunk of cut(bytes, draw)) {
        buffer.feed(chunk);
        for (let line = buffer.next(); line !== undefined; line = buffer.next()) {
          taken += line.length + 1;
          const fields = readFields(line);
          if (fields.size > line.length + 1)
            throw new Error(`more fields than bytes; ${NOTE}, input ${input}`);
          orClientError(() => challengeOf(line));
          orClientError(() => sessionIdOf(line));
          readSubscription(fields, data);
          // What can be written again reads back the same.
          const written = orClientError(() => writeFields(Object.fromEntries(fields)));
          if (typeof written !== 'string') continue;
          const again = readFields(written.slice(0, -1));
          for (const [name, value] of again) {
            if (fields.get(name) !== value) throw new Error(`${name} changed; ${NOTE}, input ${input}`);
          }
        }
      }
      taken += buffer.takeRest().length;
      if (taken > bytes.length + 1 || taken < bytes.length - 8)
        throw new Error(`bytes lost; ${NOTE}, input ${input}`);
    }
  });

  test('a line that never ends is an error before it is large', () => {
    const buffer = new LineBuffer();
    const flood = new Uint8Array(1 << 16).fill(0x61);
    expect(() => {
      for (let i = 0; i < 100; i++) {
        buffer.feed(flood);
        buffer.next();
      }
    }).toThrow(DatabentoError);
    expect(buffer.takeRest().length).toBeLessThanOrEqual(2 << 16);
  });

  test(`records give events, or an error that says where; what is kept of a stream is bounded (${NOTE})`, () => {
    const draw = drawsOf(SEED + 1);
    for (let input = 0; input < INPUTS / 2; input++) {
      const bytes = mutatedRecords(draw);
      const framer = new RecordFramer();
      let interpreter: Interpreter | undefined;
      let handedOn = 0;
      const failure = orClientError(() => {
        for (const chunk of cut(bytes, draw)) {
          const whole = framer.feed(chunk);
          const { metadata } = framer;
          if (metadata === undefined) continue;
          interpreter ??= new Interpreter({
            metadata,
            resume: new ResumePoint(),
            schemas: ['ohlcv-1m'],
            replayed: ['ohlcv-1m'],
            catchingUpFrom: 1n,
          });
          const { events, kept } = interpreter.read(whole);
          handedOn += events.length;
          if (kept.some((record) => record.length !== record[0]! * 4))
            throw new Error(`a torn record; ${NOTE}, input ${input}`);
          if (framer.failure !== undefined) throw framer.failure;
        }
      });
      if (handedOn > framer.records * 3) throw new Error(`more events than records; ${NOTE}, input ${input}`);
      if (framer.usedBytes > bytes.length) throw new Error(`more used than sent; ${NOTE}, input ${input}`);
      if (bytes.length - framer.usedBytes > LARGEST_REST_BYTES) throw new Error(`too much kept; ${NOTE}`);
      if (failure instanceof DatabentoError && failure.message === '')
        throw new Error(`a mute error; ${NOTE}`);
    }
  });

  test(`whole sessions against a server that talks nonsense end or go on, and never hang (${NOTE})`, async () => {
    const draw = drawsOf(SEED + 2);
    let scripted = Buffer.alloc(0);
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('data', () => {});
      socket.end(scripted);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    for (let session = 0; session < 150; session++) {
      const handshake = draw(2) === 0 ? mutatedText(draw) : Buffer.from(`${LINES[0]}${LINES[1]}${LINES[2]}`);
      scripted = Buffer.concat([handshake, mutatedRecords(draw)]);
      const clock = new ManualClock();
      const live = new Live({
        key: KEY,
        dataset: 'GLBX.MDP3',
        gateway: { host: '127.0.0.1', port },
        clock,
        seed: session,
        reconnect: { maximumAttempts: 2 },
      });
      live.subscribe({ schema: 'ohlcv-1m', symbols: 'ESH4' });
      const events: LiveEvent[] = [];
      const running = live
        .start()
        .then(async () => {
          for await (const event of live) events.push(event);
        })
        .then(
          () => undefined,
          (error: unknown) => error,
        );
      const error = await settle(clock, running, 5_000, 200);
      expect(error, `${NOTE}, session ${session}`).toBeInstanceOf(DatabentoError);
      expect(events.filter((event) => event.kind === 'record').length).toBeLessThan(30);
    }
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
});
