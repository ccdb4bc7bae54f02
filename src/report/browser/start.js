import { startAuditTrades } from './auditTrades.js';
import { startCatalogue } from './catalogue.js';
import { drawAll } from './charts.js';
import { content } from './content.js';
import { startLinkedCharts } from './linkedCharts.js';
import { startTrades } from './trades.js';

/** Unpacks what the page carries, and begins. */
async function start() {
  const packed = document.getElementById('payload')?.textContent ?? '';
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  Object.assign(content, await new Response(stream).json());
  for (const plot of document.querySelectorAll('.plot')) {
    if (plot instanceof HTMLElement) plot.style.minHeight = `${plot.dataset.height}px`;
  }
  startTrades();
  startLinkedCharts();
  startAuditTrades();
  startCatalogue();
  drawAll();
}

start().catch((error) => {
  const words = document.createElement('p');
  words.className = 'banner';
  words.textContent = `The charts could not be drawn: ${error instanceof Error ? error.message : error}`;
  document.getElementById('main')?.prepend(words);
});
