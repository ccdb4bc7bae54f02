/** The sum of the last periods' volumes, in exact whole numbers; a ring of fixed size. */
export class TrailingBaseline {
  readonly #volumes: Float64Array;
  #slot = 0;
  #count = 0;
  /** Sum over the periods in the ring. */
  sum = 0;

  constructor(periods: number) {
    this.#volumes = new Float64Array(periods);
  }

  /** Whether all the periods it asks for have been. */
  get isFull(): boolean {
    return this.#count === this.#volumes.length;
  }

  push(volume: number): void {
    const volumes = this.#volumes;
    const slot = this.#slot;
    this.sum += volume - volumes[slot]!;
    volumes[slot] = volume;
    this.#slot = slot + 1 === volumes.length ? 0 : slot + 1;
    if (this.#count < volumes.length) this.#count++;
  }

  /** The volumes in the ring, oldest first. */
  values(): readonly number[] {
    const size = this.#volumes.length;
    const first = this.#slot - this.#count + size;
    return Array.from({ length: this.#count }, (_, k) => this.#volumes[(first + k) % size]!);
  }
}

/**
 * For each New York clock period the volumes of the last trade dates on which it existed, of the contract that was selected then. A
 * trade date counts from its end on.
 */
export class TimeOfDayBaseline {
  readonly #history: (TrailingBaseline | undefined)[] = [];
  readonly #periods: number;
  #today: { readonly slot: number; readonly volume: number }[] = [];

  constructor(periods: number) {
    this.#periods = periods;
  }

  /** The baseline of a clock period; undefined when it never existed. */
  at(slot: number): TrailingBaseline | undefined {
    return this.#history[slot];
  }

  /** Notes a period of the selected contract. */
  note(slot: number, volume: number): void {
    this.#today.push({ slot, volume });
  }

  closeDate(): void {
    for (const { slot, volume } of this.#today) {
      this.#history[slot] ??= new TrailingBaseline(this.#periods);
      this.#history[slot].push(volume);
    }
    this.#today = [];
  }

  state(): unknown {
    return {
      history: this.#history.flatMap((baseline, slot) => (baseline ? [[slot, ...baseline.values()]] : [])),
      today: this.#today,
    };
  }
}
