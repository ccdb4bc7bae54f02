import { gunzipSync } from 'node:zlib';

export interface PageContent {
  readonly themes: { readonly light: Record<string, string>; readonly dark: Record<string, string> };
  readonly charts: Record<string, object>;
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into whatever a page carries.
  readonly data: Record<string, any>;
}

/** What a page carries for its script. */
export function contentOf(page: string): PageContent {
  const packed = /<script type="application\/gzip" id="payload">([A-Za-z0-9+/=]+)<\/script>/.exec(page)?.[1];
  if (packed === undefined) throw new Error('the page carries nothing');
  return JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString()) as PageContent;
}

/** The page's text as a reader sees it, without markup, style and scripts. */
export function textOf(page: string): string {
  return page
    .replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ');
}
