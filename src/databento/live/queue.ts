/**
 * A bounded queue between the reader of a connection and whoever consumes. The reader waits for room, and with it the
 * connection; what has been read is never dropped.
 */
export class BoundedQueue<T> {
  readonly #limit: number;
  #items: T[] = [];
  #head = 0;
  #isEnded = false;
  #failure: { readonly error: unknown } | undefined;
  #wakeConsumer = (): void => {};
  #wakeProducer = (): void => {};

  constructor(limit: number) {
    this.#limit = limit;
  }

  get length(): number {
    return this.#items.length - this.#head;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  push(item: T): void {
    if (this.#isEnded) return;
    this.#items.push(item);
    this.#wakeConsumer();
  }

  /** Resolves when there is room; at once while there is. */
  async room(): Promise<void> {
    while (this.length >= this.#limit && !this.#isEnded) {
      await new Promise<void>((resolve) => {
        this.#wakeProducer = resolve;
      });
    }
  }

  /** No more items come; a consumer gets what is here, then the error if there is one. */
  end(failure?: { readonly error: unknown }): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#failure = failure;
    this.#wakeConsumer();
    this.#wakeProducer();
  }

  /** The next item; undefined at the end. @throws the error that the queue ended with */
  async take(): Promise<T | undefined> {
    while (this.length === 0 && !this.#isEnded) {
      await new Promise<void>((resolve) => {
        this.#wakeConsumer = resolve;
      });
    }
    if (this.length === 0) {
      if (this.#failure !== undefined) throw this.#failure.error;
      return undefined;
    }
    const item = this.#items[this.#head]!;
    this.#head += 1;
    if (this.#head === this.#items.length || this.#head >= 4096) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    // Half empty before the reader goes on, so that it does not stop and start with every item.
    if (this.length <= this.#limit / 2) this.#wakeProducer();
    return item;
  }
}
