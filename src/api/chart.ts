import { DataType, type Table } from 'apache-arrow';
import type { TopLevelSpec } from 'vega-lite';
import { TapebenchError } from '../errors.ts';
import { DISPLAY, type MediaBundle } from './notebookDisplay.ts';

/** A chart in Vega-Lite without its data. */
export type VegaLiteSpec = Readonly<Record<string, unknown>>;

/** A chart with its data, as a notebook shows it. */
export interface NotebookChart {
  /** Whole, as any program that knows Vega-Lite takes it. */
  readonly spec: VegaLiteSpec;
  toSvg(): Promise<string>;
  toString(): string;
  [DISPLAY](): Promise<MediaBundle>;
}

/** What a page can hold and an eye can tell apart ends before this. */
const MOST_ROWS = 20_000;

const LOOK = {
  font: 'sans-serif',
  view: { stroke: null },
  axisX: { grid: false },
  bar: { color: '#1d5c9e' },
  line: { color: '#1d5c9e' },
  point: { color: '#1d5c9e' },
  rule: { color: '#5b5f67' },
};

/**
 * A chart of a table; as the last expression of a notebook's cell it is drawn on the page: by the program that shows the notebook where
 * that knows Vega-Lite, else as the picture that is kept beside it. Columns that the spec does not name are left out. Times
 * are milliseconds UTC: give a temporal axis `scale: { type: 'utc' }`.
 * @param table the chart's data; a spec of several views or with data of its own does without
 * @throws TapebenchError TB_REPORT_FAILED for a spec that Vega-Lite refuses or warns of, and above 20 000 rows
 */
export async function chart(spec: VegaLiteSpec, table?: Table): Promise<NotebookChart> {
  const whole: VegaLiteSpec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config: LOOK,
    width: 520,
    height: 220,
    ...spec,
    ...(table === undefined ? {} : { data: { values: valuesOf(spec, table) } }),
  };
  const compiled = await compiledSpec(whole);
  const toSvg = (): Promise<string> => drawn(compiled);
  const title = typeof spec['title'] === 'string' ? spec['title'] : 'Vega-Lite chart';
  const text = table === undefined ? `[${title}]` : `[${title}; ${table.numRows} rows]`;
  return {
    spec: whole,
    toSvg,
    toString: () => text,
    [DISPLAY]: async () => ({
      'text/plain': text,
      'image/svg+xml': await toSvg(),
      // Notebook programs know the specification by this name; version 6 draws what version 5 did.
      'application/vnd.vegalite.v5+json': whole,
    }),
  };
}

function valuesOf(spec: VegaLiteSpec, table: Table): Record<string, unknown>[] {
  if (table.numRows > MOST_ROWS) {
    throw refused(`${table.numRows} rows are too many to draw`, 'Bring them together first, in SQL.');
  }
  // A name may stand alone or in an expression: `datum.net_usd / 2`.
  const words = new Set(JSON.stringify(spec).split(/[^A-Za-z0-9_]+/));
  const columns = table.schema.fields
    .filter(({ name }) => words.has(name))
    .map(({ name, type }) => ({ name, vector: table.getChild(name)!, isTime: isTime(type) }));
  return Array.from({ length: table.numRows }, (_, row) =>
    Object.fromEntries(
      columns.map(({ name, vector, isTime }): [string, unknown] => {
        const value: unknown = vector.get(row);
        return [name, isTime && value !== null ? Number(value) : value];
      }),
    ),
  );
}

function isTime(type: DataType): boolean {
  return DataType.isTimestamp(type) || DataType.isDate(type);
}

async function compiledSpec(spec: VegaLiteSpec): Promise<object> {
  const { compile } = await import('vega-lite');
  const refuse = (...messages: readonly unknown[]): never => {
    throw refused(messages.join(' '), 'See the documentation of Vega-Lite.');
  };
  const silent = () => logger;
  const logger = { level: () => logger as never, error: refuse, warn: refuse, info: silent, debug: silent };
  try {
    return compile(spec as unknown as TopLevelSpec, { logger: logger as never }).spec;
  } catch (error) {
    if (error instanceof TapebenchError) throw error;
    return refuse(error instanceof Error ? error.message : error);
  }
}

async function drawn(compiled: object): Promise<string> {
  const vega = await import('vega');
  const view = new vega.View(vega.parse(compiled as never), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

function refused(what: string, next: string): TapebenchError {
  return new TapebenchError('TB_REPORT_FAILED', `a chart cannot be drawn: ${what}`, { next });
}
