import { byId, count, dollars, drawn, element, facts, net, percent, table } from './elements.js';

/** @typedef {any} Section a section of the state; src/live/page/pageState.ts says what is in each */

/**
 * @param {string} id
 * @param {string} nothing said when there are no rows
 * @param {readonly unknown[]} rows
 * @param {() => Node} show
 */
function fill(id, nothing, rows, show) {
  byId(id).replaceChildren(rows.length === 0 ? element('p', { class: 'lede' }, nothing) : show());
}

/** @param {number} shown @param {number} total */
function shownOf(shown, total) {
  return shown === total
    ? ''
    : ` The last ${count(shown)} of ${count(total)}; all are in recommendations_log.jsonl.`;
}

/** @param {Section} recommendations */
export function showHistory({ total, rows, priceDecimals }) {
  fill('history', 'None so far.', rows, () =>
    element(
      'div',
      {},
      element(
        'p',
        { class: 'lede' },
        `${count(total)} since the session began, the newest first.${shownOf(rows.length, total)}`,
      ),
      table(
        'Recommendations',
        [
          { title: 'Time (New York)' },
          { title: 'Action' },
          { title: 'Contract' },
          { title: 'Limit', isNumber: true },
          { title: 'Stop', isNumber: true, isExtra: true },
          { title: 'Target', isNumber: true, isExtra: true },
          { title: 'Confidence', isNumber: true, isExtra: true },
          { title: 'Multiplier', isNumber: true, isExtra: true },
          { title: 'On paper' },
          { title: 'Net', isNumber: true },
        ],
        rows.map((/** @type {Section} */ { recommendation: each, at, fateText, netMilli }) => [
          at.slice(0, 16),
          `${each.action} ${each.quantity}`,
          each.contract,
          each.price.toFixed(priceDecimals),
          each.stop_loss.toFixed(priceDecimals),
          each.profit_target.toFixed(priceDecimals),
          percent(each.confidence),
          `${each.bayesian_multiplier.toFixed(2)}x`,
          fateText,
          netMilli === null ? '' : net(netMilli),
        ]),
      ),
    ),
  );
}

/** @param {Section} refusals */
export function showRefusals({ total, byRule, rows }) {
  fill('refusals', 'No signal was refused so far.', rows, () =>
    element(
      'div',
      {},
      element(
        'p',
        { class: 'lede' },
        `${count(total)} ${total === 1 ? 'signal' : 'signals'} refused: ${byRule.map((/** @type {Section} */ each) => `${each.rule} ${count(each.count)}`).join(', ')}.`,
      ),
      table(
        'Signals not traded',
        [{ title: 'Time (New York)' }, { title: 'Rule' }, { title: 'Why' }],
        rows.slice(0, 12).map((/** @type {Section} */ { at, rule, text }) => [at, rule, text]),
      ),
    ),
  );
}

/**
 * A rate with its interval on an axis from 0 to 1; the words beside it say the same.
 * @param {{ low: number, high: number, rate?: number }} standing
 * @param {readonly number[]} references
 */
function intervalMark({ low, high, rate }, references) {
  const mark = drawn('svg', { class: 'interval', viewBox: '0 0 230 16', 'aria-hidden': 'true' });
  /** @param {number} share */
  const x = (share) => 4 + 222 * share;
  mark.append(
    drawn('line', { class: 'axis', x1: 4, x2: 226, y1: 8, y2: 8 }),
    drawn('rect', { class: 'range', x: x(low), y: 4, width: Math.max(1, x(high) - x(low)), height: 8 }),
  );
  for (const each of references)
    mark.append(drawn('line', { class: 'reference', x1: x(each), x2: x(each), y1: 1, y2: 15 }));
  if (rate !== undefined) mark.append(drawn('circle', { class: 'dot', cx: x(rate), cy: 8, r: 4 }));
  return mark;
}

/** @param {Section} claim */
export function showClaim({ claimed, against, wins, rate, sequence, standing, verdict }) {
  const so =
    rate === null
      ? 'undefined (n = 0)'
      : `${percent(rate.rate)}: ${count(wins)} of ${count(rate.n)} trades; ${percent(rate.level, 0)} interval of one look ${percent(rate.low)} to ${percent(rate.high)}`;
  byId('claim').replaceChildren(
    element(
      'p',
      {},
      `It is claimed that ${percent(claimed)} of the trades are won; dashed, with the ${percent(against)} that it is held against.`,
    ),
    intervalMark({ ...sequence, ...(rate === null ? {} : { rate: rate.rate }) }, [claimed, against]),
    facts([
      ['So far', so],
      [
        'Confidence sequence',
        `${percent(sequence.low)} to ${percent(sequence.high)} (${percent(sequence.level, 0)}, n = ${count(sequence.n)}; holds at every look)`,
      ],
      ['Standing', standing],
      ['To a verdict', verdict],
    ]),
  );
}

/** @param {Section} bins */
export function showBins(bins) {
  fill('bins', 'No trade has closed yet: there is nothing to learn from.', bins, () =>
    table(
      'Posterior by modal bin',
      [
        { title: 'Bin' },
        { title: 'Trades', isNumber: true },
        { title: 'Won', isNumber: true },
        { title: 'Net', isNumber: true, isExtra: true },
        { title: 'Posterior, n, interval' },
        { title: 'Multiplier', isNumber: true },
      ],
      bins.map((/** @type {Section} */ { modalBin, trades, wins, netMilli, realOutcomes, posterior }) => [
        String(modalBin),
        count(trades),
        count(wins),
        dollars(netMilli),
        posterior === null
          ? 'none is kept'
          : element(
              'span',
              { class: 'posterior' },
              `${percent(posterior.rate)}, n = ${count(posterior.n)}${realOutcomes > 0 ? ` (${count(realOutcomes)} real)` : ''} `,
              element(
                'span',
                { class: 'interval-words' },
                `${percent(posterior.level, 0)}: ${percent(posterior.low)} to ${percent(posterior.high)}`,
              ),
              intervalMark(posterior, []),
            ),
        posterior === null ? '' : posterior.isSizedByIt ? `${posterior.multiplier.toFixed(2)}x` : 'not yet',
      ]),
    ),
  );
}

/** @param {number | null} ms */
function milliseconds(ms) {
  return ms === null ? null : `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;
}

/** @param {Section} health */
export function showHealth(health) {
  const { lastSyncMs, worstSyncMs } = health;
  byId('health').replaceChildren(
    facts([
      ['Bars from the feed', count(health.bars)],
      ['Gaps', count(health.gaps)],
      ['Reconnects', count(health.reconnects)],
      ['Records on disk', count(health.records)],
      ['Journal events', count(health.events)],
      ['Last decision took', milliseconds(health.lastDecisionMs)],
      [
        'Journal to disk',
        lastSyncMs === null ? null : `${milliseconds(lastSyncMs)}, ${milliseconds(worstSyncMs)} at worst`,
      ],
      ['Event loop late by', `${health.loopDelayMs} ms, ${health.worstLoopDelayMs} ms at worst`],
      ['Memory', `${count(health.memoryMegabytes)} MB, heap ${count(health.heapMegabytes)} MB`],
      ['Running for', uptime(health.uptimeSeconds)],
    ]),
  );
}

/** @param {number} seconds */
function uptime(seconds) {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0
    ? `${hours} h ${minutes} min`
    : minutes > 0
      ? `${minutes} min ${seconds % 60} s`
      : `${seconds} s`;
}

/** @param {Section} said */
export function showSaid(said) {
  fill('said', 'Nothing since the page began.', said, () =>
    element(
      'ol',
      { class: 'said' },
      ...said.map((/** @type {Section} */ { at, level, text }) =>
        element(
          'li',
          { 'data-level': level },
          element('span', { class: 'said-at' }, at),
          level === 'info' ? null : element('strong', {}, level),
          element('span', {}, text),
        ),
      ),
    ),
  );
}
