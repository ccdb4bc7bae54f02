import { TapebenchError } from '../../errors.ts';
import { dayOfText } from '../../market/dates.ts';

/** The order of the rows within one minute. Neither time, prices nor volumes depend on it. */
export type RowOrder = 'front-first' | 'shuffled' | 'front-last';
export const ROW_ORDERS: readonly RowOrder[] = ['front-first', 'shuffled', 'front-last'];

export interface SyntheticOptions {
  /** A whole number; the same options give the same rows on every machine. */
  readonly seed: number;
  /** First and last Globex trade date, `YYYY-MM-DD`, both included. */
  readonly from: string;
  readonly to: string;
  /**
   * The planted truth: what a position in the direction of a qualifying cluster is expected to gain over the hour after it, in R
   * (see `PlantedDrift`). 0, the default: the price is a martingale whatever the volume does. In [-1, 1].
   */
  readonly edge?: number;
  /** Rows of one minute: nearest expiry first (default) with spreads last, the reverse, or shuffled by the seed. */
  readonly order?: RowOrder;
  /** Quarterlies listed at a time, 4 or 5 (default). */
  readonly listedQuarterlies?: number;
  /** Price of the front contract at the start, in points: 5300 by default, 500 to 50 000. */
  readonly startPoints?: number;
  /** Interest less dividends a year, by which each expiry stands above the one before: 0.037 by default, -0.2 to 0.2. */
  readonly carryRate?: number;
}

export interface ResolvedOptions extends Required<SyntheticOptions> {
  /** The dates as day numbers. */
  readonly fromDay: number;
  readonly toDay: number;
}

/**
 * The options with their defaults, checked.
 * @throws TapebenchError TB_DATE_INVALID, TB_PARAMETER_INVALID
 */
export function resolveOptions(options: SyntheticOptions): ResolvedOptions {
  const resolved: ResolvedOptions = {
    seed: options.seed,
    from: options.from,
    to: options.to,
    edge: options.edge ?? 0,
    order: options.order ?? 'front-first',
    listedQuarterlies: options.listedQuarterlies ?? 5,
    startPoints: options.startPoints ?? 5300,
    carryRate: options.carryRate ?? 0.037,
    fromDay: dayOfText(options.from),
    toDay: dayOfText(options.to),
  };
  if (resolved.toDay < resolved.fromDay) {
    throw new TapebenchError('TB_DATE_INVALID', `the synthetic market ends before it begins`, {
      where: `from ${options.from} to ${options.to}`,
    });
  }
  requireInside('seed', resolved.seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, true);
  requireInside('edge', resolved.edge, -1, 1);
  requireInside('listedQuarterlies', resolved.listedQuarterlies, 4, 5, true);
  requireInside('startPoints', resolved.startPoints, 500, 50_000);
  requireInside('carryRate', resolved.carryRate, -0.2, 0.2);
  if (!ROW_ORDERS.includes(resolved.order)) {
    throw new TapebenchError(
      'TB_PARAMETER_INVALID',
      `order must be one of ${ROW_ORDERS.join(', ')}, not ${JSON.stringify(resolved.order)}`,
    );
  }
  return resolved;
}

function requireInside(name: string, value: number, min: number, max: number, isWhole = false): void {
  if (value >= min && value <= max && (!isWhole || Number.isInteger(value))) return;
  const kind = isWhole ? 'a whole number' : 'a number';
  throw new TapebenchError(
    'TB_PARAMETER_INVALID',
    `${name} must be ${kind} from ${min} to ${max}, not ${value}`,
  );
}
