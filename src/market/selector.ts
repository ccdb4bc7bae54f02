import { type Contract, contractKey } from './contracts.ts';

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

/** A contract with less than one in so many of the selected one's volume is no prospect. */
const PROSPECT_SHARE = 100;

/** What a selector's coming answers depend on, contracts by their keys. */
export interface SelectionState {
  readonly selected: string | null;
  readonly previous: string | null;
  readonly series: string | null;
  /** Whether something traded on the trade date under way; null where volumes decide nothing. */
  readonly hasTraded: boolean | null;
  /** Key, volume of the trade date under way and of the decisive one, of each contract that traded on either. */
  readonly volumes: readonly (readonly [string, number, number])[];
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

  /**
   * The contracts whose own history can decide something soon, by key: the selected one, and each that can still be selected and
   * had a hundredth or more of its volume on the trade date that decided or on the one under way. Left out are
   *
   * - for good, what can never be selected again: the expired, those before the selected one, pieces that a continuous series has left;
   * - for now, a thin back month. It is selected only after a trade date on which it trades more than the contract of which it has
   *   less than a hundredth now, and with such a volume come the bars that fill its windows anew.
   *
   * Nothing stops a market from doing otherwise, so that who relies on this looks again when the selection changes.
   * @param time UTC ms, at or after all that was added
   */
  prospects(time: number): number[] {
    const floor = this.#contracts[this.#previous]?.expiry ?? Number.NEGATIVE_INFINITY;
    const now = this.#volumes[this.#selected] ?? 0;
    const decisive = this.#decisive[this.#selected] ?? 0;
    return this.#keyed().flatMap(({ index }) => {
      if (index === this.#selected) return [index];
      const { kind, expiry } = this.#contracts[index]!;
      if (kind === 'continuous') return index === this.#series ? [index] : [];
      if (expiry <= time || expiry < floor) return [];
      const isThin =
        (this.#decisive[index] ?? 0) * PROSPECT_SHARE < decisive &&
        (this.#volumes[index] ?? 0) * PROSPECT_SHARE <= now;
      return isThin ? [] : [index];
    });
  }

  /** What its answers from `time` (UTC ms) on depend on: equal states of two selectors select alike on the same bars. */
  state(time: number): SelectionState {
    const isByVolume = this.#override === null && this.#series < 0;
    const keyOf = (index: number): string | null => (index < 0 ? null : contractKey(this.#contracts[index]!));
    return {
      selected: keyOf(this.#selected),
      previous: keyOf(this.#previous),
      series: keyOf(this.#series),
      hasTraded: isByVolume ? this.#hasTraded : null,
      volumes: this.#keyed().flatMap(({ key, index }) => {
        const volumes = [this.#volumes[index] ?? 0, this.#decisive[index] ?? 0] as const;
        const counts =
          isByVolume && this.#contracts[index]!.expiry > time && (volumes[0] > 0 || volumes[1] > 0);
        return counts ? [[key, ...volumes] as const] : [];
      }),
    };
  }

  /** The followed contracts in an order that does not depend on how they are numbered. */
  #keyed(): { readonly key: string; readonly index: number }[] {
    return this.#contracts
      .flatMap((contract, index) =>
        this.#isFollowed[index] === true ? [{ key: contractKey(contract), index }] : [],
      )
      .sort((a, b) => (a.key < b.key ? -1 : 1));
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
