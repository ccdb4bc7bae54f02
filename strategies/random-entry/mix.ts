/**
 * A whole number in [0, 2^32) that looks drawn at random and depends on nothing but its arguments: the finaliser of MurmurHash3
 * (Appleby, public domain) over seed, place and purpose. The same place gets the same number however the bars are walked.
 */
export function mix(seed: number, place: number, purpose: number): number {
  return finalise(finalise(finalise(seed >>> 0) ^ (place >>> 0)) + Math.imul(purpose, 0x9e3779b9));
}

function finalise(value: number): number {
  let h = value | 0;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  h ^= h >>> 16;
  return h >>> 0;
}
