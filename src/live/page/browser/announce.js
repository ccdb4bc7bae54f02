import { byId } from './elements.js';

/** Id of the newest recommendation that was seen; undefined before the first state. @type {number | undefined} */
let seen;
let isTitleChanged = false;
let ownTitle = document.title;

/**
 * Says a recommendation that is new, to ears and in the title. What was there when the page was opened is not new.
 * @param {any} recommendations the section of the state
 * @param {boolean} isFirst
 */
export function announce(recommendations, isFirst) {
  const newest = recommendations.rows[0]?.recommendation;
  const id = newest?.order_id ?? 0;
  const isNew = !isFirst && seen !== undefined && id > seen;
  seen = id;
  if (!isNew) return;
  /** @param {number} value */
  const price = (value) => value.toFixed(recommendations.priceDecimals);
  const words = `${newest.action} ${newest.quantity} ${newest.contract} at ${price(newest.price)}`;
  byId('announcement').textContent =
    `New recommendation: ${words}, stop ${price(newest.stop_loss)}, target ${price(newest.profit_target)}`;
  document.title = `(new) ${words}`;
  isTitleChanged = true;
  if (!document.hidden && document.hasFocus()) window.setTimeout(restoreTitle, 8000);
}

/** @param {string} title */
export function titleOf(title) {
  ownTitle = title;
  if (!isTitleChanged) document.title = title;
}

function restoreTitle() {
  isTitleChanged = false;
  document.title = ownTitle;
}

window.addEventListener('focus', () => {
  if (isTitleChanged) window.setTimeout(restoreTitle, 3000);
});
