import type { Contract } from './contracts.ts';

/** A change of the selected contract. Contracts are indices into the table of contracts. */
export interface Roll {
  /** UTC ms: the open of the trade date; in a continuous series the first bar of the new contract. */
  readonly time: number;
  /** Day number of the first trade date with the new contract. */
  readonly tradeDate: number;
  /** The contract selected before; -1 for the first selection. */
  readonly from: number;
  readonly to: number;
  /** Contracts traded on the trade date that decided, of `from` and `to`; 0 where no volume decided. */
  readonly volumeFrom: number;
  readonly volumeTo: number;
}

/**
 * Selects the one contract that is traded, trade date by trade date: the outright with the highest volume in the latest completed
 * trade date; a tie goes to the nearer expiry; never back to an earlier expiry, never to an expired contract; none on the first trade
 * date. Spreads are never candidates. An override names the contract instead, from the first trade date on.
 *
 * A continuous series is followed where there is no outright: the change of its instrument id is the roll, at the first bar of
 * the new one, and what it left never comes back.
 *
 * Say `open` when a trade date begins and `add` every bar after it, in time order. The table of contracts may grow meanwhile. A trade
 * date on which nothing traded decides nothing: the volumes of the one before it stand.
 */
export class ContractSelector {
  readonly #contracts: readonly Contract[];
  readonly #override: string | null;
  /** By contract, of the trade date under way. */
  #volumes: number[] = [];
  #hasTraded = false;
  /** By contract, of the latest completed trade date on which one traded. */
  #decisive: readonly number[] = [];
  /** By contract, from its first bar on: whether it can be selected at all. */
  readonly #isFollowed: boolean[] = [];
  /** The contract of a continuous series that began last. */
  #series = -1;
  #selected = -1;
  /** The last that was selected: the way back stays barred after it has expired. */
  #previous = -1;

  /** @param override raw symbol of the contract to trade, whatever its volume */
  constructor(contracts: readonly Contract[], override: string | null = null) {
    this.#contracts = contracts;
    this.#override = override === null ? null : override.trim().toUpperCase();
  }

  /** Index of the selected contract; -1 for none. */
  get selected(): number {
    return this.#selected;
  }

  /**
   * Takes a bar, or the volume of several of one contract and trade date, `time` being the open of the first (UTC ms). Returns the
   * roll that the first bar of a new contract is in a continuous series, else null.
   */
  add(contract: number, volume: number, time: number, tradeDate: number): Roll | null {
    const known = this.#isFollowed[contract];
    const isFollowed = known ?? this.#follows(contract);
    if (known === undefined) this.#isFollowed[contract] = isFollowed;
    if (!isFollowed) return null;
    this.#volumes[contract] = (this.#volumes[contract] ?? 0) + volume;
    if (volume > 0) this.#hasTraded = true;
    if (known !== undefined || this.#contracts[contract]!.kind !== 'continuous') return null;
    this.#series = contract;
    const isRoll = this.#selected >= 0 && this.#selected !== contract;
    return isRoll ? this.#select(contract, time, tradeDate, 0, 0) : null;
  }

  /**
   * Begins a trade date; what was added before belongs to completed ones. Returns the roll, or null when the selection stays.
   * @param time the open of the trade date, UTC ms
   */
  open(time: number, tradeDate: number): Roll | null {
    if (this.#selected >= 0 && this.#contracts[this.#selected]!.expiry <= time) this.#selected = -1;
    if (this.#hasTraded) {
      this.#decisive = this.#volumes;
      this.#volumes = [];
      this.#hasTraded = false;
    }
    if (this.#override !== null) this.#followOverride();
    const volumes = this.#decisive;
    const best = this.#series >= 0 ? this.#series : this.#best(volumes, time);
    if (best < 0 || best === this.#selected) return null;
    return this.#select(best, time, tradeDate, volumes[this.#previous] ?? 0, volumes[best] ?? 0);
  }

  #select(contract: number, time: number, tradeDate: number, volumeFrom: number, volumeTo: number): Roll {
    const roll: Roll = { time, tradeDate, from: this.#previous, to: contract, volumeFrom, volumeTo };
    this.#selected = contract;
    this.#previous = contract;
    return roll;
  }

  #follows(index: number): boolean {
    const contract = this.#contracts[index]!;
    if (contract.kind === 'spread') return false;
    if (this.#override !== null) return contract.rawSymbol.toUpperCase() === this.#override;
    if (contract.kind === 'outright') return true;
    if (this.#contracts.some((other) => other.kind === 'outright')) return false;
    const first = this.#contracts.find((other) => other.kind === 'continuous')!;
    return contract.rawSymbol === first.rawSymbol;
  }

  /** An override is known before it has traded. */
  #followOverride(): void {
    for (let i = 0; i < this.#contracts.length; i++) {
      const contract = this.#contracts[i]!;
      if (this.#isFollowed[i] !== undefined || !this.#follows(i)) continue;
      if (contract.kind !== 'continuous') this.#isFollowed[i] = true;
      else if (this.#series < 0) this.#series = i;
    }
  }

  #best(volumes: readonly number[], time: number): number {
    const floor = this.#contracts[this.#previous]?.expiry ?? Number.NEGATIVE_INFINITY;
    let best = -1;
    for (let i = 0; i < this.#contracts.length; i++) {
      const { expiry } = this.#contracts[i]!;
      const volume = volumes[i] ?? 0;
      if (this.#isFollowed[i] !== true || expiry <= time || expiry < floor) continue;
      if (this.#override === null && !(volume > 0)) continue;
      if (best < 0 || this.#precedes(i, volume, best, volumes[best] ?? 0)) best = i;
    }
    return best;
  }

  #precedes(one: number, volume: number, other: number, otherVolume: number): boolean {
    // Of two contracts that an override names, ten years apart, the nearer is meant.
    if (this.#override === null && volume !== otherVolume) return volume > otherVolume;
    return this.#contracts[one]!.expiry < this.#contracts[other]!.expiry;
  }
}
