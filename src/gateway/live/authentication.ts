import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { ApiKey } from '../../databento/apiKey.ts';
import type { FaultPlan, HandshakeVariant } from '../faults.ts';
import type { Outbox } from './outbox.ts';

const DEFAULT_HEARTBEAT_S = 30;

/** What a client asked for when it authenticated. */
export interface SessionTerms {
  readonly hasTsOut: boolean;
  readonly heartbeatMs: number;
  readonly isCompressed: boolean;
}

export interface AuthenticationOptions {
  readonly key: ApiKey;
  readonly dataset: string;
  readonly sessionId: string;
  readonly faults: FaultPlan;
  readonly outbox: Outbox;
  /** The bytes of the session's metadata, for the variant in which they come with the reply. */
  readonly metadata: (terms: SessionTerms) => Uint8Array;
}

/** Greeting, challenge, and the verification of the answer, with the ways in which each can go wrong. */
export class Authentication {
  readonly #options: AuthenticationOptions;
  readonly #challenge: string = randomBytes(24).toString('base64url');
  /** Set when the metadata went out with the reply. */
  hasSentMetadata = false;

  constructor(options: AuthenticationOptions) {
    this.#options = options;
  }

  async greet(): Promise<void> {
    if (this.#isFaulty('never-greets')) return;
    const greeting = this.#isFaulty('plain-greeting') ? 'lsg-test\n' : 'lsg_version=0.8.0\n';
    if (this.#isFaulty('no-challenge')) return this.#text(greeting);
    const challenge = `cram=${this.#challenge}\n`;
    if (this.#isFaulty('glued')) return this.#text(greeting + challenge);
    await this.#text(greeting);
    await this.#text(challenge);
  }

  /** Answers an authentication line. @returns the terms when it was good; else the session has come to its end */
  async answer(fields: ReadonlyMap<string, string>): Promise<SessionTerms | undefined> {
    const { outbox, sessionId } = this.#options;
    if (this.#isFaulty('no-reply')) return undefined;
    if (this.#isFaulty('close-before-reply')) {
      await outbox.close('end');
      return undefined;
    }
    if (this.#isFaulty('empty-reply')) {
      await this.#text('\n');
      return undefined;
    }
    if (this.#isFaulty('missing-success')) {
      await this.#text(`session_id=${sessionId}\n`);
      return undefined;
    }
    const refusal = this.#refusalOf(fields);
    if (refusal !== undefined) {
      await this.#text(`success=0|error=${refusal}\n`);
      await outbox.close('end');
      return undefined;
    }
    const heartbeat = Number(fields.get('heartbeat_interval_s') ?? DEFAULT_HEARTBEAT_S);
    const terms = {
      hasTsOut: fields.get('ts_out') === '1',
      heartbeatMs: (heartbeat >= 5 && heartbeat <= 1800 ? heartbeat : DEFAULT_HEARTBEAT_S) * 1000,
      isCompressed: fields.get('compression') === 'zstd',
    };
    const extra = this.#isFaulty('trailing-pipe') ? '|novel_key=a=b||' : '';
    const reply = `success=1|session_id=${sessionId}${extra}\n`;
    if (!terms.isCompressed && this.#isFaulty('reply-with-metadata')) {
      // One write, so that the client meets the end of the text and the beginning of the data in one chunk.
      this.hasSentMetadata = true;
      const { metadata } = this.#options;
      await outbox.write(Buffer.concat([Buffer.from(reply, 'latin1'), metadata(terms)]));
    } else {
      await this.#text(reply);
    }
    return terms;
  }

  #refusalOf(fields: ReadonlyMap<string, string>): string | undefined {
    const { key, dataset } = this.#options;
    const given = Buffer.from(fields.get('auth') ?? '', 'latin1');
    const wanted = Buffer.from(key.answerChallenge(this.#challenge), 'latin1');
    const isKnown = given.length === wanted.length && timingSafeEqual(given, wanted);
    if (!isKnown || this.#isFaulty('rejected')) return 'Authentication failed.';
    const asked = fields.get('dataset');
    if (asked !== dataset) return `A live data license is required to access ${asked ?? 'a dataset'}.`;
    return fields.get('encoding') === 'dbn' ? undefined : 'This gateway serves dbn.';
  }

  #isFaulty(variant: HandshakeVariant): boolean {
    return this.#options.faults.take('handshake', (fault) => fault.variant === variant) !== undefined;
  }

  #text(text: string): Promise<void> {
    return this.#options.outbox.write(Buffer.from(text, 'latin1'));
  }
}
