import { draw } from './charts.js';
import { content } from './content.js';

/** One trade on its bars. Times are milliseconds of New York's clock shown as if UTC, prices are ticks until they are shown. */

/**
 * @typedef {{ time: number, open: number, high: number, low: number, close: number, volume: number }} Bar
 */

/**
 * The bars around a trade, from steps to values.
 * @param {number} id
 * @returns {Bar[]}
 */
function barsOf(id) {
  const packed = content.data.tradeBars?.[id];
  if (packed === undefined) return [];
  const [start, step, open, close, up, down, volume] = packed;
  let time = start;
  let last = 0;
  return step.map((/** @type {number} */ minutes, /** @type {number} */ index) => {
    time += minutes;
    const opened = last + open[index];
    const closed = opened + close[index];
    last = closed;
    return {
      time: time * 60000,
      open: opened,
      close: closed,
      high: Math.max(opened, closed) + up[index],
      low: Math.min(opened, closed) - down[index],
      volume: volume[index],
    };
  });
}

/** The least step between two bars. @param {Bar[]} bars @returns {number} milliseconds */
function barWidth(bars) {
  let width = Number.POSITIVE_INFINITY;
  for (let index = 1; index < bars.length; index++) {
    const step = (bars[index]?.time ?? 0) - (bars[index - 1]?.time ?? 0);
    if (step > 0) width = Math.min(width, step);
  }
  return Number.isFinite(width) ? width : 60000;
}

/** @param {number} milliseconds @returns {string} */
export function clockText(milliseconds) {
  return new Date(milliseconds).toISOString().slice(11, 16);
}

/** @param {number} ticks @returns {string} */
export function priceText(ticks) {
  const { tickNano, priceDecimals } = content.data.instrument;
  return ((ticks * tickNano) / 1e9).toFixed(priceDecimals);
}

/**
 * Puts values into the named data sets of a spec.
 * @param {any} spec
 * @param {Record<string, object[]>} values
 * @returns {object}
 */
export function filled(spec, values) {
  return {
    ...spec,
    data: spec.data.map((/** @type {any} */ each) =>
      Object.hasOwn(values, each.name) ? { ...each, values: values[each.name] } : each,
    ),
  };
}

/** @param {any} trade a trade as an object of the columns' values */
export function drawTrade(trade) {
  const { 'trade-price': priceSpec, 'trade-volume': volumeSpec } = content.charts;
  if (priceSpec === undefined || volumeSpec === undefined) return;
  const { signalMinutes, profileMinutes } = content.data.trades;
  const scale = content.data.instrument.tickNano / 1e9;
  const bars = barsOf(trade.id);
  const width = barWidth(bars);
  const isSignal = (/** @type {Bar} */ bar) =>
    bar.time < trade.signalTime && bar.time >= trade.signalTime - signalMinutes * 60000;
  const shownBars = bars.map((bar) => ({
    time: bar.time,
    end: bar.time + width,
    left: bar.time + 0.13 * width,
    middle: bar.time + 0.5 * width,
    right: bar.time + 0.87 * width,
    open: bar.open * scale,
    high: bar.high * scale,
    low: bar.low * scale,
    close: bar.close * scale,
    volume: bar.volume,
    kind: isSignal(bar) ? 'signal' : bar.close >= bar.open ? 'up' : 'down',
    words: `${clockText(bar.time)}  open ${priceText(bar.open)}, high ${priceText(bar.high)}, low ${priceText(bar.low)}, close ${priceText(bar.close)}, volume ${bar.volume}`,
  }));
  const exitTime = trade.exitBarTime;
  /** @param {string} name @param {number} ticks @param {number} from */
  const level = (name, ticks, from) => ({
    name,
    price: ticks * scale,
    from,
    to: exitTime + width,
    words: `${name} ${priceText(ticks)}`,
  });
  const levels = [
    level('target', trade.targetTicks, trade.entryBarTime),
    level('stop', trade.stopTicks, trade.entryBarTime),
    level('entry', trade.entryTicks, trade.entryBarTime),
    level('modal price', trade.modalTicks, trade.signalTime - profileMinutes * 60000),
  ];
  const marks = [
    {
      name: 'signal',
      time: trade.signalTime - 0.5 * width,
      price: trade.signalTicks * scale,
      words: `signal at ${clockText(trade.signalTime)}, close ${priceText(trade.signalTicks)}`,
    },
    {
      name: 'entry',
      time: trade.entryBarTime + 0.5 * width,
      price: trade.entryTicks * scale,
      words: `entry at ${clockText(trade.entryBarTime)}, ${priceText(trade.entryTicks)}`,
    },
    {
      name: 'exit',
      time: exitTime + 0.5 * width,
      price: trade.exitTicks * scale,
      words: `exit (${trade.reason}) at ${clockText(exitTime)}, ${priceText(trade.exitTicks)}`,
    },
  ];
  draw('trade-price', filled(priceSpec, { bars: shownBars, levels, marks }));
  draw('trade-volume', filled(volumeSpec, { bars: shownBars }));
}
