import { inspect } from 'node:util';
import { DatabentoError } from './errors.ts';
import { challengeResponse } from './live/cram.ts';

const KEY_LENGTH = 32;
const BUCKET_LENGTH = 5;

/**
 * A Databento API key that does not show itself: printed, inspected, put in a template string or in JSON, it gives
 * only its last five characters (the "bucket id", which the protocol sends in the clear).
 */
export class ApiKey {
  readonly #text: string;

  /** @throws DatabentoError `key` when the text is not 32 ASCII characters beginning with `db-`; the text is not shown. */
  constructor(text: string) {
    const trimmed = text.trim();
    if (trimmed === '') throw new DatabentoError('key', 'Databento API key not set');
    if (trimmed.length !== KEY_LENGTH || !/^db-[\x21-\x7e]+$/.test(trimmed)) {
      throw new DatabentoError(
        'key',
        `not a Databento API key: a key has ${KEY_LENGTH} characters and begins with db-, this has ${trimmed.length}`,
      );
    }
    this.#text = trimmed;
  }

  /** Takes a key as text or as `ApiKey`. */
  static from(key: ApiKey | string): ApiKey {
    return key instanceof ApiKey ? key : new ApiKey(key);
  }

  /** The last five characters. */
  get bucketId(): string {
    return this.#text.slice(-BUCKET_LENGTH);
  }

  /** The value of an HTTP `Authorization` header: the key is the user, the password is empty. */
  basicAuthorization(): string {
    return `Basic ${Buffer.from(`${this.#text}:`, 'latin1').toString('base64')}`;
  }

  /** The answer to a challenge of the live gateway. */
  answerChallenge(challenge: string): string {
    return challengeResponse(challenge, this.#text);
  }

  toString(): string {
    return `db-***${this.bucketId}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

// What `console.log` shows. Private fields are not shown anyway; this names the key by its end.
Object.defineProperty(ApiKey.prototype, inspect.custom, {
  value(this: ApiKey): string {
    return `ApiKey(${this.toString()})`;
  },
});
