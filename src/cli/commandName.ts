import type { CommandRow } from './commandTable.ts';

/** The words of a command without its positional arguments: `data import`. */
export function nameOf(row: Pick<CommandRow, 'usage'>): string {
  return row.usage.replace(/ [<[].*$/, '');
}
