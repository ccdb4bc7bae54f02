import { TapebenchError } from '../../errors.ts';
import type { Instrument } from '../../market/instruments.ts';
import type { FeedbackLine } from './feedbackLine.ts';
import type { RecommendedOrder } from './recommendedOrders.ts';

/** Contracts that a person bought or sold. */
export interface PersonFill {
  /** Line of `feedback.jsonl`, from 1. */
  readonly line: number;
  /** UTC ms. */
  readonly time: number;
  readonly priceTicks: number;
  readonly quantity: number;
  /** For all its contracts, thousandths of a dollar. */
  readonly commissionMilli: number;
  /** Whether the commission is that of the paper account, because none was given. */
  readonly isCommissionAssumed: boolean;
  readonly note: string | null;
}

export interface PersonExit extends PersonFill {
  readonly reason: string;
}

/** What a person has said of an order, corrections done. */
export interface OrderFeedback {
  readonly order: number;
  /** Both in order of time. */
  readonly entries: readonly PersonFill[];
  readonly exits: readonly PersonExit[];
  /** Contracts. */
  readonly entered: number;
  readonly exited: number;
  readonly standing: 'skipped' | 'open' | 'closed';
  /** Why it was skipped, and the line that says so. */
  readonly skipped: { readonly line: number; readonly reason: string } | null;
  /** Once all that was entered is closed: when (UTC ms) and what it brought, thousandths of a dollar. */
  readonly closed: {
    readonly exitTime: number;
    readonly grossMilli: number;
    readonly commissionMilli: number;
    readonly netMilli: number;
  } | null;
}

/** The exchange stops a market that has moved by a fifth in a day: a price further from the limit is a slip of the keyboard. */
const FURTHEST_SHARE = 0.2;

export interface FeedbackTerms {
  readonly instrument: Instrument;
  /** US dollars a contract and side, where a line gives none. */
  readonly commissionPerContract: number;
}

/**
 * What the lines say of each order, by its number; orders of which nothing is said are not in it.
 * @throws TapebenchError TB_FEEDBACK_INVALID for lines that cannot be: an order that was not recommended, a price between
 *   ticks or a fifth away, more closed than entered, an exit before its entry, a line superseded twice
 */
export function feedbackByOrder(
  lines: readonly FeedbackLine[],
  orders: ReadonlyMap<number, RecommendedOrder>,
  terms: FeedbackTerms,
): ReadonlyMap<number, OrderFeedback> {
  const superseded = supersededLines(lines);
  const byOrder = new Map<number, Numbered[]>();
  for (const [index, line] of lines.entries()) {
    const number = index + 1;
    if (!orders.has(line.order)) {
      throw invalid(number, `order ${line.order} was not recommended in this session`, knownText(orders));
    }
    if (superseded.has(number) || line.kind === 'withdrawn') continue;
    byOrder.set(line.order, [...(byOrder.get(line.order) ?? []), { ...line, number }]);
  }
  return new Map(
    [...byOrder]
      .sort(([a], [b]) => a - b)
      .map(([order, own]) => [order, feedbackOf(own, orders.get(order)!, terms)]),
  );
}

type Numbered = Exclude<FeedbackLine, { kind: 'withdrawn' }> & { readonly number: number };

function supersededLines(lines: readonly FeedbackLine[]): ReadonlySet<number> {
  const superseded = new Set<number>();
  for (const [index, { supersedes, order }] of lines.entries()) {
    if (supersedes === undefined) continue;
    const number = index + 1;
    const former = lines[supersedes - 1];
    if (former === undefined || supersedes >= number)
      throw invalid(
        number,
        `there is no line ${supersedes} to correct`,
        'See the lines: tapebench feedback --list',
      );
    if (former.order !== order || former.kind === 'withdrawn' || superseded.has(supersedes)) {
      const why =
        former.order !== order
          ? `is about order ${former.order}`
          : former.kind === 'withdrawn'
            ? 'only takes another one back'
            : 'was corrected already';
      throw invalid(number, `line ${supersedes} ${why}`, 'See the lines: tapebench feedback --list');
    }
    superseded.add(supersedes);
  }
  return superseded;
}

function feedbackOf(
  lines: readonly Numbered[],
  { order }: RecommendedOrder,
  terms: FeedbackTerms,
): OrderFeedback {
  const entries: PersonFill[] = [];
  const exits: PersonExit[] = [];
  let skipped: OrderFeedback['skipped'] = null;
  for (const line of lines) {
    if (line.kind === 'skipped') {
      if (skipped !== null)
        throw invalid(line.number, `order ${order.id} was skipped already, by line ${skipped.line}`);
      skipped = { line: line.number, reason: line.reason };
    } else if (line.kind === 'entry') entries.push(fillOf(line, order, terms));
    else exits.push({ ...fillOf(line, order, terms), reason: line.reason });
  }
  const last = lines.at(-1)!.number;
  if (skipped !== null && entries.length + exits.length > 0) {
    throw invalid(
      last,
      `order ${order.id} cannot be both skipped (line ${skipped.line}) and filled (line ${[...entries, ...exits][0]!.line})`,
      'Correct the line that is wrong: --correct NUMBER, or --withdraw NUMBER.',
    );
  }
  const byTime = (a: PersonFill, b: PersonFill): number => a.time - b.time || a.line - b.line;
  entries.sort(byTime);
  exits.sort(byTime);
  requireOpenBefore(entries, exits, order.id);
  const early = entries.find(({ time }) => time < order.time);
  if (early !== undefined)
    throw invalid(early.line, `order ${order.id} was recommended only at ${iso(order.time)}`);
  const entered = contracts(entries);
  const exited = contracts(exits);
  const isClosed = entered > 0 && exited === entered;
  return {
    order: order.id,
    entries,
    exits,
    entered,
    exited,
    standing: skipped !== null ? 'skipped' : isClosed ? 'closed' : 'open',
    skipped,
    closed: isClosed ? closedOf(entries, exits, order.direction, terms.instrument) : null,
  };
}

/** No exit closes more than was entered until then. */
function requireOpenBefore(
  entries: readonly PersonFill[],
  exits: readonly PersonExit[],
  order: number,
): void {
  let closed = 0;
  for (const { line, time, quantity } of exits) {
    const open = contracts(entries.filter((entry) => entry.time <= time)) - closed;
    if (quantity > open) {
      const all = contracts(entries) - closed;
      const why =
        all >= quantity
          ? `${iso(time)} is before the entry`
          : `${open === 0 ? 'nothing is' : `only ${open} ${open === 1 ? 'contract is' : 'contracts are'}`} open`;
      throw invalid(
        line,
        `the exit of ${quantity} of order ${order} cannot be: ${why}`,
        'Say the entry first (--filled PRICE), or correct the line that is wrong (--correct NUMBER).',
      );
    }
    closed += quantity;
  }
}

function closedOf(
  entries: readonly PersonFill[],
  exits: readonly PersonExit[],
  direction: 1 | -1,
  instrument: Instrument,
): NonNullable<OrderFeedback['closed']> {
  const moveTicks = turnover(exits) - turnover(entries);
  // Not direction times the move: a short that moves nothing would then have a gross of minus zero.
  const grossMilli = (direction === 1 ? moveTicks : 0 - moveTicks) * instrument.tickValueMilli;
  const commissionMilli = [...entries, ...exits].reduce((sum, fill) => sum + fill.commissionMilli, 0);
  return {
    exitTime: exits.at(-1)!.time,
    grossMilli,
    commissionMilli,
    netMilli: grossMilli - commissionMilli,
  };
}

function fillOf(
  line: Extract<Numbered, { kind: 'entry' | 'exit' }>,
  { limitTicks }: RecommendedOrder['order'],
  { instrument, commissionPerContract }: FeedbackTerms,
): PersonFill {
  const { number, price, quantity, time, commission, note } = line;
  const exact = (price * 1e9) / instrument.tickNano;
  const priceTicks = Math.round(exact);
  if (!(Math.abs(exact - priceTicks) < 1e-6) || !Number.isSafeInteger(priceTicks)) {
    const tick = instrument.tickNano / 1e9;
    const nearest = ((priceTicks * instrument.tickNano) / 1e9).toFixed(instrument.priceDecimals);
    throw invalid(
      number,
      `${price} is no price of ${instrument.root}: it moves in steps of ${tick}`,
      `The nearest is ${nearest}. A fill at several prices is said price by price, each with its quantity.`,
    );
  }
  if (Math.abs(priceTicks - limitTicks) > FURTHEST_SHARE * limitTicks) {
    const limit = ((limitTicks * instrument.tickNano) / 1e9).toFixed(instrument.priceDecimals);
    throw invalid(number, `${price} is more than ${100 * FURTHEST_SHARE}% from the limit, ${limit}`);
  }
  return {
    line: number,
    time: Date.parse(time),
    priceTicks,
    quantity,
    commissionMilli: Math.round(1000 * (commission ?? commissionPerContract * quantity)),
    isCommissionAssumed: commission === undefined,
    note: note ?? null,
  };
}

function contracts(fills: readonly PersonFill[]): number {
  return fills.reduce((sum, { quantity }) => sum + quantity, 0);
}

function turnover(fills: readonly PersonFill[]): number {
  return fills.reduce((sum, { priceTicks, quantity }) => sum + priceTicks * quantity, 0);
}

function knownText(orders: ReadonlyMap<number, RecommendedOrder>): string {
  const known = [...orders.keys()];
  if (known.length === 0) return 'Nothing was recommended in it yet.';
  const shown = known.slice(-10).join(', ');
  return `Recommended were ${known.length > 10 ? '..., ' : ''}${shown}; see them: tapebench feedback --list`;
}

function iso(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z');
}

function invalid(line: number, what: string, next?: string): TapebenchError {
  return new TapebenchError('TB_FEEDBACK_INVALID', what, {
    where: `feedback, line ${line}`,
    kept: 'nothing was changed',
    ...(next === undefined ? {} : { next }),
  });
}
