import { DatabentoError } from '../errors.ts';

const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const MAX_BLOCK_BYTES = 128 * 1024;

/** Whether the bytes begin a zstd frame. */
export function isZstdMagic(bytes: Uint8Array): boolean {
  return (
    bytes.length >= 4 && bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd
  );
}

/** Whether the bytes begin a skippable zstd frame; the legacy DBZ container begins with one. */
export function isSkippableMagic(bytes: Uint8Array): boolean {
  return (
    bytes.length >= 4 &&
    (bytes[0]! & 0xf0) === 0x50 &&
    bytes[1] === 0x2a &&
    bytes[2] === 0x4d &&
    bytes[3] === 0x18
  );
}

/** A stretch of one chunk that belongs to one compressed frame. Skippable frames yield none. */
export interface FrameSegment {
  readonly start: number;
  readonly end: number;
  readonly isLast: boolean;
  /** Most bytes that the blocks which began so far in this frame can decompress to. */
  readonly outputBound: number;
}

type State = 'magic' | 'descriptor' | 'header' | 'block' | 'content' | 'checksum' | 'skipSize' | 'skip';

/**
 * Finds the frames of a zstd stream without decompressing it (RFC 8878, section 3.1), in chunks cut anywhere. A frame
 * says in its block headers where it ends, so this knows what the decompressor does not tell on every Node: where one
 * frame ends and the next begins, whether the input stops inside one, and how much a frame can expand to.
 */
export class ZstdFrameScanner {
  #state: State = 'magic';
  /** Little-endian bytes of the number being assembled, and how many are still to come. */
  #word = 0;
  #wordBytes = 0;
  #wanted = 4;
  #skip = 0;
  #isLastBlock = false;
  #hasChecksum = false;
  #outputBound = 0;
  #offset = 0;
  #frames = 0;

  /** Bytes of compressed input seen. */
  get byteOffset(): number {
    return this.#offset;
  }

  /** Whether the input may end here: between frames, after at least one. */
  get isAtBoundary(): boolean {
    return this.#state === 'magic' && this.#wordBytes === 0 && this.#frames > 0;
  }

  /** Whether the input ends inside a frame of compressed data (and not between frames or inside a skippable one). */
  get isInsideFrame(): boolean {
    return this.#state !== 'magic' && this.#state !== 'skip' && this.#state !== 'skipSize';
  }

  /**
   * Takes the next chunk. Calls back for each stretch of a frame in it, in order. The four magic bytes of a frame may
   * lie in an earlier chunk: then the first segment begins with what is left, and `magicBytesBefore` is the count of
   * them that the caller must put in front.
   * @throws DatabentoError `corrupt` for anything that is neither a frame nor a skippable frame
   */
  scan(chunk: Uint8Array, onSegment: (segment: FrameSegment, magicBytesBefore: number) => void): void {
    let i = 0;
    const { length } = chunk;
    let start = this.isInsideFrame ? 0 : -1;
    let magicBytesBefore = 0;
    const close = (end: number, isLast: boolean): void => {
      onSegment({ start, end, isLast, outputBound: this.#outputBound }, magicBytesBefore);
      start = -1;
      magicBytesBefore = 0;
    };
    while (i < length) {
      if (this.#state === 'skip' || this.#state === 'content') {
        const step = Math.min(this.#skip, length - i);
        this.#skip -= step;
        i += step;
        if (this.#skip > 0) break;
        if (this.#state === 'skip') {
          this.#expect('magic', 4);
        } else if (this.#isLastBlock && !this.#hasChecksum) {
          this.#endFrame();
          close(i, true);
        } else {
          this.#expect(this.#isLastBlock ? 'checksum' : 'block', this.#isLastBlock ? 4 : 3);
        }
        continue;
      }
      this.#word += chunk[i]! * 2 ** (8 * Math.min(this.#wordBytes, 3));
      this.#wordBytes++;
      i++;
      if (this.#wordBytes < this.#wanted) continue;
      const word = this.#word;
      switch (this.#state) {
        case 'magic':
          if (word === FRAME_MAGIC) {
            this.#expect('descriptor', 1);
            this.#outputBound = 0;
            start = Math.max(0, i - 4);
            magicBytesBefore = Math.max(0, 4 - i);
          } else if (word - (word % 16) === SKIPPABLE_MAGIC) {
            this.#expect('skipSize', 4);
          } else {
            throw new DatabentoError('corrupt', 'bytes between zstd frames are no frame', {
              byteOffset: this.#offset + i - 4,
            });
          }
          break;
        case 'skipSize':
          this.#skip = word;
          this.#frames++;
          if (word === 0) this.#expect('magic', 4);
          else this.#expect('skip', 0);
          break;
        case 'descriptor': {
          const isSingleSegment = (word & 0x20) !== 0;
          this.#hasChecksum = (word & 0x04) !== 0;
          const contentSizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][word >> 6]!;
          const headerBytes = (isSingleSegment ? 0 : 1) + [0, 1, 2, 4][word & 0x03]! + contentSizeBytes;
          this.#expect('header', headerBytes);
          break;
        }
        case 'header':
          this.#expect('block', 3);
          break;
        case 'block': {
          this.#isLastBlock = (word & 1) !== 0;
          const type = (word >> 1) & 3;
          const size = word >> 3;
          if (type === 3 || size > MAX_BLOCK_BYTES) {
            throw new DatabentoError('corrupt', 'a zstd block is damaged', {
              byteOffset: this.#offset + i - 3,
            });
          }
          // Raw and run-length blocks say how many bytes they stand for; a compressed one stands for a block at most.
          this.#outputBound += type === 2 ? MAX_BLOCK_BYTES : size;
          this.#skip = type === 1 ? 1 : size;
          this.#expect('content', 0);
          if (this.#skip === 0) {
            if (!this.#isLastBlock) this.#expect('block', 3);
            else if (this.#hasChecksum) this.#expect('checksum', 4);
            else {
              this.#endFrame();
              close(i, true);
            }
          }
          break;
        }
        case 'checksum':
          this.#endFrame();
          close(i, true);
          break;
      }
    }
    this.#offset += length;
    if (start >= 0 && start < length) close(length, false);
  }

  #expect(state: State, bytes: number): void {
    this.#state = state;
    this.#word = 0;
    this.#wordBytes = 0;
    this.#wanted = bytes;
  }

  #endFrame(): void {
    this.#frames++;
    this.#expect('magic', 4);
  }
}
