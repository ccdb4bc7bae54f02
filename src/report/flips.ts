import { type Html, html } from './html.ts';

/** What would change a verdict, in sentences, nearest first; nothing when there is nothing to say. */
export function whatWouldChange(sentences: readonly string[]): Html | null {
  if (sentences.length === 0) return null;
  return html`<h2 class="minor">What would change this</h2><ul class="flips">${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>`;
}
