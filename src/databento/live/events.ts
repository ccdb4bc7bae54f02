import type { Schema } from '../codec/enums.ts';
import type { DbnMetadata } from '../codec/metadata.ts';
import type { DbnRecord } from '../codec/record.ts';
import type { DatabentoError } from '../errors.ts';

/** What a live client hands on, in the order in which it happened. Times are UNIX nanoseconds. */
export type LiveEvent =
  | {
      /** A session has begun: the first, or one after a disconnect. */
      readonly kind: 'connected';
      readonly sessionId: string | undefined;
      readonly isReconnect: boolean;
      readonly metadata: DbnMetadata;
    }
  | {
      /** Market data, each record once. The view stays good. */
      readonly kind: 'record';
      readonly record: DbnRecord;
      /** It comes after a later bar of the same instrument. */
      readonly isLate: boolean;
      /** The gateway sent it as a replay, before it went over to what happens now. */
      readonly isReplayed: boolean;
    }
  | {
      /** From here on the number means the symbol. */
      readonly kind: 'mapping';
      readonly instrumentId: number;
      readonly symbolIn: string;
      readonly symbolOut: string;
      readonly record: DbnRecord;
    }
  | {
      /** Every bar of the schema that closed at or before `end` has been sent; bars that are not there will not come. */
      readonly kind: 'end-of-interval';
      readonly schema: Schema;
      readonly end: bigint;
    }
  | {
      readonly kind: 'acknowledged' | 'slow-reader-warning' | 'replay-completed' | 'message';
      readonly text: string;
    }
  | { readonly kind: 'heartbeat'; readonly tsEvent: bigint }
  /** The gateway reports an error and goes on, e.g. a symbol that it does not know. */
  | { readonly kind: 'error'; readonly error: DatabentoError; readonly isLast: boolean }
  | {
      /** Data between two moments are missing and will not come by themselves. */
      readonly kind: 'gap';
      readonly schema: Schema | undefined;
      readonly from: bigint | undefined;
      /** Undefined while it is not known when data come again. */
      readonly to: bigint | undefined;
      readonly reason: string;
    }
  | {
      readonly kind: 'disconnected';
      readonly error: DatabentoError;
      /** When the next attempt begins, milliseconds from now. */
      readonly retryInMs: number;
      readonly attempt: number;
    }
  /** The recording could not be written; nothing is handed on until it can. */
  | { readonly kind: 'recording-failed'; readonly error: DatabentoError }
  | {
      /** All that was missed during a disconnect has been replayed. */
      readonly kind: 'caught-up';
      readonly from: bigint;
      /** Records that came again and were not handed on again. */
      readonly duplicates: number;
    };
