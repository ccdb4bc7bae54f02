import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';
import { TapebenchError } from '../../errors.ts';

/** Standard deviation of the sum of four independent bytes, each uniform on 0..255: sqrt(4 (256^2 - 1) / 12). */
const FOUR_BYTES_DEVIATION = Math.sqrt((256 * 256 - 1) / 3);

/** Half of `unit`'s step: keeps a quotient finite where `unit` is 0. */
const HALF_STEP = 1 / 8_589_934_592;

/** One independent sequence of random numbers. Everything is made from whole 32-bit words by exact or IEEE arithmetic. */
export class RandomStream {
  readonly #generator: JumpableRandomGenerator;

  constructor(generator: JumpableRandomGenerator) {
    this.#generator = generator;
  }

  /** 32 random bits as a signed integer. */
  bits(): number {
    return this.#generator.next();
  }

  /** Uniform in [0, 1), a multiple of 2^-32. */
  unit(): number {
    return (this.#generator.next() >>> 0) / 4294967296;
  }

  /** Uniform whole number in [0, size), for sizes far below 2^32. */
  index(size: number): number {
    return Math.floor(this.unit() * size);
  }

  /** Mean 0, variance 1, nearly normal, within 3.46, and symmetric bit for bit: the law of x is the law of -x. */
  normal(): number {
    const word = this.#generator.next();
    const sum = (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24);
    return (sum - 510) / FOUR_BYTES_DEVIATION;
  }

  /** At least 1, with P(X > x) = x^-4 up to `cap`: a scale that is usually ordinary and now and then large. */
  paretoFour(cap: number): number {
    return Math.min(cap, Math.sqrt(1 / Math.sqrt(this.unit() + HALF_STEP)));
  }

  /** At least 1, with P(X > x) = x^-2 up to `cap`: heavier than `paretoFour`. */
  paretoTwo(cap: number): number {
    return Math.min(cap, 1 / Math.sqrt(this.unit() + HALF_STEP));
  }

  /** `x` >= 0 rounded to a neighbouring whole number, up or down at random so that the mean is `x`. */
  rounded(x: number): number {
    return Math.floor(x + this.unit());
  }
}

/**
 * `count` independent streams from one seed: xoroshiro128+, each 2^64 draws after the one before. Separate streams keep the parts
 * of the market apart: another row order or another edge leaves every other draw where it was.
 * @throws TapebenchError TB_PARAMETER_INVALID when the seed is not a safe integer
 */
export function randomStreams(seed: number, count: number): readonly RandomStream[] {
  if (!Number.isSafeInteger(seed)) {
    throw new TapebenchError('TB_PARAMETER_INVALID', `seed must be a whole number, not ${seed}`);
  }
  const generator = xoroshiro128plusFromState(stateOf(seed));
  const streams: RandomStream[] = [];
  for (let i = 0; i < count; i++) {
    streams.push(new RandomStream(generator.clone()));
    generator.jump();
  }
  return streams;
}

/** Neighbouring seeds must not give neighbouring states, so the seed's two halves are hashed into four words (MurmurHash3's finaliser). */
function stateOf(seed: number): number[] {
  const low = seed | 0;
  const high = Math.floor(seed / 4294967296) | 0;
  const state: number[] = [];
  for (let i = 1; i <= 4; i++) state.push(hashed(low + Math.imul(i, 0x9e3779b9), hashed(high, i)));
  // The generator's one fixed point.
  if (!state.some((word) => word !== 0)) state[0] = 1;
  return state;
}

function hashed(word: number, salt: number): number {
  let bits = (word ^ Math.imul(salt, 0x27d4eb2f)) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) | 0;
}
