import { type ErrorCode, suggestion, TapebenchError } from '../errors.ts';
import { type ColumnMapping, type ColumnRole, USUAL_NAMES } from './columns.ts';

/** Finds the columns of a file by its header and a mapping. */
export class ColumnFinder {
  readonly #code: ErrorCode;
  readonly #header: readonly string[] | null;
  readonly #fields: number;
  readonly #mapping: ColumnMapping;

  /**
   * @param code of the errors thrown
   * @param header the columns' names, null when they have none
   * @throws TapebenchError when a name stands twice
   */
  constructor(code: ErrorCode, header: readonly string[] | null, fields: number, mapping: ColumnMapping) {
    this.#code = code;
    const double = header?.find((name, i) => header.indexOf(name) !== i);
    if (double !== undefined) {
      throw this.#fault(`the header names ${JSON.stringify(double)} twice`, 'Name each column once.');
    }
    this.#header = header;
    this.#fields = fields;
    this.#mapping = mapping;
  }

  /** The column that the mapping says, or that has a usual name; -1 when there is none. */
  find(role: ColumnRole): number {
    const said = this.#mapping[role];
    if (said !== undefined) return this.#said(role, said);
    if (this.#header === null || role === 'date') return -1;
    const present = USUAL_NAMES[role].filter((name) => this.named(name) !== -1);
    if (present.length > 1) {
      throw this.#fault(
        `both ${present.join(' and ')} may be the ${role}`,
        `Say which it is: --map ${role}=${present[0]}`,
      );
    }
    return present.length === 0 ? -1 : this.named(present[0]!);
  }

  need(role: ColumnRole): number {
    const found = this.find(role);
    if (found !== -1) return found;
    const columns = this.#header === null ? `${this.#fields} columns without names` : this.#header.join(', ');
    const similar = this.#header?.filter((name) => name.toLowerCase().includes(role)) ?? [];
    const example = similar[0] ?? (this.#header === null ? '2' : 'its name');
    throw this.#fault(
      `no column is known to be the ${role}; there are ${columns}`,
      `Say which it is: --map ${role}=${example}`,
    );
  }

  /** A column by name, any case. */
  named(name: string): number {
    return this.#header?.findIndex((column) => column.toLowerCase() === name) ?? -1;
  }

  #fault(message: string, next: string): TapebenchError {
    return new TapebenchError(this.#code, message, { next });
  }

  #said(role: ColumnRole, said: string | number): number {
    if (typeof said === 'number') {
      if (said <= this.#fields) return said - 1;
      throw this.#fault(
        `the mapping puts the ${role} in column ${said} of ${this.#fields}`,
        'Mend the mapping.',
      );
    }
    const found = this.#header?.indexOf(said) ?? -1;
    if (found !== -1) return found;
    const near = suggestion(said, this.#header ?? []);
    const next =
      near === undefined ? `There are ${this.#header?.join(', ') ?? 'no names'}.` : `Did you mean ${near}?`;
    throw this.#fault(`there is no column ${JSON.stringify(said)} for the ${role}`, next);
  }
}
