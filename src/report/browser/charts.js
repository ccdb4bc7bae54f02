import { content, vega } from './content.js';
import { showTooltip } from './tooltip.js';

/** Draws compiled Vega specs with the interpreter, which evaluates no text, in the colours of the scheme. */

/** @type {Map<string, { spec: object, view: any }>} */
const drawn = new Map();
const darkScheme = window.matchMedia('(prefers-color-scheme: dark)');
let isPrinting = false;

/** @returns {Record<string, string>} */
function theme() {
  return darkScheme.matches && !isPrinting ? content.themes.dark : content.themes.light;
}

/**
 * A copy of a spec with the scheme's colours for their names; data stays as it is.
 * @param {any} value
 * @param {Record<string, string>} colours
 * @returns {any}
 */
function coloured(value, colours) {
  if (typeof value === 'string') return value.startsWith('@') ? (colours[value.slice(1)] ?? value) : value;
  if (Array.isArray(value)) return value.map((each) => coloured(each, colours));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, key === 'values' ? each : coloured(each, colours)]),
  );
}

/**
 * Draws a spec into the element of that id, in place of what is there.
 * @param {string} id
 * @param {object} spec
 */
export function draw(id, spec) {
  const element = document.getElementById(id);
  if (element === null) return;
  drawn.get(id)?.view.finalize();
  const runtime = vega.parse(coloured(spec, theme()), undefined, { ast: true });
  const view = new vega.View(runtime, {
    expr: vega.expressionInterpreter,
    renderer: 'svg',
    container: element,
    hover: true,
    tooltip: showTooltip,
    logLevel: vega.Error,
  });
  view.run();
  // The element itself says what the chart shows; its parts would be read one by one.
  for (const svg of element.querySelectorAll('svg')) svg.setAttribute('aria-hidden', 'true');
  drawn.set(id, { spec, view });
  whenDrawn.get(id)?.(view);
  element.dataset.state = 'drawn';
}

/** @type {Map<string, (view: any) => void>} */
const whenDrawn = new Map();

/** @param {string} id @param {(view: any) => void} act is given the view each time that the chart is drawn */
export function onDrawn(id, act) {
  whenDrawn.set(id, act);
}

/**
 * Puts rows into a named data set of a chart that is drawn; what was in it is gone.
 * @param {string} id
 * @param {string} name
 * @param {object[]} rows
 */
export function showData(id, name, rows) {
  const view = drawn.get(id)?.view;
  if (view === undefined || (rows.length === 0 && view.data(name).length === 0)) return;
  view.data(name, rows).run();
}

/** The rows that a chart brings with it. @param {string} id @returns {any[]} */
export function dataOf(id) {
  return content.charts[id].data.flatMap((/** @type {any} */ each) => each.values ?? []);
}

/** Draws the charts of the page one after another, from the top, and lets the page breathe between them. */
export function drawAll() {
  const waiting = Object.keys(content.charts).filter((id) =>
    document.getElementById(id)?.classList.contains('plot'),
  );
  const next = () => {
    const id = waiting.shift();
    if (id === undefined) {
      document.documentElement.dataset.state = 'drawn';
      return;
    }
    if (!drawn.has(id)) draw(id, content.charts[id]);
    setTimeout(next);
  };
  // The words and the table are shown before the first of them.
  setTimeout(next);
}

function redraw() {
  for (const [id, { spec }] of drawn) draw(id, spec);
}

darkScheme.addEventListener('change', redraw);
window.addEventListener('beforeprint', () => {
  isPrinting = true;
  for (const [id, spec] of Object.entries(content.charts)) if (!drawn.has(id)) draw(id, spec);
  redraw();
});
window.addEventListener('afterprint', () => {
  isPrinting = false;
  redraw();
});
