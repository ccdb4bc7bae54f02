import type { Field, Table } from 'apache-arrow';
import { suggestion, TapebenchError } from '../errors.ts';
import { cellText, isNumberColumn } from './cellText.ts';
import { DISPLAY, type MediaBundle } from './notebookDisplay.ts';

export interface ShowOptions {
  /** The columns to show, in this order; all of them when they are not given. */
  readonly columns?: readonly string[];
  /** How many rows from the first are shown; 10 unless told. */
  readonly rows?: number;
}

/** A table as a notebook shows it. */
export interface NotebookTable {
  /** In columns of text, as a terminal shows it. */
  toString(): string;
  [DISPLAY](): MediaBundle;
}

/**
 * Shows the first rows of a table; as the last expression of a notebook's cell it becomes a table on the page.
 * @throws TapebenchError TB_USAGE for a column that is not there
 */
export function show(table: Table, options: ShowOptions = {}): NotebookTable {
  const { columns, rows = 10 } = options;
  const fields = columns === undefined ? table.schema.fields : columns.map((name) => fieldOf(table, name));
  const count = Math.min(rows, table.numRows);
  const texts = fields.map((field) => {
    const vector = table.getChild(field.name)!;
    return Array.from({ length: count }, (_, row) => cellText(field, vector.get(row)));
  });
  const left = table.numRows - count;
  const rest = left === 0 ? '' : `${left} more row${left === 1 ? '' : 's'}`;
  const text = plainTable(fields, texts, count, rest);
  return {
    toString: () => text,
    [DISPLAY]: () => ({ 'text/plain': text, 'text/html': htmlTable(fields, texts, count, rest) }),
  };
}

function fieldOf(table: Table, name: string): Field {
  const { fields } = table.schema;
  const field = fields.find((each) => each.name === name);
  if (field !== undefined) return field;
  const names = fields.map((each) => each.name);
  const near = suggestion(name, names);
  throw new TapebenchError('TB_USAGE', `the table has no column ${JSON.stringify(name)}`, {
    next: near === undefined ? `Columns are ${names.join(', ')}.` : `Did you mean ${near}?`,
  });
}

function plainTable(
  fields: readonly Field[],
  texts: readonly (readonly string[])[],
  count: number,
  rest: string,
): string {
  const widths = fields.map(({ name }, column) =>
    Math.max(name.length, ...texts[column]!.map((text) => text.length)),
  );
  const line = (cell: (column: number) => string): string =>
    fields
      .map((field, column) =>
        isNumberColumn(field) ? cell(column).padStart(widths[column]!) : cell(column).padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd();
  return [
    line((column) => fields[column]!.name),
    ...Array.from({ length: count }, (_, row) => line((column) => texts[column]![row]!)),
    ...(rest === '' ? [] : [`(${rest})`]),
  ].join('\n');
}

function htmlTable(
  fields: readonly Field[],
  texts: readonly (readonly string[])[],
  count: number,
  rest: string,
): string {
  const head = fields
    .map((field) => `<th title="${escaped(titleOf(field))}">${escaped(field.name)}</th>`)
    .join('');
  const body = Array.from({ length: count }, (_, row) => {
    const cells = fields.map((field, column) => {
      const align = isNumberColumn(field) ? ' style="text-align: right"' : '';
      return `<td${align}>${escaped(texts[column]![row]!)}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  const caption = rest === '' ? '' : `<p>${rest}</p>`;
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table>${caption}`;
}

function titleOf({ metadata }: Field): string {
  return [metadata.get('about'), metadata.get('unit')].filter((part) => part !== undefined).join(', ');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
