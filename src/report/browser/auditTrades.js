import { draw } from './charts.js';
import { content } from './content.js';
import { clockText, filled } from './tradeChart.js';

/** The trades of an audit on the closes of every contract. Times are milliseconds of New York's clock shown as if UTC. */

const CLUSTER_MS = 15 * 60000;
let chosenAuditTrade = 0;

/**
 * The rows around a trade, from steps to values.
 * @param {any} packed
 * @param {any} trade
 * @returns {object[]}
 */
function closesOf([start, steps, ticks, contracts], trade) {
  let minute = start;
  let tick = 0;
  return steps.map((/** @type {number} */ step, /** @type {number} */ row) => {
    minute += step;
    tick += ticks[row];
    const contract = content.data.auditTrades.symbols[contracts[row]];
    const time = minute * 60000;
    const kind = contract === trade.entryContract ? 'in' : contract === trade.exitContract ? 'out' : 'other';
    return {
      time,
      price: tick / 4,
      contract,
      kind,
      words: `${clockText(time)}  ${contract}  close ${(tick / 4).toFixed(2)}`,
    };
  });
}

/** @param {any} trade @returns {string} */
function auditStory(trade) {
  const early = trade.isEarly ? ', before the 15 minutes that justify it (shaded) are over' : '';
  const gone =
    trade.vanishesWith.length === 0
      ? ''
      : ` It is gone when one of these is mended: ${trade.vanishesWith.join(', ')}.`;
  return `In at ${clockText(trade.entryTime)} on ${trade.entryContract} at ${trade.entryPrice.toFixed(2)}${early}; out at ${clockText(trade.exitTime)} on ${trade.exitContract} at ${trade.exitPrice.toFixed(2)} by ${trade.reason}: ${trade.net}.${gone}`;
}

/** @param {number} place of the trade among those that can be drawn */
function chooseAuditTrade(place) {
  const { trades } = content.data.auditTrades;
  const { trade, rows } = trades[place];
  chosenAuditTrade = place;
  const title = document.getElementById('audit-trade-title');
  const story = document.getElementById('audit-trade-story');
  if (title !== null) title.textContent = `Trade ${trade.id}, ${trade.day}`;
  if (story !== null) story.textContent = auditStory(trade);
  for (const [id, isDisabled] of /** @type {[string, boolean][]} */ ([
    ['audit-trade-before', place === 0],
    ['audit-trade-after', place === trades.length - 1],
  ])) {
    const button = document.getElementById(id);
    if (button instanceof HTMLButtonElement) button.disabled = isDisabled;
  }
  const marks = [
    {
      name: 'entry',
      time: trade.entryTime,
      price: trade.entryPrice,
      words: `entry on ${trade.entryContract} at ${trade.entryPrice.toFixed(2)}`,
    },
    {
      name: 'exit',
      time: trade.exitTime,
      price: trade.exitPrice,
      words: `exit (${trade.reason}) on ${trade.exitContract} at ${trade.exitPrice.toFixed(2)}`,
    },
  ];
  const cluster = [
    {
      time: trade.cluster,
      end: trade.cluster + CLUSTER_MS,
      words: `the 15 minutes from ${clockText(trade.cluster)}`,
    },
  ];
  draw(
    'audit-trade',
    filled(content.charts['audit-trade'], { cluster, closes: closesOf(rows, trade), marks }),
  );
}

export function startAuditTrades() {
  if (content.data.auditTrades === undefined) return;
  /** @type {{ trade: { id: number } }[]} */
  const trades = content.data.auditTrades.trades;
  document.getElementById('audit-trades')?.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button[data-trade]') : null;
    if (!(button instanceof HTMLButtonElement)) return;
    const place = trades.findIndex(({ trade }) => String(trade.id) === button.dataset.trade);
    if (place < 0) return;
    chooseAuditTrade(place);
    document.getElementById('audit-trade-title')?.scrollIntoView({ block: 'nearest' });
  });
  for (const [id, step] of /** @type {[string, number][]} */ ([
    ['audit-trade-before', -1],
    ['audit-trade-after', 1],
  ])) {
    document.getElementById(id)?.addEventListener('click', () => chooseAuditTrade(chosenAuditTrade + step));
  }
  chooseAuditTrade(0);
}
