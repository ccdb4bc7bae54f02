import { connect, type Socket } from 'node:net';
import { abortedError, type Clock } from '../clock.ts';
import { DatabentoError } from '../errors.ts';

/**
 * A TCP connection that is read by asking for the next chunk, so that the system's own back-pressure holds while nobody
 * asks. Every wait has a time limit on the injected clock.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #clock: Clock;
  readonly #name: string;
  #pending: Promise<IteratorResult<Uint8Array>> | undefined;

  private constructor(socket: Socket, clock: Clock, name: string) {
    this.#socket = socket;
    this.#chunks = socket
      .iterator({ destroyOnReturn: true })
      [Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
    this.#clock = clock;
    this.#name = name;
    // Failures are met by whoever reads.
    socket.on('error', () => {});
  }

  /**
   * Connects to the first address of the host that answers; names are looked up each time.
   * @throws DatabentoError `network`, `timeout`, `aborted`
   */
  static open(
    address: { readonly host: string; readonly port: number },
    options: { readonly clock: Clock; readonly timeoutMs: number; readonly signal: AbortSignal | undefined },
  ): Promise<Connection> {
    const { host, port } = address;
    const name = `${host}:${port}`;
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port, noDelay: true, autoSelectFamily: true });
      const fail = (error: DatabentoError): void => {
        settle();
        socket.destroy();
        reject(error);
      };
      const cancelTimer = options.clock.after(options.timeoutMs, () =>
        fail(
          new DatabentoError('timeout', `no connection to ${name} within ${options.timeoutMs / 1000} s`, {
            isRetryable: true,
          }),
        ),
      );
      const abort = (): void => fail(abortedError(options.signal));
      const settle = (): void => {
        cancelTimer();
        options.signal?.removeEventListener('abort', abort);
      };
      options.signal?.addEventListener('abort', abort, { once: true });
      if (options.signal?.aborted === true) abort();
      socket.once('error', (cause) => fail(networkError(`cannot connect to ${name}`, cause)));
      socket.once('connect', () => {
        settle();
        socket.removeAllListeners('error');
        resolve(new Connection(socket, options.clock, name));
      });
    });
  }

  /** The address, for messages. */
  get name(): string {
    return this.#name;
  }

  write(text: string): void {
    this.#socket.write(text, 'latin1');
  }

  /**
   * The next chunk; undefined when the other side has ended the connection.
   * @param silence the error to give when nothing came within `timeoutMs`
   * @throws DatabentoError `network` when the connection broke
   */
  async read(timeoutMs: number, silence: () => DatabentoError): Promise<Uint8Array | undefined> {
    // A read that timed out goes on and belongs to the next call.
    this.#pending ??= this.#chunks.next();
    const pending = this.#pending;
    let cancelTimer = (): void => {};
    const timeOut = new Promise<never>((_, reject) => {
      cancelTimer = this.#clock.after(timeoutMs, () => reject(silence()));
    });
    try {
      const next = await Promise.race([pending, timeOut]);
      this.#pending = undefined;
      return next.done === true ? undefined : next.value;
    } catch (error) {
      if (error instanceof DatabentoError) throw error;
      throw networkError(`the connection to ${this.#name} broke`, error);
    } finally {
      cancelTimer();
    }
  }

  close(): void {
    // Marked as handled: the reader that is waiting, if any, has its own handler.
    this.#pending?.catch(() => {});
    this.#socket.destroy();
  }
}

function networkError(what: string, cause: unknown): DatabentoError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  return new DatabentoError('network', `${what}: ${code}`, { cause, isRetryable: true });
}
