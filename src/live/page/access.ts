import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { TapebenchError } from '../../errors.ts';

/** A shorter one could be guessed. */
const LEAST_CHARACTERS = 16;

/** Whether an address is of this machine alone. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/**
 * The token that a page asks for; undefined when it needs none. Bound to other than the loopback it always has one.
 * @param given by the person
 * @throws TapebenchError TB_USAGE for one that could be guessed
 */
export function pageToken(host: string, given: string | undefined): string | undefined {
  if (given === undefined) return isLoopback(host) ? undefined : randomBytes(24).toString('base64url');
  if (given.length >= LEAST_CHARACTERS && /^[\w.~-]+$/.test(given)) return given;
  throw new TapebenchError(
    'TB_USAGE',
    `--page-token wants ${LEAST_CHARACTERS} letters, digits, dots, hyphens, tildes or underscores, or more`,
    { next: 'Leave it out: where one is needed, it is made and printed.' },
  );
}

/** Tells who has the token: it comes once in the address, in an Authorization header, or in the cookie that stands for it. */
export class TokenCheck {
  readonly #token: string;
  readonly cookieName: string;
  /** What the cookie holds: made from the token, which cannot be made from it. */
  readonly cookieValue: string;

  /** @param port keeps the cookies of two pages on one machine apart */
  constructor(token: string, port: number) {
    this.#token = token;
    this.cookieName = `tapebench-page-${port}`;
    this.cookieValue = createHmac('sha256', token).update('tapebench page cookie').digest('base64url');
  }

  isToken(text: string | undefined): boolean {
    return isSame(text, this.#token);
  }

  isCookie(text: string | undefined): boolean {
    return isSame(text, this.cookieValue);
  }
}

/** Takes as long for any text, so that no part of the secret can be learned by trying. */
function isSame(text: string | undefined, secret: string): boolean {
  const digest = (each: string): Buffer => createHash('sha256').update(each).digest();
  const isEqual = timingSafeEqual(digest(text ?? ''), digest(secret));
  return text !== undefined && isEqual;
}

/**
 * Whether a `Host` header names this page. A foreign name that resolves to this machine does not: its pages would otherwise
 * read ours as their own.
 * @param host that the page is bound to
 */
export function isOurHost(header: string | undefined, host: string): boolean {
  const match = /^(?:\[([\da-f:.]+)\]|([^:]+))(?::\d{1,5})?$/i.exec(header ?? '');
  const name = (match?.[1] ?? match?.[2])?.toLowerCase();
  if (name === undefined) return false;
  if (name === host.toLowerCase() || isLoopback(name)) return true;
  // Bound to every address of the machine: each of them, and its own name, but no other name.
  return isEverywhere(host) && (isIP(name) !== 0 || name === hostname().toLowerCase());
}

/** The name by which a browser finds a page that is bound to a host. */
export function nameFor(host: string): string {
  if (isEverywhere(host)) return hostname().toLowerCase();
  return host.includes(':') ? `[${host}]` : host;
}

function isEverywhere(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}
