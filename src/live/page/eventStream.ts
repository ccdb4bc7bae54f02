import { randomBytes } from 'node:crypto';
import type { Clock } from '../../databento/clock.ts';

const BEAT_MS = 5000;
/** How long a reader waits before it comes again. */
const RETRY_MS = 1000;
const BEAT = 'event: beat\ndata: {}\n\n';

export interface EventStreamOptions {
  readonly clock: Clock;
  /** Bytes that wait for a reader before it is dropped; 1 MiB when absent. */
  readonly backlogBytes?: number;
  /** Readers at one time; 32 when absent. */
  readonly mostReaders?: number;
}

interface Reader {
  readonly send: (text: string) => void;
  readonly end: () => void;
}

interface Section {
  /** As JSON. */
  readonly value: string;
  /** Number of the publication that changed it. */
  readonly changedBy: number;
}

/**
 * A state in sections, as server-sent events: a reader that comes is sent all of it, or what has changed since the event
 * that it saw last, and then every change. One that does not read is dropped; nobody waits for it.
 */
export class EventStream {
  readonly #options: EventStreamOptions;
  readonly #backlogBytes: number;
  /** Tells the events of this stream from those of one before it, which a reader may remember. */
  readonly #epoch = randomBytes(6).toString('hex');
  readonly #sections = new Map<string, Section>();
  readonly #readers = new Set<Reader>();
  #published = 0;
  #cancelBeat: (() => void) | undefined;
  /** Readers that were dropped because they did not read. */
  dropped = 0;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    this.#backlogBytes = options.backlogBytes ?? 1 << 20;
  }

  get readers(): number {
    return this.#readers.size;
  }

  get isFull(): boolean {
    return this.#readers.size >= (this.#options.mostReaders ?? 32);
  }

  /** Takes the state as it is now; what differs from before goes to every reader. */
  publish(state: object): void {
    const number = this.#published + 1;
    for (const [name, section] of Object.entries(state)) {
      const value = JSON.stringify(section);
      if (this.#sections.get(name)?.value !== value) this.#sections.set(name, { value, changedBy: number });
    }
    const changes = this.#changedAfter(this.#published);
    if (changes === undefined) return;
    this.#published = number;
    const message = this.#message('change', changes);
    for (const reader of [...this.#readers]) reader.send(message);
  }

  /**
   * The stream of a new reader.
   * @param lastSeen id of the event that it saw last, when it comes again
   * @param disconnect ends its connection, also when nothing is read from it
   */
  open(lastSeen: string | undefined, disconnect: () => void): ReadableStream<Uint8Array> {
    const encoder = new TextEncoder();
    let reader: Reader | undefined;
    const forget = (): void => {
      if (reader !== undefined) this.#readers.delete(reader);
      if (this.#readers.size === 0) this.#stopBeat();
    };
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          reader = {
            send: (text) => {
              const bytes = encoder.encode(text);
              if ((controller.desiredSize ?? 0) >= bytes.length) return controller.enqueue(bytes);
              this.dropped += 1;
              forget();
              // What waits in the stream goes with the connection.
              disconnect();
            },
            end: () => {
              forget();
              controller.close();
            },
          };
          this.#readers.add(reader);
          this.#beat();
          reader.send(`retry: ${RETRY_MS}\n\n${this.#greeting(lastSeen)}`);
        },
        cancel: forget,
      },
      new ByteLengthQueuingStrategy({ highWaterMark: this.#backlogBytes }),
    );
  }

  /** Ends the streams of all readers. */
  close(): void {
    for (const reader of [...this.#readers]) reader.end();
    this.#stopBeat();
  }

  #greeting(lastSeen: string | undefined): string {
    const [, epoch, number] = /^([\da-f]+)-(\d+)$/.exec(lastSeen ?? '') ?? [];
    const seen = Number(number);
    if (epoch === this.#epoch && seen <= this.#published) {
      const changes = this.#changedAfter(seen);
      return changes === undefined ? BEAT : this.#message('change', changes);
    }
    return this.#message('snapshot', this.#changedAfter(0) ?? '{}');
  }

  /** The sections that later publications changed, as one JSON object; undefined when none was. */
  #changedAfter(number: number): string | undefined {
    const changed = [...this.#sections].filter(([, { changedBy }]) => changedBy > number);
    if (changed.length === 0) return undefined;
    return `{${changed.map(([name, { value }]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
  }

  #message(event: 'snapshot' | 'change', data: string): string {
    return `id: ${this.#epoch}-${this.#published}\nevent: ${event}\ndata: ${data}\n\n`;
  }

  /** A connection without a word for long is taken for a dead one, at both ends. */
  #beat(): void {
    this.#cancelBeat ??= this.#options.clock.after(BEAT_MS, () => {
      this.#cancelBeat = undefined;
      for (const reader of [...this.#readers]) reader.send(BEAT);
      if (this.#readers.size > 0) this.#beat();
    });
  }

  #stopBeat(): void {
    this.#cancelBeat?.();
    this.#cancelBeat = undefined;
  }
}
