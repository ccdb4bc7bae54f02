import type { Direction } from '../../src/engine/strategy.ts';
import type { ModalPrice } from './modalPrice.ts';
import type { V6Parameters } from './parameters.ts';

/** A direction and the position part of its strength, in [0, 1]. */
export interface Lean {
  readonly direction: Direction;
  readonly positionPart: number;
}

/** Away from the modal price: long when the last close is above it, short below; null when it is on it. */
export function breakaway(closeTicks: number, modal: ModalPrice): Lean | null {
  const distance = closeTicks - modal.modalTicks;
  if (distance === 0) return null;
  return {
    direction: distance > 0 ? 1 : -1,
    positionPart: Math.abs(distance) / (modal.highTicks - modal.lowTicks),
  };
}

/** By where the modal price lies in its range: long when it is low, short when it is high; null in between, and when it is both. */
export function extreme(
  modalPosition: number,
  parameters: Pick<V6Parameters, 'longThreshold' | 'shortThreshold'>,
): Lean | null {
  const { longThreshold, shortThreshold } = parameters;
  const isLong = modalPosition <= longThreshold;
  const isShort = modalPosition >= shortThreshold;
  if (isLong === isShort) return null;
  return isLong
    ? { direction: 1, positionPart: 1 - modalPosition / longThreshold }
    : { direction: -1, positionPart: (modalPosition - shortThreshold) / (1 - shortThreshold) };
}
