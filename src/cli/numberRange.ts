import { TapebenchError } from '../errors.ts';

const MOST_VALUES = 1000;

/**
 * Numbers as typed: a list `0,1,2.5`, or `first:last:step` with both ends. Steps are counted, not added up, so that 0:1:0.1
 * holds 0.3 and not 0.30000000000000004.
 * @throws TapebenchError TB_USAGE naming the flag
 */
export function numberRange(flag: string, text: string): number[] {
  const refuse = (why: string): never => {
    throw new TapebenchError('TB_USAGE', `${flag} ${why}: ${JSON.stringify(text)}`, {
      next: `For example: ${flag} 0:5:0.5, or ${flag} 1,2.5,4`,
    });
  };
  const parts = text
    .split(text.includes(':') ? ':' : ',')
    .map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (parts.some((part) => !Number.isFinite(part))) refuse('wants numbers');
  if (!text.includes(':')) return parts;
  const [first, last, step] = parts as [number, number, number];
  if (parts.length !== 3 || !(step > 0) || last < first) refuse('wants first:last:step with a step above 0');
  const steps = Math.floor((last - first) / step + 1e-9);
  if (steps >= MOST_VALUES) refuse(`has more than ${MOST_VALUES} values`);
  return Array.from({ length: steps + 1 }, (_, k) => Number((first + k * step).toPrecision(12)));
}
