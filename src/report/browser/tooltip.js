/** The words beside the pointer. They come from data and are set as text, never as markup. */
const tooltip = document.createElement('div');
tooltip.className = 'tooltip';
tooltip.hidden = true;
tooltip.setAttribute('aria-hidden', 'true');

/**
 * @param {unknown} _handler
 * @param {MouseEvent} event
 * @param {unknown} _item
 * @param {unknown} value a text, or an object of names and texts
 */
export function showTooltip(_handler, event, _item, value) {
  if (value === null || value === undefined || value === '') {
    tooltip.hidden = true;
    return;
  }
  if (typeof value === 'object') {
    const list = document.createElement('dl');
    for (const [name, text] of Object.entries(value)) {
      const term = document.createElement('dt');
      const words = document.createElement('dd');
      term.textContent = name;
      words.textContent = String(text);
      list.append(term, words);
    }
    tooltip.replaceChildren(list);
  } else {
    tooltip.textContent = String(value);
  }
  if (!tooltip.isConnected) document.body.append(tooltip);
  tooltip.hidden = false;
  const { width, height } = tooltip.getBoundingClientRect();
  const left = Math.min(event.clientX + 14, window.innerWidth - width - 8);
  const top =
    event.clientY + 18 + height > window.innerHeight ? event.clientY - height - 12 : event.clientY + 18;
  tooltip.style.left = `${Math.max(8, left)}px`;
  tooltip.style.top = `${Math.max(8, top)}px`;
}
