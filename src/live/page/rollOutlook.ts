import type { SessionEvent } from '../../engine/events.ts';
import type { Tape } from '../../market/tape.ts';
import { rollAheadText } from '../rollAhead.ts';

/** Whether the next trade date begins with another contract: looked at once a trade date, for it takes all bars of the day. */
export class RollOutlook {
  readonly #isContractFixed: boolean;
  #known: { readonly ended: SessionEvent; readonly text: string | null } | undefined;

  constructor(isContractFixed: boolean) {
    this.#isContractFixed = isContractFixed;
  }

  /** The roll after a trade date, in words; null when there is none. */
  after(ended: SessionEvent, tape: Tape): string | null {
    if (this.#isContractFixed) return null;
    if (this.#known?.ended !== ended) this.#known = { ended, text: rollAheadText(ended, tape) ?? null };
    return this.#known.text;
  }
}
