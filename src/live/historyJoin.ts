import { firstIndexAtOrAfter } from '../market/bars.ts';
import { utcText } from '../market/dates.ts';
import type { Tape } from '../market/tape.ts';
import type { Remark } from './feedText.ts';
import type { TickBar } from './liveTape.ts';

const PRICES = ['open', 'high', 'low', 'close', 'volume'] as const;

/** How the bars that a feed brings again agree with the history that a session was begun on. */
export interface Joint {
  /** When the history ended, UTC ms. */
  readonly end: number;
  /** Bars that came again and are the same. */
  readonly same: number;
  /** Bars that came again and are not, or are not in the history, in words. */
  readonly differing: readonly string[];
}

/** Holds the bars that a feed brings from before the end of the history against the history's own, which are the ones that are used. */
export class HistoryJoin {
  readonly #history: Tape;
  readonly #end: number;
  readonly #differing: string[] = [];
  #same = 0;

  /** @param end when the history ended, UTC ms */
  constructor(history: Tape, end: number) {
    this.#history = history;
    this.#end = end;
  }

  /** Takes a bar of the feed; whether it lies within the history. */
  take(symbol: string, bar: TickBar): boolean {
    if (bar.time >= this.#end) return false;
    const why = this.#differenceOf(symbol, bar);
    if (why === undefined) this.#same += 1;
    else this.#differing.push(`${symbol} ${utcText(bar.time)}: ${why}`);
    return true;
  }

  get joint(): Joint {
    return { end: this.#end, same: this.#same, differing: this.#differing };
  }

  #differenceOf(symbol: string, bar: TickBar): string | undefined {
    const { contracts, byContract } = this.#history;
    const own = byContract[contracts.findLastIndex(({ rawSymbol }) => rawSymbol === symbol)];
    // What the history leaves out altogether, such as spreads, is not compared.
    if (own === undefined) return undefined;
    const index = firstIndexAtOrAfter(own, bar.time);
    if (index >= own.length || own.time[index] !== bar.time) return 'the history has no such bar';
    const column = PRICES.find((name) => own[name][index] !== bar[name]);
    return column === undefined
      ? undefined
      : `the ${column} is ${bar[column]}${column === 'volume' ? '' : ' ticks'}, in the history ${own[column][index]}`;
  }
}

/** What a joint says of the session's data. */
export function jointText({ end, same, differing }: Joint): Remark {
  const event = 'joined';
  const [first] = differing;
  if (first !== undefined) {
    const text = `The feed differs from the history before ${utcText(end)}: ${differing.length} of ${same + differing.length} bars that came again (${first}). Those of the history are used; look whether both are of the same market.`;
    return { level: 'warning', event, text };
  }
  const text =
    same === 0
      ? `The feed goes on where the history ends, ${utcText(end)}; no bar came twice.`
      : `The feed goes on where the history ends, ${utcText(end)}; ${same} bars came a second time, the same as in the history, and were left out.`;
  return { level: 'info', event, text };
}
