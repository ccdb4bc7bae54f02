import { seededRandom } from '../databento/random.ts';

/** The ways in which a live session's greeting and authentication can go wrong or look unusual. */
export type HandshakeVariant =
  | 'never-greets'
  | 'no-challenge'
  | 'no-reply'
  | 'close-before-reply'
  | 'empty-reply'
  | 'missing-success'
  | 'rejected'
  | 'plain-greeting'
  | 'glued'
  | 'trailing-pipe'
  | 'reply-with-metadata';

interface Repeated {
  /** How often it happens over the life of the gateway; once when absent. */
  readonly times?: number;
}

interface AtRecord {
  /** After how many records of a session, control records included; 0 when absent. */
  readonly afterRecords?: number;
}

interface OnPath {
  /** Only requests to this endpoint, e.g. `timeseries.get_range`; all when absent. */
  readonly path?: string;
}

/** What a gateway can be asked to do wrong. */
export type Fault =
  /** An HTTP error in place of an answer. */
  | ({
      readonly kind: 'http-status';
      readonly status: number;
      readonly retryAfterSeconds?: number;
      /** The body as it is; a JSON error when absent. */
      readonly body?: string;
    } & OnPath &
      Repeated)
  /**
   * A body that stops: `reset` breaks the connection, `end` closes the answer as if it were whole, `stall` holds the
   * connection and sends nothing more.
   */
  | ({
      readonly kind: 'http-cut';
      readonly afterBytes: number;
      readonly how?: 'reset' | 'end' | 'stall';
    } & OnPath &
      Repeated)
  /** No answer at all, the connection held. */
  | ({ readonly kind: 'http-stall' } & OnPath & Repeated)
  /** An `X-Warning` header, as it is. */
  | ({ readonly kind: 'http-warning'; readonly header: string } & OnPath & Repeated)
  | ({ readonly kind: 'handshake'; readonly variant: HandshakeVariant } & Repeated)
  /** The end of a connection: `end` is a clean EOF, `reset` is not. `afterBytes` counts what was sent after the authentication. */
  | ({
      readonly kind: 'disconnect';
      readonly afterBytes?: number;
      readonly how?: 'end' | 'reset';
    } & AtRecord &
      Repeated)
  /** Every write in pieces of so many bytes. */
  | { readonly kind: 'fragment'; readonly bytes: number }
  /** Records sent twice, with this probability. */
  | { readonly kind: 'duplicate'; readonly probability: number }
  /** Bars held back, with this probability, until so many further records have been sent. */
  | { readonly kind: 'late'; readonly probability: number; readonly byRecords: number }
  /** Everything stops, also heartbeats, while the connection stays. */
  | ({ readonly kind: 'silence' } & AtRecord & Repeated)
  /** An error record; the codes that end a session end it. */
  | ({
      readonly kind: 'error';
      readonly code: number;
      readonly text?: string;
      readonly isLast?: number;
    } & AtRecord &
      Repeated)
  /** An instrument id begins to mean another symbol. */
  | ({ readonly kind: 'remap'; readonly instrumentId: number; readonly symbol: string } & AtRecord & Repeated)
  /** The slow-reader warning, and with `skip` so many records left out and reported by error 7. */
  | ({ readonly kind: 'slow-reader'; readonly skip?: number } & AtRecord & Repeated)
  /** Any bytes, put between two records. */
  | ({ readonly kind: 'inject'; readonly bytes: Uint8Array } & AtRecord & Repeated)
  /** Disconnects at record boundaries and inside records, each with this probability a record. */
  | { readonly kind: 'random-disconnect'; readonly probability: number };

export type FaultKind = Fault['kind'];
export type FaultOf<K extends FaultKind> = Extract<Fault, { readonly kind: K }>;

/** The faults that are still to happen, and the seeded chance that decides those with a probability. */
export class FaultPlan {
  readonly #faults: readonly Fault[];
  readonly #left: number[];
  readonly random: () => number;

  constructor(faults: readonly Fault[], seed: number) {
    this.#faults = faults;
    this.#left = faults.map((fault) => ('times' in fault ? (fault.times ?? 1) : 1));
    this.random = seededRandom(seed);
  }

  /** The first fault of the kind that is due, which is then used up once; undefined when there is none. */
  take<K extends FaultKind>(
    kind: K,
    isDue: (fault: FaultOf<K>) => boolean = () => true,
  ): FaultOf<K> | undefined {
    for (const [i, fault] of this.#faults.entries()) {
      if (fault.kind !== kind || this.#left[i]! <= 0 || !isDue(fault as FaultOf<K>)) continue;
      this.#left[i]! -= 1;
      return fault as FaultOf<K>;
    }
    return undefined;
  }

  /** A fault of the kind that holds throughout; it is not used up. */
  standing<K extends FaultKind>(kind: K): FaultOf<K> | undefined {
    return this.#faults.find((fault): fault is FaultOf<K> => fault.kind === kind);
  }

  /** True with the probability. */
  chance(probability: number): boolean {
    return probability > 0 && this.random() < probability;
  }
}
