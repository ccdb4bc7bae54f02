/**
 * A piece of a page: markup in which every string from data has been escaped, and the charts and data that it refers to,
 * which the page collects.
 */
export class Html {
  readonly text: string;
  readonly charts: ReadonlyMap<string, object>;
  readonly data: ReadonlyMap<string, unknown>;

  constructor(
    text: string,
    charts: ReadonlyMap<string, object> = new Map(),
    data: ReadonlyMap<string, unknown> = new Map(),
  ) {
    this.text = text;
    this.charts = charts;
    this.data = data;
  }
}

export type HtmlValue = Html | string | number | null | undefined | readonly HtmlValue[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that can stand between tags and in quoted attributes, and is shown as it is. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}

/**
 * The tag of every template of markup: strings and numbers are escaped, pieces of markup stand as they are, null and
 * undefined leave nothing, lists are joined.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const charts = new Map<string, object>();
  const data = new Map<string, unknown>();
  const textOf = (value: HtmlValue): string => {
    if (value === null || value === undefined) return '';
    if (value instanceof Html) {
      for (const [id, chart] of value.charts) charts.set(id, chart);
      for (const [id, each] of value.data) data.set(id, each);
      return value.text;
    }
    if (typeof value === 'object') return value.map(textOf).join('');
    return escapeHtml(String(value));
  };
  const text = strings.map((string, index) => string + textOf(values[index])).join('');
  return new Html(text, charts, data);
}

/** A piece with data for the page's script beside it, under a name that is unique on the page. */
export function withData(piece: Html, name: string, value: unknown): Html {
  return new Html(piece.text, piece.charts, new Map([...piece.data, [name, value]]));
}

/** A piece with a compiled Vega chart beside it, under the id of its element. */
export function withChart(piece: Html, id: string, spec: object): Html {
  return new Html(piece.text, new Map([...piece.charts, [id, spec]]), piece.data);
}
