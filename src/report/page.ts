import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { browserScript, styleSheet, vegaRuntime } from './assets.ts';
import { escapeHtml, type Html, html } from './html.ts';
import type { Section } from './section.ts';
import { DARK, LIGHT } from './theme.ts';

/** A page that can be read from top to bottom: what stands first, then sections, then where it came from. */
export interface PageParts {
  readonly title: string;
  /** The first screen: question, verdict, figures. */
  readonly opening: Html;
  readonly sections: readonly Section[];
  readonly foot: Html;
}

/**
 * One HTML file that needs nothing else: it opens from disk without a network, and its policy lets nothing run but the
 * scripts that are in it, by their hashes; nothing is evaluated from text.
 */
export function page(parts: PageParts): string {
  const links = parts.sections.map((each) => html`<li><a href="#${each.id}">${each.title}</a></li>`);
  const contents =
    links.length > 1 ? html`<nav class="contents" aria-label="Contents"><ol>${links}</ol></nav>` : null;
  const body = html`${parts.opening}${contents}${parts.sections.map((each) => each.markup)}${parts.foot}`;
  const scripts = body.charts.size > 0 || body.data.size > 0 ? scriptsOf(body) : null;
  const style = styleSheet();
  const policy = [
    "default-src 'none'",
    `script-src ${scripts === null ? "'none'" : scripts.code.map(hashSource).join(' ')}`,
    `style-src ${hashSource(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const code = scripts?.code.map((each) => `<script>${each}</script>`).join('\n') ?? '';
  const payload =
    scripts === null ? '' : `<script type="application/gzip" id="payload">${scripts.payload}</script>\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(parts.title)}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
<main id="main"${contents === null ? '' : ' class="with-contents"'}>${body.text}
<noscript><p class="banner">Charts and the trade table need JavaScript; all figures and tables of the text do not.</p></noscript>
</main>
${payload}${code}
</body>
</html>
`;
}

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** The runtime, the page's own script, and what they draw: compressed, so that a year of trades with their bars is small. */
function scriptsOf(body: Html): { readonly code: readonly string[]; readonly payload: string } {
  const content = {
    themes: { light: LIGHT, dark: DARK },
    charts: Object.fromEntries(body.charts),
    data: Object.fromEntries(body.data),
  };
  return {
    // A page without charts needs no runtime for them.
    code: [...(body.charts.size > 0 ? [vegaRuntime()] : []), browserScript()],
    payload: gzipSync(JSON.stringify(content)).toString('base64'),
  };
}
