/**
 * Elements made of data. Strings are set as text, never as markup: a contract or a reason may hold anything.
 * @typedef {Node | string | null} Child
 */

/**
 * @param {string} name
 * @param {Readonly<Record<string, string>>} attributes
 * @param {...Child} children
 */
export function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  for (const child of children) if (child !== null) made.append(child);
  return made;
}

/**
 * @param {string} name
 * @param {Readonly<Record<string, string | number>>} attributes
 * @param {string} [text]
 */
export function drawn(name, attributes, text) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (text !== undefined) made.textContent = text;
  return made;
}

/** @param {string} id */
export function byId(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no ${id}`);
  return found;
}

/**
 * Names and values, one under the other.
 * @param {readonly (readonly [string, Child])[]} pairs a value that is null is left out
 */
export function facts(pairs) {
  const rows = pairs.flatMap(([name, value]) =>
    value === null ? [] : [element('div', {}, element('dt', {}, name), element('dd', {}, value))],
  );
  return element('dl', { class: 'facts' }, ...rows);
}

/**
 * A table that scrolls by itself where it is too wide.
 * @param {string} label
 * @param {readonly { readonly title: string, readonly isNumber?: boolean, readonly isExtra?: boolean }[]} columns
 * @param {readonly (readonly Child[])[]} rows the first cell of each is its head
 */
export function table(label, columns, rows) {
  /** @param {number} index @param {string} [more] */
  const classOf = (index, more = '') => {
    const { isNumber, isExtra } = columns[index] ?? { title: '' };
    return [isNumber ? 'number' : '', isExtra ? 'extra' : '', more].filter((each) => each !== '').join(' ');
  };
  const head = columns.map(({ title }, index) =>
    element('th', { scope: 'col', class: classOf(index) }, title),
  );
  const body = rows.map((row) =>
    element(
      'tr',
      {},
      ...row.map((cell, index) =>
        index === 0
          ? element('th', { scope: 'row', class: classOf(index) }, cell)
          : element('td', { class: classOf(index) }, cell),
      ),
    ),
  );
  return element(
    'div',
    { class: 'scroll', role: 'region', 'aria-label': label, tabindex: '0' },
    element('table', {}, element('thead', {}, element('tr', {}, ...head)), element('tbody', {}, ...body)),
  );
}

/** @param {number} milli thousandths of a dollar */
export function dollars(milli) {
  const sign = milli < 0 ? '-' : '';
  return `${sign}$${(Math.abs(milli) / 1000).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

/** @param {number} share @param {number} [decimals] */
export function percent(share, decimals = 1) {
  return `${(100 * share).toFixed(decimals)}%`;
}

/** @param {number} number */
export function count(number) {
  return number.toLocaleString('en-US');
}

/** A net in the colour of its side; the sign says the same. @param {number} milli */
export function net(milli) {
  return element(
    'span',
    { class: milli < 0 ? 'loss' : 'gain' },
    milli > 0 ? `+${dollars(milli)}` : dollars(milli),
  );
}
