import { expect, test } from 'vitest';
import { EventStream } from '../../../src/live/page/eventStream.ts';
import { ManualClock } from '../../gateway/manualClock.ts';

interface Message {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly data: unknown;
}

/** A reader that takes all that comes. */
class Reader {
  readonly messages: Message[] = [];
  isOver = false;
  error: unknown;

  constructor(stream: EventStream, lastSeen?: string, disconnect: () => void = () => {}) {
    void this.#read(stream.open(lastSeen, disconnect));
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    try {
      for await (const bytes of body) this.#take(new TextDecoder().decode(bytes));
    } catch (error) {
      this.error = error;
    }
    this.isOver = true;
  }

  #take(text: string): void {
    for (const block of text.split('\n\n')) {
      const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s) as [string, string]));
      const data = fields.get('data');
      if (data === undefined) continue;
      this.messages.push({ id: fields.get('id'), event: fields.get('event'), data: JSON.parse(data) });
    }
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function newStream(): { readonly stream: EventStream; readonly clock: ManualClock } {
  const clock = new ManualClock();
  return { stream: new EventStream({ clock, backlogBytes: 4000 }), clock };
}

test('who comes is sent all of it, and then what changes, by section', async () => {
  const { stream } = newStream();
  stream.publish({ feed: 'up', bars: [1, 2] });
  const reader = new Reader(stream);
  stream.publish({ feed: 'up', bars: [1, 2, 3] });
  stream.publish({ feed: 'up', bars: [1, 2, 3] });
  stream.publish({ feed: 'down', bars: [1, 2, 3] });
  await settled();
  expect(reader.messages.map(({ event, data }) => [event, data])).toEqual([
    ['snapshot', { feed: 'up', bars: [1, 2] }],
    ['change', { bars: [1, 2, 3] }],
    ['change', { feed: 'down' }],
  ]);
  const ids = reader.messages.map(({ id }) => Number(id?.split('-')[1]));
  expect(ids).toEqual([1, 2, 3]);
});

test('who comes again is sent what changed since the event that it saw last, and no more', async () => {
  const { stream } = newStream();
  stream.publish({ feed: 'up', bars: 1, said: 'a' });
  const first = new Reader(stream);
  await settled();
  stream.publish({ feed: 'up', bars: 2, said: 'a' });
  stream.publish({ feed: 'down', bars: 3, said: 'a' });
  const again = new Reader(stream, first.messages[0]!.id);
  await settled();
  expect(again.messages.map(({ event, data }) => [event, data])).toEqual([
    ['change', { feed: 'down', bars: 3 }],
  ]);
  const upToDate = new Reader(stream, again.messages[0]!.id);
  await settled();
  expect(upToDate.messages.map(({ event }) => event)).toEqual(['beat']);
});

test('who remembers another stream, or nonsense, is sent all of it', async () => {
  const before = newStream().stream;
  before.publish({ feed: 'up' });
  const old = new Reader(before);
  await settled();
  const { stream } = newStream();
  stream.publish({ feed: 'down' });
  const own = new Reader(stream);
  await settled();
  const epoch = own.messages[0]!.id!.split('-')[0]!;
  for (const lastSeen of [old.messages[0]!.id, '', '-', `${epoch}-9`, `${epoch}--1`, `${epoch}-x`]) {
    const reader = new Reader(stream, lastSeen);
    await settled();
    expect(reader.messages.map(({ event, data }) => [lastSeen, event, data])).toEqual([
      [lastSeen, 'snapshot', { feed: 'down' }],
    ]);
  }
});

test('a silent stream says every five seconds that it is there, while anybody reads', async () => {
  const { stream, clock } = newStream();
  stream.publish({ feed: 'up' });
  const reader = new Reader(stream);
  await clock.advance(15_000);
  expect(reader.messages.map(({ event }) => event)).toEqual(['snapshot', 'beat', 'beat', 'beat']);
  stream.close();
  await settled();
  expect(reader.isOver).toBe(true);
  expect(reader.error).toBeUndefined();
  expect(clock.pending).toEqual([]);
});

test('a reader whose backlog is full is disconnected; the others have all of it', async () => {
  const { stream } = newStream();
  stream.publish({ filling: '' });
  const fast = new Reader(stream);
  let disconnected = 0;
  // Never read from.
  stream.open(undefined, () => {
    disconnected += 1;
  });
  for (let round = 0; round < 8; round++) {
    stream.publish({ filling: String(round).repeat(1000) });
    await settled();
  }
  expect([disconnected, stream.dropped, stream.readers]).toEqual([1, 1, 1]);
  expect(fast.messages).toHaveLength(9);
});

test('no more readers are let in than it has room for', () => {
  const stream = new EventStream({ clock: new ManualClock(), mostReaders: 2 });
  stream.publish({ feed: 'up' });
  stream.open(undefined, () => {});
  expect(stream.isFull).toBe(false);
  stream.open(undefined, () => {});
  expect(stream.isFull).toBe(true);
});
