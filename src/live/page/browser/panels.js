import { byId, count, dollars, element, facts, net, percent } from './elements.js';

/** @typedef {any} Section a section of the state; src/live/page/pageState.ts says what is in each */

/** @param {string} id @param {...(Node | string)} children */
function fill(id, ...children) {
  byId(id).replaceChildren(...children);
}

/** @param {Section} session */
export function showSession({ strategy, source, folder, isSimulation, isSynthetic }) {
  fill('title', `${strategy} on ${source}`);
  const kind = isSimulation ? 'simulation, no live market' : 'live data';
  const synthetic = isSynthetic ? '; synthetic data: it says nothing about a market' : '';
  fill('kicker', `tapebench live, paper trading: ${kind}${synthetic}. Session ${folder}`);
}

/** @param {Section} banners */
export function showBanners(banners) {
  fill(
    'banners',
    ...banners.map((/** @type {Section} */ { kind, title, text, command }) =>
      element(
        'div',
        { class: 'banner', 'data-kind': kind, role: kind === 'emergency-stop' ? 'alert' : 'status' },
        element('strong', {}, title),
        element('span', { class: 'banner-text' }, text),
        command === null ? null : element('code', {}, command),
      ),
    ),
  );
}

/** @type {Readonly<Record<string, string>>} */
const FEED_STATES = {
  waiting: 'Waiting for the feed',
  connected: 'Connected',
  reconnecting: 'Reconnecting',
  stale: 'Stale',
};

/** @param {Section} feed */
export function showFeed({ state, lastBar, lateness, silence, clock }) {
  fill(
    'feed',
    element('p', { class: 'state', 'data-state': state }, FEED_STATES[state] ?? state),
    facts([
      ['Last bar ended', lastBar],
      ['Came late by', lateness],
      ['Silent for', silence],
      ['Clock', clock],
    ]),
  );
}

/** @type {Readonly<Record<string, string>>} */
const PHASES = {
  regular: 'Regular session',
  overnight: 'Overnight session',
  pause: 'Pause',
  closed: 'Closed',
};

/** @param {Section} clock */
export function showClock(clock) {
  if (clock === null) return fill('clock', element('p', { class: 'state' }, 'No bar yet'));
  const { now, tradeDate, phase, next, globex, regular } = clock;
  fill(
    'clock',
    element('p', { class: 'state' }, PHASES[phase] ?? phase),
    facts([
      ['Now', now],
      ['Next', next],
      ['Trade date', tradeDate],
      ['Globex', globex],
      ['Regular', regular ?? 'none on this day'],
    ]),
  );
}

/** @param {Section} contract */
export function showContract(contract) {
  if (contract === null) return fill('contract', element('p', { class: 'state' }, 'None selected yet'));
  const { name, symbol, expiry, roll, ahead, since } = contract;
  fill(
    'contract',
    element('p', { class: 'state' }, name),
    facts([
      ['Symbol', symbol],
      ['Traded since', since],
      ['Roll', roll],
      ['Ahead', ahead],
      ['Expires', expiry],
    ]),
  );
}

/** @param {Section} account */
export function showAccount({ equityMilli, highWaterMilli, trades, wins, netMilli }) {
  const drawdown = highWaterMilli === 0 ? 0 : (highWaterMilli - equityMilli) / highWaterMilli;
  fill(
    'account',
    element('p', { class: 'state' }, dollars(equityMilli)),
    facts([
      ['Closed trades', `${count(trades)}, ${count(wins)} won`],
      ['Net', net(netMilli)],
      ['Below the peak', percent(drawdown, 2)],
    ]),
  );
}

/** @type {Readonly<Record<string, string>>} */
const HOLDING_TITLES = { waiting: 'Waiting for a retest', order: 'Working order', position: 'Position' };

/** @param {Section} holding */
export function showHolding(holding) {
  fill('holding-title', HOLDING_TITLES[holding?.kind] ?? 'Position');
  if (holding === null)
    return fill('holding', element('p', { class: 'state' }, 'Flat'), element('p', {}, 'No order works.'));
  const { kind, side, quantity, contract, since, until, entry, stop, target, modal, priceDecimals } = holding;
  /** @param {number} value */
  const price = (value) => value.toFixed(priceDecimals);
  const open =
    holding.openMilli === null
      ? null
      : element(
          'span',
          {},
          net(holding.openMilli),
          ` (${holding.openTicks} ticks), before costs, by the last close`,
        );
  const hasOrder = kind !== 'waiting';
  fill(
    'holding',
    element('p', { class: 'state' }, `${side} ${quantity} ${contract}`),
    facts([
      [kind === 'position' ? 'Entered' : 'Since', since],
      ['Works until', until],
      [kind === 'position' ? 'Entry' : 'Limit', hasOrder ? price(entry) : null],
      ['Stop', hasOrder ? price(stop) : null],
      ['Target', hasOrder ? price(target) : null],
      ['Modal price', price(modal)],
      ['Open', open],
    ]),
  );
}

/** @param {Section} recommendations */
export function showLatest({ rows, priceDecimals }) {
  const latest = rows[0];
  if (latest === undefined)
    return fill(
      'latest',
      element('p', { class: 'state' }, 'None yet'),
      element('p', {}, 'It will stand here, and be said.'),
    );
  /** @param {number} value */
  const price = (value) => value.toFixed(priceDecimals);
  const { recommendation: said, at, until, riskReward, fate, fateText } = latest;
  fill(
    'latest',
    element(
      'p',
      { class: 'call', 'data-side': said.direction },
      element('span', { class: 'call-action' }, `${said.action} ${said.quantity}`),
      element('span', { class: 'call-contract' }, `${said.contract} (${said.raw_symbol})`),
      element('span', { class: 'call-price' }, `${said.order_type} ${price(said.price)}`),
    ),
    element('p', { class: 'fate', 'data-fate': fate }, `${at} New York: ${fateText}`),
    facts([
      ['Valid', `${said.validity}, until ${until}`],
      ['Stop', price(said.stop_loss)],
      ['Target', price(said.profit_target)],
      ['Risk/reward', `1:${riskReward.toFixed(2)}`],
      ['Confidence', `${percent(said.confidence)} from ${count(said.context_trades)} trades`],
      ['Signal strength', said.signal_strength.toFixed(3)],
      [
        'Multiplier',
        `${said.bayesian_multiplier.toFixed(2)}x${said.is_bayesian_sized ? '' : ', not yet by a posterior'}`,
      ],
    ]),
    element('p', { class: 'reasoning' }, said.reasoning),
  );
}
