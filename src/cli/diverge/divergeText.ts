import type { BarsOfAKind } from '../../live/diverge/barDifferences.ts';
import type { TradeDifference } from '../../live/diverge/tradeDifferences.ts';
import { type Instrument, priceOfTicks } from '../../market/instruments.ts';
import { newYorkText } from '../../report/format.ts';
import { count, utcMinute } from '../figures.ts';
import { styled, table } from '../terminal.ts';
import type { Cause, Divergence } from './divergence.ts';

/** Trades and bars of a kind that are shown; --json has more. */
const SHOWN = 10;

/** Each cause: what it is, and the world that it leads to. */
const CAUSES: Readonly<Record<Cause, readonly [what: string, world: string]>> = {
  data: ['bars missing, extra or different', 'the recorded bars, none late'],
  timing: ['bars late or held back, entries halted', 'the recording, replayed'],
  state: ['a journal that is not what its recording gives', 'the paper account as it was lived'],
  person: ['skipped, other quantity, other time', ''],
  fill: ['another price', ''],
  cost: ['commission against the costs of paper', 'what was really executed'],
};

/** The ladder from the history down to what was really executed, as people read it. */
export function divergeText(divergence: Divergence, instrument: Instrument): string {
  const { hours, against, steps, firstMilli, realMilli, orders, bars } = divergence;
  const first = against === null ? 'the recorded bars, none late' : `the history (${against})`;
  const sum = steps.map(({ partMilli }) => signed(partMilli)).join(' ');
  return [
    `From ${utcMinute(hours.from)} to ${utcMinute(hours.until)} UTC; each step changes one thing`,
    '',
    table(
      [{ title: 'World or step' }, { title: 'Part', isNumber: true }, { title: 'Net', isNumber: true }],
      [
        [first, '', exact(firstMilli)],
        ...steps.flatMap(({ cause, partMilli, toMilli }) => {
          const [what, world] = CAUSES[cause];
          return [
            [`  ${cause}: ${what}`, signed(partMilli), ''],
            ...(world === '' ? [] : [[world, '', exact(toMilli)]]),
          ];
        }),
      ],
    ),
    '',
    `${exact(firstMilli)} ${sum} = ${exact(realMilli)}`,
    ordersText(orders),
    ...(against === null
      ? ['The data were not held against a history: --against DATASET, or --against historical.']
      : []),
    ...(bars === null
      ? []
      : [
          '',
          `${styled('bold', 'Bars')}: ${count(bars.same)} the same`,
          barsText('missing in the recording', bars.missing),
          barsText('in the recording alone', bars.extra),
          barsText('different', bars.different),
        ]),
    ...(['data', 'timing', 'state'] as const).flatMap((cause) =>
      tradesText(cause, divergence.trades[cause], instrument),
    ),
  ].join('\n');
}

function ordersText({ closed, skipped, open, unsaid }: Divergence['orders']): string {
  return `Orders: ${count(closed)} followed, ${count(skipped)} skipped; ${count(open)} still open and ${count(unsaid)} of which nothing was said are taken as on paper.`;
}

function barsText(kind: string, { n, examples }: BarsOfAKind): string {
  if (n === 0) return `  0 ${kind}`;
  const shown = examples.slice(0, SHOWN).map(({ symbol, time }) => `${symbol} ${utcMinute(time)}`);
  return `  ${count(n)} ${kind}: ${shown.join(', ')}${n > shown.length ? ', ...' : ''}`;
}

function tradesText(cause: Cause, trades: readonly TradeDifference[], instrument: Instrument): string[] {
  if (trades.length === 0) return [];
  const price = (ticks: number): string => priceOfTicks(instrument, ticks).toFixed(instrument.priceDecimals);
  const side = (trade: TradeDifference['before']): string =>
    trade === null
      ? 'no trade'
      : `${trade.quantity} from ${price(trade.entryTicks)} to ${price(trade.exitTicks)}, ${trade.exitReason}`;
  return [
    '',
    `${styled('bold', `Trades that ${cause} changed`)}: ${count(trades.length)}`,
    table(
      [
        { title: 'Signal (New York)' },
        { title: 'Contract' },
        { title: 'Without' },
        { title: 'With' },
        { title: 'Part', isNumber: true },
      ],
      trades
        .slice(0, SHOWN)
        .map(({ signalTime, contract, direction, before, after, differenceMilli }) => [
          newYorkText(signalTime),
          `${direction === 1 ? 'long' : 'short'} ${contract}`,
          side(before),
          side(after),
          signed(differenceMilli),
        ]),
    ),
    ...(trades.length > SHOWN ? [`... and ${count(trades.length - SHOWN)} more: --json`] : []),
  ];
}

function signed(milli: number): string {
  return `${milli < 0 ? '-' : '+'} ${exact(Math.abs(milli))}`;
}

/** To the thousandth: the parts must be seen to add up. */
function exact(milli: number): string {
  const whole = Math.trunc(Math.abs(milli) / 1000);
  return `${milli < 0 ? '-' : ''}${count(whole)}.${String(Math.abs(milli) % 1000).padStart(3, '0')} USD`;
}
