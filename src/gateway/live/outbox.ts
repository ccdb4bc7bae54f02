import type { Socket } from 'node:net';
import { createZstdCompress, type ZstdCompress } from 'node:zlib';

export interface OutboxOptions {
  /** Every write in pieces of so many bytes; whole when absent. */
  readonly fragmentBytes: number | undefined;
}

/**
 * What leaves for one client: in order, compressed from some point on when that was asked for, in pieces when that was
 * asked for, and cut after a given byte when that was asked for.
 */
export class Outbox {
  readonly #socket: Socket;
  readonly #fragmentBytes: number | undefined;
  #compressor: ZstdCompress | undefined;
  #compressed: Uint8Array[] = [];
  #cut: { leftBytes: number; readonly how: 'end' | 'reset' } | undefined;
  #tail: Promise<void> = Promise.resolve();
  isClosed = false;

  constructor(socket: Socket, options: OutboxOptions) {
    this.#socket = socket;
    this.#fragmentBytes = options.fragmentBytes;
    socket.once('close', () => {
      this.isClosed = true;
    });
    // A client that goes away is no failure of the gateway.
    socket.on('error', () => {});
  }

  /** Bytes that are written and not yet taken by the system. */
  get backlogBytes(): number {
    return this.#socket.writableLength;
  }

  /** From here on everything is one zstd stream, flushed with each write. */
  startCompression(): void {
    this.#compressor = createZstdCompress();
    this.#compressor.on('data', (bytes: Uint8Array) => this.#compressed.push(bytes));
  }

  /** After so many further bytes the connection ends. */
  cutAfter(bytes: number, how: 'end' | 'reset'): void {
    this.#cut = { leftBytes: bytes, how };
  }

  /** Resolves when the bytes are with the system or in the socket's buffer. */
  write(bytes: Uint8Array): Promise<void> {
    this.#tail = this.#tail.then(() => this.#write(bytes));
    return this.#tail;
  }

  /** Resolves when the socket's buffer is empty, or the connection has ended. */
  async drained(): Promise<void> {
    await this.#tail;
    while (!this.isClosed && this.#socket.writableNeedDrain) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          this.#socket.off('drain', done);
          this.#socket.off('close', done);
          resolve();
        };
        this.#socket.on('drain', done);
        this.#socket.on('close', done);
      });
    }
  }

  /** Ends the connection after what was written: `end` is a clean EOF, `reset` is not. */
  async close(how: 'end' | 'reset'): Promise<void> {
    await this.#tail;
    if (this.isClosed) return;
    this.isClosed = true;
    if (how === 'end') {
      this.#socket.end();
      return;
    }
    // A reset discards what is still on its way here, so what was written must have left.
    await new Promise<void>((resolve) => {
      this.#socket.write(new Uint8Array(0), () => resolve());
    });
    this.#socket.resetAndDestroy();
  }

  async #write(bytes: Uint8Array): Promise<void> {
    if (this.isClosed) return;
    const output = this.#compressor === undefined ? bytes : await this.#compress(this.#compressor, bytes);
    const cut = this.#cut;
    if (cut === undefined || output.length < cut.leftBytes) {
      if (cut !== undefined) cut.leftBytes -= output.length;
      await this.#send(output);
      return;
    }
    await this.#send(output.subarray(0, cut.leftBytes));
    const { how } = cut;
    this.#cut = undefined;
    // `close` waits for the tail, which waits for this write.
    void this.close(how);
  }

  #compress(compressor: ZstdCompress, bytes: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve) => {
      compressor.write(bytes);
      compressor.flush(() => {
        const output = Buffer.concat(this.#compressed);
        this.#compressed = [];
        resolve(output);
      });
    });
  }

  async #send(bytes: Uint8Array): Promise<void> {
    const step = this.#fragmentBytes ?? bytes.length;
    for (let offset = 0; offset < bytes.length && !this.#socket.destroyed; offset += step) {
      this.#socket.write(bytes.subarray(offset, offset + step));
      // A turn of the event loop between pieces, so that they leave one by one.
      if (this.#fragmentBytes !== undefined) await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
