import { type Html, type HtmlValue, html } from './html.ts';

/** A part of a page: a heading that can be linked to, a sentence that says what it shows, and its body. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly markup: Html;
}

export function section(id: string, title: string, lede: HtmlValue, body: HtmlValue): Section {
  const words = lede === null ? null : html`<p class="lede">${lede}</p>`;
  return {
    id,
    title,
    markup: html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${words}${body}</section>`,
  };
}

/** A warning that stands over everything else, in plain words. */
export function banner(words: HtmlValue): Html {
  return html`<aside class="banner" role="note">${words}</aside>`;
}
