import type { FeedbackLine } from '../../live/feedback/feedbackLine.ts';
import { priceOfTicks } from '../../market/instruments.ts';
import { newYorkText } from '../../report/format.ts';
import type { Shortfall, ShortfallMean, ShortfallReview } from '../../research/review/shortfall.ts';
import { count, dollars, percent } from '../figures.ts';
import { styled, table } from '../terminal.ts';
import type { SessionFeedback } from './sessionFeedback.ts';

/** The recommendations of a session, what a person said of each, and what that fell short of paper. */
export function feedbackListText(feedback: SessionFeedback, shortfall: ShortfallReview): string {
  if (feedback.orders.size === 0) return 'Nothing was recommended in this session yet.';
  return [
    ordersTable(feedback, shortfall.orders),
    '',
    ...(feedback.lines.length === 0
      ? ['Nothing was said of them yet: tapebench feedback --order NUMBER --filled PRICE']
      : [linesText(feedback), '', shortfallText(shortfall)]),
  ].join('\n');
}

/** Recommended orders, what they brought on paper, and what was said of them. */
export function ordersTable(feedback: SessionFeedback, shortfalls: readonly Shortfall[]): string {
  const ofOrder = new Map(shortfalls.map((each) => [each.order, each]));
  return table(
    [
      { title: 'Order', isNumber: true },
      { title: 'Recommended (New York)' },
      { title: 'What' },
      { title: 'Paper', isNumber: true },
      { title: 'Real', isNumber: true },
      { title: 'Entry worse', isNumber: true },
      { title: 'Exit worse', isNumber: true },
      { title: 'Said' },
    ],
    [...feedback.orders.keys()].map((id) => orderRow(id, feedback, ofOrder.get(id))),
  );
}

function orderRow(
  id: number,
  { orders, byOrder, terms: { instrument } }: SessionFeedback,
  shortfall: Shortfall | undefined,
): string[] {
  const { order, paper } = orders.get(id)!;
  const said = byOrder.get(id);
  const price = priceOfTicks(instrument, order.limitTicks).toFixed(instrument.priceDecimals);
  const worse = (ticks: number | null | undefined): string =>
    ticks === null || ticks === undefined ? '' : ticksText(ticks);
  return [
    String(id),
    newYorkText(order.time),
    `${order.direction === 1 ? 'buy' : 'sell'} ${order.quantity} ${order.contract} at ${price}`,
    paper === undefined ? 'no trade' : dollars(paper.netMilli),
    said?.closed ? dollars(said.closed.netMilli) : '',
    worse(shortfall?.entryTicks),
    worse(shortfall?.exitTicks),
    said === undefined
      ? 'nothing'
      : said.skipped !== null
        ? `skipped: ${said.skipped.reason}`
        : `${said.standing}, ${said.entered} in, ${said.exited} out`,
  ];
}

function linesText({ lines, terms: { instrument } }: SessionFeedback): string {
  const superseded = new Set(lines.flatMap(({ supersedes }) => supersedes ?? []));
  return table(
    [
      { title: 'Line', isNumber: true },
      { title: 'Order', isNumber: true },
      { title: 'What was said' },
      { title: 'Counts' },
    ],
    lines.map((line, index) => [
      String(index + 1),
      String(line.order),
      lineText(line, instrument.priceDecimals),
      superseded.has(index + 1) ? 'no, corrected' : 'yes',
    ]),
  );
}

/** One line of feedback in words. */
export function lineText(line: FeedbackLine, priceDecimals: number): string {
  const note = line.note === undefined ? '' : ` (${line.note})`;
  const instead = line.supersedes === undefined ? '' : `, in place of line ${line.supersedes}`;
  switch (line.kind) {
    case 'skipped':
      return `skipped: ${line.reason}${instead}${note}`;
    case 'withdrawn':
      return `line ${line.supersedes} taken back: ${line.reason}${note}`;
    default: {
      const deed = line.kind === 'entry' ? 'filled' : `closed (${line.reason})`;
      const at = `${line.quantity} at ${line.price.toFixed(priceDecimals)}, ${newYorkText(Date.parse(line.time))} New York`;
      return `${deed} ${at}${instead}${note}`;
    }
  }
}

/** Paper and real side by side: sums, their parts, and means with n and interval. */
export function shortfallText(shortfall: ShortfallReview): string {
  const { closed, skipped, open, parts, paperNetMilli, realNetMilli, totalMilli } = shortfall;
  const counts = `${count(closed)} followed, ${count(skipped)} skipped, ${count(open)} still open`;
  if (shortfall.orders.length === 0) return `Paper and real  ${counts}: nothing to compare yet`;
  const rows: readonly (readonly [string, number])[] = [
    ['Entry, by its time', parts.entryDelayMilli],
    ['Entry, by its price', parts.entryPriceMilli],
    ['Exit, by its time', parts.exitDelayMilli],
    ['Exit, by its price', parts.exitPriceMilli],
    ['Commission above paper costs', parts.costMilli],
    ['Missed (skipped, other quantity)', parts.missedMilli],
  ];
  return [
    `${styled('bold', 'Paper and real side by side')}: ${counts}`,
    `Paper ${dollars(paperNetMilli)}, real ${dollars(realNetMilli)}: ${dollars(totalMilli)} lost on the way, above zero is worse`,
    table(
      [{ title: 'Lost by' }, { title: 'Dollars', isNumber: true }],
      rows.map(([name, milli]) => [name, dollars(milli)]),
    ),
    `Entry       ${meanText(shortfall.entryTicks, ticksText, 'a contract')}`,
    `Exit        ${meanText(shortfall.exitTicks, ticksText, 'a contract')}`,
    `Shortfall   ${meanText(shortfall.perOrderMilli, dollars, 'an order')}`,
  ].join('\n');
}

/** A mean of the shortfall with its n and interval. */
export function meanText(value: ShortfallMean | null, show: (value: number) => string, each: string): string {
  if (value === null) return 'undefined (n = 0)';
  const { n, mean, estimate } = value;
  if (estimate === null) return `${show(mean)} ${each}, n = ${count(n)}: too few for an interval`;
  const { low, high } = estimate.interval;
  return `${show(mean)} ${each} [${percent(estimate.level, 0)}: ${show(low)} to ${show(high)}], n = ${count(n)}`;
}

export function ticksText(ticks: number): string {
  const rounded = Number(ticks.toFixed(2));
  return `${rounded === 0 ? 0 : rounded} ${Math.abs(rounded) === 1 ? 'tick' : 'ticks'}`;
}
