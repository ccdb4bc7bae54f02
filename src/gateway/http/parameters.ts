import { SCHEMAS, type Schema, STYPES, type SType } from '../../databento/codec/enums.ts';
import { DatabentoError } from '../../databento/errors.ts';
import { MAXIMUM_SYMBOLS, symbolList } from '../../databento/symbols.ts';
import { nanosOf } from '../../databento/timestamps.ts';
import { dateOf, dayOf } from '../store/listings.ts';
import { Problem } from './problem.ts';

const DAY_NANOS = 86_400_000_000_000n;

/** The fields of a request, read with the vendor's defaults and refusals. */
export class Parameters {
  readonly #fields: URLSearchParams;

  constructor(fields: URLSearchParams) {
    this.#fields = fields;
  }

  optional(name: string): string | undefined {
    const value = this.#fields.get(name);
    return value === null || value === '' ? undefined : value;
  }

  /** @throws Problem 422 in the validation shape's words when the field is missing */
  required(name: string): string {
    const value = this.optional(name);
    if (value === undefined) throw new Problem(422, 'validation', `${name}: field required`);
    return value;
  }

  schema(): Schema {
    const name = this.optional('schema') ?? 'trades';
    const schema = SCHEMAS.find((known) => known === name);
    if (schema === undefined) throw new Problem(422, 'validation', `schema: there is no ${name}`);
    return schema;
  }

  stype(name: string, absent: SType): SType {
    const value = this.optional(name) ?? absent;
    const stype = STYPES.find((known) => known === value);
    if (stype === undefined) throw new Problem(422, 'validation', `${name}: there is no ${value}`);
    return stype;
  }

  symbols(): readonly string[] {
    const list = refused('symbology_invalid_request', () =>
      symbolList(this.optional('symbols') ?? 'ALL_SYMBOLS'),
    );
    if (list.length > MAXIMUM_SYMBOLS) {
      throw new Problem(
        422,
        'symbology_invalid_request',
        `${list.length} symbols, more than ${MAXIMUM_SYMBOLS}`,
      );
    }
    return list;
  }

  limit(): number | undefined {
    const value = this.optional('limit');
    if (value === undefined) return undefined;
    if (!/^[1-9]\d*$/.test(value))
      throw new Problem(422, 'validation', 'limit: not a whole number above zero');
    return Number(value);
  }

  /** Start and end in nanoseconds; a missing end is the end of the month or day that the start names. */
  range(): { readonly start: bigint; readonly end: bigint | undefined } {
    const startText = this.required('start');
    const endText = this.optional('end');
    const start = refused('validation', () => nanosOf(startText));
    if (endText !== undefined) return { start, end: refused('validation', () => nanosOf(endText)) };
    if (/^\d{4}-\d{2}$/.test(startText)) {
      const [year, month] = startText.split('-').map(Number);
      return { start, end: BigInt(Date.UTC(year!, month!)) * 1_000_000n };
    }
    return { start, end: /^\d{4}-\d{2}-\d{2}$/.test(startText) ? start + DAY_NANOS : undefined };
  }

  day(name: string): number | undefined {
    const value = this.optional(name);
    if (value === undefined) return undefined;
    const day = dayOf(value);
    if (Number.isNaN(day) || dateOf(day) !== value)
      throw new Problem(422, 'validation', `${name}: not a date: ${value}`);
    return day;
  }
}

function refused<T>(problemCase: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof DatabentoError) throw new Problem(422, problemCase, error.message);
    throw error;
  }
}
