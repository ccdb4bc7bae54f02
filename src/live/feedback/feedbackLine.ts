import { z } from 'zod';

interface Written {
  /** When it was written down, by the clock; ISO 8601, UTC. */
  readonly at: string;
  /** Number of the recommended order. */
  readonly order: number;
  /** Number of the line, from 1, in whose place this one comes. */
  readonly supersedes?: number | undefined;
  readonly note?: string | undefined;
}

interface Filled extends Written {
  /** When it was filled, ISO 8601, UTC. */
  readonly time: string;
  /** Points of the instrument. */
  readonly price: number;
  readonly quantity: number;
  /** US dollars for all contracts of this fill; not given: the commission of the paper account is assumed. */
  readonly commission?: number | undefined;
}

/** One line of `feedback.jsonl`: what a person says became of a recommendation. */
export type FeedbackLine =
  | (Filled & { readonly kind: 'entry' })
  | (Filled & { readonly kind: 'exit'; readonly reason: string })
  | (Written & { readonly kind: 'skipped'; readonly reason: string })
  /** An earlier line is wrong, and nothing comes in its place. */
  | (Written & { readonly kind: 'withdrawn'; readonly supersedes: number; readonly reason: string });

const LINE_NUMBER = z.int().min(1);
const WRITTEN = {
  at: z.iso.datetime(),
  order: z.int().min(1),
  supersedes: LINE_NUMBER.optional(),
  note: z.string().optional(),
};
const FILLED = {
  ...WRITTEN,
  time: z.iso.datetime(),
  price: z.number(),
  quantity: z.int().min(1),
  commission: z.number().min(0).optional(),
};

export const FEEDBACK_LINE: z.ZodType<FeedbackLine> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('entry'), ...FILLED }),
  z.strictObject({ kind: z.literal('exit'), ...FILLED, reason: z.string() }),
  z.strictObject({ kind: z.literal('skipped'), ...WRITTEN, reason: z.string() }),
  z.strictObject({ kind: z.literal('withdrawn'), ...WRITTEN, supersedes: LINE_NUMBER, reason: z.string() }),
]);
