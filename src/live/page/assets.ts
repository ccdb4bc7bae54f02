import { readFileSync } from 'node:fs';

export interface PageAsset {
  readonly type: string;
  readonly text: string;
}

/** The page's own files, beside this one. */
const FILES: Readonly<Record<string, string>> = {
  '/': 'index.html',
  '/live.css': 'live.css',
  '/start.js': 'start.js',
  '/stream.js': 'stream.js',
  '/elements.js': 'elements.js',
  '/panels.js': 'panels.js',
  '/tables.js': 'tables.js',
  '/barChart.js': 'barChart.js',
  '/barCursor.js': 'barCursor.js',
  '/announce.js': 'announce.js',
};

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};

/**
 * What the page is made of, by path.
 * @param houseStyle style sheet of the reports, whose colours and type the page has
 */
export function pageAssets(houseStyle: string): ReadonlyMap<string, PageAsset> {
  const assets = new Map<string, PageAsset>([['/house.css', { type: TYPES['css']!, text: houseStyle }]]);
  for (const [path, name] of Object.entries(FILES)) {
    const text = readFileSync(new URL(`./browser/${name}`, import.meta.url), 'utf8');
    assets.set(path, { type: TYPES[name.slice(name.lastIndexOf('.') + 1)]!, text });
  }
  return assets;
}
