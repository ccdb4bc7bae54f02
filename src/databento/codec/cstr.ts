import { DatabentoError } from '../errors.ts';

/**
 * Text of a fixed-width field: the bytes before the first NUL, or all `size` bytes when there is none. One byte is one
 * character, so that what is no ASCII survives a round trip.
 */
export function readCstr(bytes: Uint8Array, offset: number, size: number): string {
  let text = '';
  const end = offset + size;
  for (let i = offset; i < end; i++) {
    const code = bytes[i]!;
    if (code === 0) break;
    text += String.fromCharCode(code);
  }
  return text;
}

/**
 * Writes `text` with NUL padding into a field of `size` bytes. `mayFill` lets it take the place of its NUL: for what was
 * received so, and is passed on.
 * @throws DatabentoError `usage` when it does not fit, or is not one byte a character
 */
export function writeCstr(
  bytes: Uint8Array,
  offset: number,
  size: number,
  text: string,
  fieldName: string,
  mayFill = false,
): void {
  if (text.length > (mayFill ? size : size - 1)) {
    throw new DatabentoError(
      'usage',
      `${fieldName} holds at most ${size - 1} characters, and '${text}' has ${text.length}`,
    );
  }
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0 || code > 0xff) {
      throw new DatabentoError('usage', `${fieldName} cannot hold the character at ${i} of '${text}'`);
    }
    bytes[offset + i] = code;
  }
  bytes.fill(0, offset + text.length, offset + size);
}
