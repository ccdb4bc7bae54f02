/** @typedef {import('./barChart.js').Bars} Bars */

const PAGE = 15;

/** The bar that is read out: moved by the arrow keys or the pointer, on the last bar until then. */
export class BarCursor {
  index = 0;
  isAtEnd = true;
  /** @type {HTMLElement} */
  #plot;
  /** @type {HTMLElement} */
  #words;
  /** @type {Bars | null} */
  #bars = null;

  /** @param {HTMLElement} plot @param {HTMLElement} words */
  constructor(plot, words) {
    this.#plot = plot;
    this.#words = words;
    plot.addEventListener('keydown', (event) => this.#key(event));
    for (const kind of ['focus', 'blur']) plot.addEventListener(kind, () => this.#move(this.index));
    plot.addEventListener('pointermove', (event) => {
      const step = Number(plot.dataset.step);
      this.#move(Math.floor((event.clientX - plot.getBoundingClientRect().left) / step));
    });
    plot.addEventListener('pointerleave', () => this.#move(Number.POSITIVE_INFINITY));
  }

  /** @param {Bars | null} bars @param {number} [index] the last when absent */
  show(bars, index) {
    this.#bars = bars;
    this.#move(index ?? Number.POSITIVE_INFINITY);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    /** @type {Readonly<Record<string, number>>} */
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: PAGE, PageDown: -PAGE };
    const step = steps[event.key];
    if (step !== undefined) this.#move(this.index + step);
    else if (event.key === 'Home') this.#move(0);
    else if (event.key === 'End' || event.key === 'Escape') this.#move(Number.POSITIVE_INFINITY);
    else return;
    event.preventDefault();
  }

  /** @param {number} wanted */
  #move(wanted) {
    const bars = this.#bars;
    const line = this.#plot.querySelector('.cursor');
    if (bars === null) {
      this.#words.textContent = 'No bars yet.';
      return;
    }
    const last = bars.time.length - 1;
    this.index = Math.min(last, Math.max(0, wanted));
    this.isAtEnd = this.index === last;
    const words = this.#read(bars);
    this.#words.textContent = words;
    this.#plot.setAttribute('aria-valuemax', String(last));
    this.#plot.setAttribute('aria-valuenow', String(this.index));
    this.#plot.setAttribute('aria-valuetext', words);
    // On the newest bar it would only hide it, unless somebody is about to move it.
    const isIdle = this.isAtEnd && document.activeElement !== this.#plot;
    const x = isIdle ? '-9' : String((this.index + 0.5) * Number(this.#plot.dataset.step));
    line?.setAttribute('x1', x);
    line?.setAttribute('x2', x);
  }

  /** @param {Bars} bars */
  #read({ contract, time, open, high, low, close, volume, priceDecimals }) {
    const i = this.index;
    /** @param {readonly number[]} column */
    const price = (column) => (column[i] ?? Number.NaN).toFixed(priceDecimals);
    return `${contract} ${time[i]}: open ${price(open)}, high ${price(high)}, low ${price(low)}, close ${price(close)}, volume ${(volume[i] ?? 0).toLocaleString('en-US')}`;
  }
}
