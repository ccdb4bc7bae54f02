import { newYorkText, price } from '../../report/format.ts';
import type { RefusalRow, RunResult } from '../../results/model.ts';
import { count, percent } from '../figures.ts';

interface RuleWords {
  readonly about: string;
  readonly measured: (value: number, limit: number) => string;
}

const plain = (value: number): string => String(Math.round(value * 100) / 100);

const RULES: Readonly<Record<string, RuleWords>> = {
  'warm-up': {
    about: 'there were not yet enough bars for the volatility that the stop is made of',
    measured: (value, limit) => `${plain(value)} of ${plain(limit)} needed`,
  },
  'one-position': {
    about: 'a position or a working entry was there already',
    measured: () => 'one was open',
  },
  'emergency-stop': {
    about: 'closed equity had fallen too far below its high-water mark',
    measured: (value, limit) => `${value.toFixed(2)}% below, ${plain(limit)}% stops`,
  },
  'max-daily-trades': {
    about: 'the day had its entries',
    measured: (value, limit) => `${plain(value)} fills, ${plain(limit)} allowed`,
  },
  'max-consecutive-losses': {
    about: 'trading paused after losses in a row, until the next session',
    measured: (value, limit) => `${plain(value)} losses, ${plain(limit)} pause`,
  },
  cooldown: {
    about: 'too soon after the accepted signal before',
    measured: (value, limit) => `${plain(value)} minutes, ${plain(limit)} needed`,
  },
  'max-risk-per-trade': {
    about: 'not even one contract would keep the loss at the stop within its share of equity',
    measured: (value, limit) => `${percent(value, 2)} of equity, ${percent(limit, 2)} allowed`,
  },
};

export interface RefusalsOfRule {
  readonly rule: string;
  readonly about: string;
  readonly refusals: number;
}

export interface RefusalStory {
  readonly time: number;
  readonly newYork: string;
  readonly contract: string;
  readonly signal: number | null;
  readonly rule: string;
  readonly value: number;
  readonly limit: number;
  /** Value and limit in words and units. */
  readonly measured: string;
  /** What would have been traded; null where it was refused before it was judged. */
  readonly wanted: string | null;
}

/** The refusals of a run by rule, the most frequent first; equal counts by name. */
export function refusalsByRule(run: RunResult): RefusalsOfRule[] {
  const counts = new Map<string, number>();
  for (const { rule } of run.refusals) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return [...counts]
    .map(([rule, refusals]) => ({ rule, about: RULES[rule]?.about ?? rule, refusals }))
    .sort((a, b) => b.refusals - a.refusals || (a.rule < b.rule ? -1 : 1));
}

/** The first refusals of a run, in words. */
export function refusalStories(run: RunResult, most: number): RefusalStory[] {
  const signals = new Map(run.signals.map((signal) => [signal.id, signal]));
  return run.refusals.slice(0, most).map((refusal: RefusalRow) => {
    const signal = refusal.signal === null ? undefined : signals.get(refusal.signal);
    const measured = RULES[refusal.rule]?.measured(refusal.value, refusal.limit);
    return {
      ...refusal,
      newYork: newYorkText(refusal.time),
      measured: measured ?? `${plain(refusal.value)}, limit ${plain(refusal.limit)}`,
      wanted:
        signal === undefined
          ? null
          : `${signal.direction === 1 ? 'long' : 'short'} at ${price(signal.priceTicks, run.header.instrument)}, strength ${signal.strength.toFixed(2)}`,
    };
  });
}

/** Signals that came outside market hours: they have a status of their own and are no refusals. */
export function outsideHours(run: RunResult): string {
  const { outsideHours } = run.funnel;
  return `${count(outsideHours)} signal${outsideHours === 1 ? '' : 's'} outside market hours are not among them: those are not traded and count as no refusal.`;
}
