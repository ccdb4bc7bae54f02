import { type Bars, firstIndexAtOrAfter } from '../market/bars.ts';
import type { Session } from '../market/calendar.ts';
import type { EngineParameters } from './parameters.ts';
import { countBelow, type Volatility, volatilityAt } from './volatility.ts';

/** The volatility of one contract at any of its bars that were seen, over the scope that the parameters name. */
export class VolatilityWindow {
  readonly #bars: Bars;
  readonly #size: number;
  readonly #intervalMs: number;
  readonly #isSessionScope: boolean;
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  /** The last answer and the end of scope that it was given for: outside hours the scope stands still. */
  #lastEnd = -1;
  #last: Volatility = { sigma1: Number.NaN, isSufficient: false, bars: 0, returns: 0 };

  constructor(
    bars: Bars,
    parameters: Pick<EngineParameters, 'volatilityBars' | 'volatilityScope'>,
    intervalMs: number,
  ) {
    this.#bars = bars;
    this.#size = parameters.volatilityBars;
    this.#intervalMs = intervalMs;
    this.#isSessionScope = parameters.volatilityScope === 'session';
    if (!this.#isSessionScope) {
      this.#from.push(0);
      this.#to.push(0);
    }
  }

  /** Takes in bars `[seen, to)`, all of them of the trade date of `session`. */
  see(session: Session, seen: number, to: number): void {
    if (!this.#isSessionScope) {
      this.#to[0] = to;
      return;
    }
    if (Number.isNaN(session.regularOpen)) return;
    const from = Math.min(to, firstIndexAtOrAfter(this.#bars, session.regularOpen, seen));
    const end = Math.min(to, firstIndexAtOrAfter(this.#bars, session.regularClose, from));
    if (end <= from) return;
    const last = this.#from.length - 1;
    const isSameSession = last >= 0 && this.#bars.time[this.#from[last]!]! >= session.regularOpen;
    if (isSameSession) {
      this.#to[last] = end;
    } else {
      this.#from.push(from);
      this.#to.push(end);
    }
  }

  /** sigma1 over the bars in scope among `[0, end)`. */
  at(end: number): Volatility {
    const range = countBelow(this.#from, end) - 1;
    const scopeEnd = range < 0 ? 0 : Math.min(end, this.#to[range]!);
    if (scopeEnd !== this.#lastEnd) {
      const ranges = { from: this.#from, to: this.#to };
      this.#last = volatilityAt(this.#bars, scopeEnd, ranges, this.#size, this.#intervalMs);
      this.#lastEnd = scopeEnd;
    }
    return this.#last;
  }

  /** Time and close of the bars that the next answers can depend on, oldest first, one more than the window holds. */
  state(end: number): readonly number[] {
    const { time, close } = this.#bars;
    const values: number[] = [];
    for (let range = this.#from.length - 1; range >= 0; range--) {
      for (let i = Math.min(end, this.#to[range]!) - 1; i >= this.#from[range]!; i--) {
        if (values.length > 2 * this.#size) return values.reverse();
        values.push(close[i]!, time[i]!);
      }
    }
    return values.reverse();
  }
}
