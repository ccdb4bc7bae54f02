import { BarCursor } from './barCursor.js';
import { byId, drawn } from './elements.js';

const HEIGHT = 320;
const AXIS_WIDTH = 62;
const TOP = 14;
const PRICE_BOTTOM = 238;
const VOLUME_TOP = 252;
const VOLUME_BOTTOM = 296;
const LABEL_HEIGHT = 14;

/** @typedef {{ contract: string, priceDecimals: number, tick: number, time: string[], open: number[], high: number[], low: number[], close: number[], volume: number[], levels: { name: string, kind: string, price: number }[] }} Bars */

/** @type {Bars | null} */
let shown = null;
/** @type {BarCursor | undefined} */
let cursor;

/** Draws the bars with the levels of what works or is held. @param {Bars | null} bars */
export function showBars(bars) {
  const plot = byId('bars');
  cursor ??= new BarCursor(plot, byId('bars-words'));
  const wasLast = shown === null || cursor.isAtEnd;
  const at = shown?.time[cursor.index];
  shown = bars;
  if (bars === null) {
    plot.replaceChildren();
    cursor.show(null);
    return;
  }
  draw(plot, bars);
  // It stays with its bar while the bars move on under it.
  cursor.show(bars, wasLast || at === undefined ? undefined : Math.max(0, bars.time.indexOf(at)));
}

/** @param {HTMLElement} plot @param {Bars} bars */
function draw(plot, bars) {
  const width = Math.max(280, Math.floor(plot.clientWidth));
  const levels = bars.levels.map(({ price }) => price);
  const low = Math.min(...bars.low, ...levels);
  const high = Math.max(...bars.high, ...levels);
  const spare = Math.max(bars.tick * 2, (high - low) * 0.05);
  const right = width - AXIS_WIDTH;
  const step = right / Math.max(bars.time.length, 20);
  /** @param {number} price */
  const y = (price) => TOP + ((high + spare - price) / (high - low + 2 * spare)) * (PRICE_BOTTOM - TOP);
  /** @param {number} index */
  const x = (index) => (index + 0.5) * step;
  const svg = drawn('svg', {
    viewBox: `0 0 ${width} ${HEIGHT}`,
    width,
    height: HEIGHT,
    'aria-hidden': 'true',
  });
  const placed = placedLevels(bars.levels, y);
  svg.append(...gridOf(low - spare, high + spare, y, right, bars.priceDecimals, placed));
  const body = Math.max(1, step * 0.66);
  const most = Math.max(1, ...bars.volume);
  for (let i = 0; i < bars.time.length; i++) {
    const [open = 0, close = 0, top = 0, bottom = 0] = [
      bars.open[i],
      bars.close[i],
      bars.high[i],
      bars.low[i],
    ];
    // Filled falls, hollow rises: the colour is not the only sign.
    const side = close >= open ? 'up' : 'down';
    const share = (bars.volume[i] ?? 0) / most;
    svg.append(
      drawn('line', { class: `wick ${side}`, x1: x(i), x2: x(i), y1: y(top), y2: y(bottom) }),
      drawn('rect', {
        class: `body ${side}`,
        x: x(i) - body / 2,
        y: y(Math.max(open, close)),
        width: body,
        height: Math.max(1, Math.abs(y(open) - y(close))),
      }),
      drawn('rect', {
        class: 'volume',
        x: x(i) - body / 2,
        y: VOLUME_BOTTOM - share * (VOLUME_BOTTOM - VOLUME_TOP),
        width: body,
        height: share * (VOLUME_BOTTOM - VOLUME_TOP),
      }),
    );
  }
  svg.append(...timesOf(bars.time, x, right), ...levelsOf(placed, y, right, bars.priceDecimals));
  svg.append(drawn('line', { class: 'cursor', y1: TOP, y2: VOLUME_BOTTOM, x1: -9, x2: -9 }));
  plot.replaceChildren(svg);
  plot.dataset.step = String(step);
}

/**
 * A price that a level's words would cover has its line alone.
 * @param {number} low @param {number} high @param {(price: number) => number} y @param {number} right @param {number} decimals
 * @param {readonly PlacedLevel[]} placed
 */
function gridOf(low, high, y, right, decimals, placed) {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? rough;
  const lines = [];
  for (let price = Math.ceil(low / step) * step; price <= high; price += step) {
    lines.push(drawn('line', { class: 'grid', x1: 0, x2: right, y1: y(price), y2: y(price) }));
    if (placed.some(({ at }) => Math.abs(at - y(price)) < LABEL_HEIGHT)) continue;
    lines.push(
      drawn('text', { class: 'axis-words', x: right + 6, y: y(price) + 4 }, price.toFixed(decimals)),
    );
  }
  return lines;
}

/** @param {readonly string[]} times @param {(index: number) => number} x @param {number} right */
function timesOf(times, x, right) {
  const every = [15, 30, 60].find((minutes) => (right / Math.max(1, times.length)) * minutes >= 64) ?? 120;
  return times.flatMap((time, index) => {
    const minutes = Number(time.slice(11, 13)) * 60 + Number(time.slice(14, 16));
    if (minutes % every !== 0 || x(index) < 18 || x(index) > right - 18) return [];
    return [
      drawn(
        'text',
        { class: 'axis-words', x: x(index), y: HEIGHT - 6, 'text-anchor': 'middle' },
        time.slice(11),
      ),
    ];
  });
}

/** @typedef {Bars['levels'][number] & { at: number }} PlacedLevel a level, and where its words stand */

/**
 * From the top; words that would cover one another are moved apart.
 * @param {Bars['levels']} levels @param {(price: number) => number} y
 * @returns {PlacedLevel[]}
 */
function placedLevels(levels, y) {
  let free = Number.NEGATIVE_INFINITY;
  return [...levels]
    .sort((a, b) => b.price - a.price)
    .map((level) => {
      const at = Math.max(y(level.price), free);
      free = at + LABEL_HEIGHT;
      return { ...level, at };
    });
}

/**
 * Each level with its name at the left, where the oldest bars are, and its price on the axis.
 * @param {readonly PlacedLevel[]} placed @param {(price: number) => number} y @param {number} right @param {number} decimals
 */
function levelsOf(placed, y, right, decimals) {
  return placed.flatMap(({ name, kind, price, at }) => [
    drawn('line', { class: `level ${kind}`, x1: 0, x2: right, y1: y(price), y2: y(price) }),
    ground(0, at, 7 * name.length + 6),
    ground(right + 1, at, AXIS_WIDTH - 1),
    drawn('text', { class: `level-words ${kind}`, x: 2, y: at + 4 }, name),
    drawn('text', { class: `level-words ${kind}`, x: right + 6, y: at + 4 }, price.toFixed(decimals)),
  ]);
}

/** @param {number} x @param {number} at @param {number} width */
function ground(x, at, width) {
  return drawn('rect', { class: 'level-ground', x, y: at - LABEL_HEIGHT / 2, width, height: LABEL_HEIGHT });
}

const redraw = new ResizeObserver(() => {
  if (shown === null) return;
  draw(byId('bars'), shown);
  cursor?.show(shown, cursor.isAtEnd ? undefined : cursor.index);
});
redraw.observe(byId('bars-figure'));
