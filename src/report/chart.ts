import { type Config, compile, type TopLevelSpec } from 'vega-lite';
import { TapebenchError } from '../errors.ts';
import { type Html, html, withChart } from './html.ts';
import { colour } from './theme.ts';

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/** How every chart looks; colours are names of the theme, put in place by the page's script. */
const CONFIG: Config = {
  background: 'transparent',
  font: FONT,
  padding: { left: 2, right: 6, top: 4, bottom: 2 },
  view: { stroke: null },
  axis: {
    labelColor: colour('muted'),
    titleColor: colour('muted'),
    titleFontWeight: 'normal',
    titleFontSize: 12,
    labelFontSize: 12,
    domainColor: colour('line'),
    tickColor: colour('line'),
    gridColor: colour('line'),
    gridOpacity: 0.6,
    labelOverlap: 'greedy',
    titlePadding: 8,
  },
  axisX: { grid: false, labelSeparation: 8 },
  axisY: { domain: false, ticks: false },
  legend: {
    labelColor: colour('muted'),
    titleColor: colour('muted'),
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    orient: 'top',
    direction: 'horizontal',
    title: null,
    symbolStrokeWidth: 2,
  },
  text: { color: colour('ink'), fontSize: 12 },
  rule: { color: colour('muted') },
  point: { color: colour('accent') },
  bar: { color: colour('accent') },
  line: { color: colour('accent') },
  area: { color: colour('band') },
};

/** How a chart hangs together with the trades of its page. */
export interface ChartLink {
  /** The column of the trades that its marks are values or ranges of. */
  readonly column: string;
  /** A mark has a `label` that the column has too, or stands for values from its `from` to below its `to`, or a span of dates is drawn over it. */
  readonly by: 'label' | 'range' | 'brush';
  /** What the data set `selected` of its spec is filled with: of every mark the selected trades' figure, or their line. */
  readonly shows: 'winRate' | 'share' | 'count' | 'equity';
}

export interface ChartParts {
  /** Unique on the page. */
  readonly id: string;
  readonly title: string;
  /** What there is to see, in words: for those who cannot see it, and for the hurried. */
  readonly description: string;
  /** Without `width`, `config` and `$schema`. */
  readonly spec: object;
  /** Pixels; what is reserved before it is drawn. */
  readonly height: number;
  /** What a mark selects of the trades, and what is drawn for those that are selected elsewhere. */
  readonly link?: ChartLink;
  /** The numbers behind it, as a table that opens on demand. */
  readonly table?: Html;
}

/**
 * Compiles a Vega-Lite spec to Vega, as wide as its container.
 * @throws TapebenchError TB_REPORT_FAILED when it has an error, or a warning
 */
export function compileChart(spec: object, height: number): object {
  const refuse = (...messages: readonly unknown[]): never => {
    throw new TapebenchError('TB_REPORT_FAILED', `a chart cannot be compiled: ${messages.join(' ')}`);
  };
  const silent = () => logger;
  const logger = { level: () => logger as never, error: refuse, warn: refuse, info: silent, debug: silent };
  const whole = { width: 'container', height, autosize: { type: 'fit', contains: 'padding' }, ...spec };
  try {
    return compile(whole as TopLevelSpec, { config: CONFIG, logger: logger as never }).spec;
  } catch (error) {
    if (error instanceof TapebenchError) throw error;
    return refuse(error instanceof Error ? error.message : error);
  }
}

/** A figure with a chart that the page's script draws, its description, and its numbers on demand. */
export function chart(parts: ChartParts): Html {
  const { id, title, description, spec, height, table } = parts;
  const numbers =
    table === undefined
      ? null
      : html`<details class="numbers"><summary>The numbers of “${title}”</summary>${table}</details>`;
  const linked =
    parts.link === undefined
      ? null
      : html` data-column="${parts.link.column}" data-by="${parts.link.by}" data-shows="${parts.link.shows}"`;
  const choices = parts.link === undefined ? null : html`<div class="choices" id="${id}-choices"></div>`;
  // The script reserves the height: the page's policy allows no style attribute.
  const figure = html`<figure class="chart" id="${id}-figure"><figcaption><strong>${title}</strong> <span class="description">${description}</span></figcaption><div class="plot" id="${id}" data-height="${height}"${linked} role="img" aria-label="${title}. ${description}"></div>${choices}${numbers}</figure>`;
  return withChart(figure, id, compileChart(spec, height));
}
