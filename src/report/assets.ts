import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { TapebenchError } from '../errors.ts';
import { customProperties, DARK, LIGHT } from './theme.ts';

/** What a page carries with it, read once from beside this file and from the installed packages. */

/** The page's own modules, each after those that it imports. */
const SCRIPTS = [
  'content.js',
  'tooltip.js',
  'charts.js',
  'tradeData.js',
  'selection.js',
  'linkedCharts.js',
  'tradeChart.js',
  'trades.js',
  'auditTrades.js',
  'catalogue.js',
  'start.js',
];

/** The rules of print stand last, so that they win. */
const STYLES = ['trades.css', 'selection.css', 'catalogue.css', 'page.css', 'tables.css', 'print.css'];

const kept = new Map<string, string>();

function once(name: string, make: () => string): string {
  let text = kept.get(name);
  if (text === undefined) {
    text = make();
    if (/<\/script/i.test(text) || /<!--/.test(text)) {
      throw new TapebenchError('TB_REPORT_FAILED', `${name} would end its own script element`);
    }
    kept.set(name, text);
  }
  return text;
}

function ownAsset(name: string): string {
  return readFileSync(new URL(`./browser/${name}`, import.meta.url), 'utf8');
}

/** The script of every page: a page opened from disk cannot import modules, so that they share one scope instead. */
export function browserScript(): string {
  return once('script', () => `(() => {\n'use strict';\n${SCRIPTS.map(inOneScope).join('\n')}\n})();\n`);
}

function inOneScope(name: string): string {
  return ownAsset(name)
    .replace(/^import [^;]*;$/gm, '')
    .replace(/^export /gm, '');
}

/** The style sheet with the colours of both schemes. */
export function styleSheet(): string {
  return once('style', () => {
    const dark = `@media screen and (prefers-color-scheme: dark){:root{${customProperties(DARK)}}}`;
    return `:root{${customProperties(LIGHT)}}\n${dark}\n${STYLES.map(ownAsset).join('\n')}`;
  });
}

/** Vega and the interpreter of its expressions, which needs no evaluation of text, as one classic script. */
export function vegaRuntime(): string {
  return once('vega', () => {
    const resolve = createRequire(import.meta.url).resolve;
    const vega = readFileSync(join(dirname(resolve('vega')), 'vega.min.js'), 'utf8');
    return `${withoutMap(vega)}\n${classicInterpreter(readFileSync(resolve('vega-interpreter'), 'utf8'))}`;
  });
}

function withoutMap(code: string): string {
  return code.replace(/\/\/# sourceMappingURL=.*\s*$/, '');
}

/** The package has a module only, which a page opened from disk cannot import: its one import becomes Vega's own functions. */
function classicInterpreter(code: string): string {
  const imports = /^import \{([\w\s,]+)\} from 'vega-util';/;
  const exports = /export \{ expression as expressionInterpreter \};/;
  if (!imports.test(code) || !exports.test(code)) {
    throw new TapebenchError(
      'TB_REPORT_FAILED',
      'the installed vega-interpreter has another form than expected',
      {
        next: 'Install the locked versions: npm ci',
      },
    );
  }
  const body = withoutMap(code)
    .replace(imports, (_, names: string) => `const {${names}} = vega;`)
    .replace(exports, 'vega.expressionInterpreter = expression;');
  return `(() => {\n${body}\n})();\n`;
}
