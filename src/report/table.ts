import { type Html, type HtmlValue, html } from './html.ts';

export interface TableColumn {
  readonly title: string;
  /** Numbers stand to the right. */
  readonly isNumber?: boolean;
  /** Left out on a phone. */
  readonly isExtra?: boolean;
}

/** A table that scrolls by itself where the page is narrower; the first column names the row. */
export function table(
  caption: string,
  columns: readonly TableColumn[],
  rows: readonly (readonly HtmlValue[])[],
): Html {
  const classOf = (column: TableColumn): string =>
    [column.isNumber === true ? 'number' : '', column.isExtra === true ? 'extra' : ''].join(' ').trim();
  const head = columns.map((column) => html`<th scope="col" class="${classOf(column)}">${column.title}</th>`);
  const body = rows.map((row) => {
    const cells = row.map((value, index) =>
      index === 0
        ? html`<th scope="row">${value}</th>`
        : html`<td class="${classOf(columns[index]!)}">${value}</td>`,
    );
    return html`<tr>${cells}</tr>`;
  });
  return html`<div class="scroll${columns.length <= 2 ? ' compact' : ''}" role="region" tabindex="0" aria-label="${caption}"><table><caption class="unseen">${caption}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** A bar for a table's cell: `share` of the cell, 0 to 1. */
export function cellBar(share: number): Html {
  const width = Math.max(0, Math.min(100, share * 100)).toFixed(2);
  return html`<svg class="cell-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width="${width}" height="8"/></svg>`;
}
