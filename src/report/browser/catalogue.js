import { content } from './content.js';

/** The index page: its list filtered, and two of its runs beside each other. */

function filterEntries() {
  const chosen = [...document.querySelectorAll('#entry-filters select')].flatMap((select) =>
    select instanceof HTMLSelectElement && select.value !== '' ? [select] : [],
  );
  const entries = [...document.querySelectorAll('#entries > li')];
  let shown = 0;
  for (const entry of entries) {
    if (!(entry instanceof HTMLElement)) continue;
    entry.hidden = chosen.some(({ name, value }) => entry.dataset[name] !== value);
    if (!entry.hidden) shown++;
  }
  const words = document.getElementById('entries-words');
  if (words !== null)
    words.textContent =
      shown === entries.length ? `All ${shown} are shown.` : `${shown} of ${entries.length} are shown.`;
}

/** @param {string} name @returns {any} */
function chosenRun(name) {
  const select = document.querySelector(`#compare-form select[name="${name}"]`);
  return select instanceof HTMLSelectElement ? content.data.compare.runs[Number(select.value)] : undefined;
}

/** @param {string} tag @param {string} text @param {Record<string, string>} [attributes] */
function element(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function compareRuns() {
  const place = document.getElementById('compare-result');
  const [a, b] = [chosenRun('a'), chosenRun('b')];
  if (place === null || a === undefined || b === undefined) return;
  const table = document.createElement('table');
  table.createCaption().className = 'unseen';
  table.createCaption().textContent = 'Figures of both runs';
  const head = table.createTHead().insertRow();
  for (const title of ['', a.id, b.id]) head.append(element('th', title, { scope: 'col' }));
  const body = table.createTBody();
  content.data.compare.names.forEach((/** @type {string} */ name, /** @type {number} */ row) => {
    const line = body.insertRow();
    line.append(element('th', name, { scope: 'row' }));
    for (const run of [a, b]) line.append(element('td', run.values[row]));
  });
  const scroll = element('div', '', {
    class: 'scroll',
    role: 'region',
    tabindex: '0',
    'aria-label': 'Figures of both runs',
  });
  scroll.append(table);
  const basis =
    a.id === b.id
      ? 'This is one run.'
      : a.digest === b.digest
        ? 'Both ran on the same data, so that their results are not independent.'
        : 'They ran on different data: a difference may be that of the data.';
  const words = element('p', basis);
  const known = content.data.links.find(
    (/** @type {any} */ each) => (each.a === a.id && each.b === b.id) || (each.a === b.id && each.b === a.id),
  );
  if (known !== undefined)
    words.append(' ', element('a', 'Their comparison, with the trades in common', { href: known.link }));
  else if (a.id !== b.id)
    words.append(
      ' Trades in common and every parameter that differs: ',
      element('code', `tapebench compare ${a.id} ${b.id}`),
    );
  place.replaceChildren(scroll, words);
}

export function startCatalogue() {
  const filters = document.getElementById('entry-filters');
  if (filters !== null) {
    filters.addEventListener('change', filterEntries);
    // The form takes its values back after it has told of it.
    filters.addEventListener('reset', () => setTimeout(filterEntries));
    filterEntries();
  }
  if (content.data.compare !== undefined) {
    document.getElementById('compare-form')?.addEventListener('change', compareRuns);
    compareRuns();
  }
}
