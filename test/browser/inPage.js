/** What the browser tests ask of a page, from inside it. */
/** @type {any} */ (globalThis).inPage = {
  /** @returns {string[]} ids of the plots without a drawing */
  emptyPlots: () =>
    [...document.querySelectorAll('.plot')]
      .filter((plot) => plot.querySelector('svg') === null)
      .map((plot) => plot.id),

  /** Waits until the page has been told of a change of its scheme or width, and has followed it. */
  settled: () =>
    new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)))),

  /** @returns {number} pixels by which the page is wider than its window */
  overflow: () => document.documentElement.scrollWidth - window.innerWidth,

  /** @returns {string[]} captions of tables that are wider than the page, which on paper nobody can scroll */
  cutTables: () =>
    [...document.querySelectorAll('table')]
      .filter((table) => table.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
      .map((table) => table.caption?.textContent ?? ''),

  /** Texts whose contrast with the ground behind them is below 4.5, as WCAG 2.2 measures it. @returns {string[]} */
  faintTexts: () => {
    const faint = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const words = node.textContent?.trim() ?? '';
      if (element === null || words === '' || isUnseen(element)) continue;
      const style = getComputedStyle(element);
      const ink = luminance(element instanceof SVGElement ? style.fill : style.color);
      const ground = luminance(groundOf(element));
      const contrast = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
      if (contrast < 4.5) faint.add(`${words.slice(0, 40)}: ${contrast.toFixed(2)}`);
    }
    return [...faint];
  },

  /** Tries what the page's policy must refuse. */
  intrude: async () => {
    const inline = document.createElement('script');
    inline.textContent = 'window.hasRunInline = true';
    document.body.append(inline);
    // A timer of text is evaluated by the page itself, and not by the debugger that calls this.
    window.setTimeout('window.hasEvaluated = true');
    await new Promise((resolve) => window.setTimeout(resolve, 20));
    const hasFetched = await fetch('http://127.0.0.1:9/').then(
      () => true,
      () => false,
    );
    return {
      hasRunInline: 'hasRunInline' in window,
      hasEvaluated: 'hasEvaluated' in window,
      hasFetched,
    };
  },
};

/** @param {string} colour @returns {number[]} */
function channels(colour) {
  return (colour.match(/[\d.]+/g) ?? []).map(Number);
}

/** @param {string} colour @returns {number} */
function luminance(colour) {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((each) => {
    const share = each / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The mark of a chart that a text of it stands on: the last drawn that holds its middle. @param {SVGTextElement} text @returns {string | undefined} */
function markBehind(text) {
  const { left, right, top, bottom } = text.getBoundingClientRect();
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const marks = [...(text.ownerSVGElement?.querySelectorAll('.mark-rect path') ?? [])].filter((mark) => {
    const box = mark.getBoundingClientRect();
    return box.left <= x && x <= box.right && box.top <= y && y <= box.bottom;
  });
  const style = marks
    .map((mark) => getComputedStyle(mark))
    .findLast(({ fill }) => channels(fill).length === 3);
  return style === undefined
    ? undefined
    : mixed(style.fill, groundOf(text.parentElement), Number(style.fillOpacity));
}

/** @param {string} above @param {string} below @param {number} opacity of the one above @returns {string} */
function mixed(above, below, opacity) {
  const under = channels(below);
  return `rgb(${channels(above)
    .map((value, place) => opacity * value + (1 - opacity) * (under[place] ?? 0))
    .join(', ')})`;
}

/** @param {Element | null} element @returns {string} */
function groundOf(element) {
  const mark = element instanceof SVGTextElement ? markBehind(element) : undefined;
  if (mark !== undefined) return mark;
  for (let each = element; each !== null; each = each.parentElement) {
    const ground = getComputedStyle(each).backgroundColor;
    if (channels(ground)[3] !== 0) return ground;
  }
  return 'rgb(255, 255, 255)';
}

/** @param {Element} element @returns {boolean} */
function isUnseen(element) {
  if (['SCRIPT', 'STYLE', 'NOSCRIPT', 'OPTION'].includes(element.tagName)) return true;
  return element.closest('[hidden], .unseen, details:not([open]) > :not(summary)') !== null;
}

document.addEventListener('securitypolicyviolation', (event) =>
  console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI}`),
);
