import { createHash } from 'node:crypto';

const BUCKET_LENGTH = 5;

/**
 * The answer to a challenge of the live gateway (challenge-response authentication, in which the key is not sent):
 * SHA-256 of `challenge|key` in lower-case hex, a hyphen, and the key's last five characters.
 */
export function challengeResponse(challenge: string, key: string): string {
  return `${createHash('sha256').update(`${challenge}|${key}`).digest('hex')}-${key.slice(-BUCKET_LENGTH)}`;
}
