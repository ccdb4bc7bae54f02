import type { Schema } from '../codec/enums.ts';
import { dateField } from '../timestamps.ts';
import { datasetField, type RangeQuery, rangeFields } from './query.ts';
import { asList, asNullable, asNumber, asObject, asText, asTexts, asWhole } from './shape.ts';
import type { Transport } from './transport.ts';

export interface Publisher {
  readonly publisherId: number;
  readonly dataset: string;
  readonly venue: string;
  readonly description: string;
}

export interface FieldDetail {
  readonly name: string;
  readonly type: string;
}

export interface UnitPrices {
  /** `historical`, `historical-streaming` or `live`. */
  readonly mode: string;
  /** US dollars a gigabyte, by schema. */
  readonly unitPrices: Readonly<Record<string, number>>;
}

export interface DatasetCondition {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** `available`, `degraded`, `pending` or `missing`; others may come. */
  readonly condition: string;
  readonly lastModifiedDate: string | null;
}

export interface TimeRange {
  /** ISO 8601, inclusive. */
  readonly start: string;
  /** ISO 8601, exclusive. */
  readonly end: string;
}

export interface DatasetRange extends TimeRange {
  readonly schema: Readonly<Record<string, TimeRange>>;
}

interface Call {
  readonly signal?: AbortSignal;
}

interface DateRange {
  readonly startDate?: Date | string;
  readonly endDate?: Date | string;
}

function dateFields(range: DateRange): Record<string, string> {
  return {
    ...(range.startDate === undefined ? {} : { start_date: dateField(range.startDate) }),
    ...(range.endDate === undefined ? {} : { end_date: dateField(range.endDate) }),
  };
}

/** `metadata.*`: what there is, in what condition, and what it costs. Asking is free and is repeated when it fails. */
export class MetadataEndpoints {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  #ask(method: 'GET' | 'POST', name: string, fields: Record<string, string>, call: Call): Promise<unknown> {
    return this.#transport.json({
      method,
      path: `metadata.${name}`,
      fields,
      policy: 'idempotent',
      limit: 'metadata',
      signal: call.signal,
    });
  }

  async listPublishers(call: Call = {}): Promise<readonly Publisher[]> {
    const rows = asList(await this.#ask('GET', 'list_publishers', {}, call), 'publishers');
    return rows.map((row, i) => {
      const where = `publishers[${i}]`;
      const fields = asObject(row, where);
      return {
        publisherId: asWhole(fields.publisher_id, `${where}.publisher_id`),
        dataset: asText(fields.dataset, `${where}.dataset`),
        venue: asText(fields.venue, `${where}.venue`),
        description: asText(fields.description, `${where}.description`),
      };
    });
  }

  /** The datasets that the account may see, optionally only those with data in the dates (both inclusive). */
  async listDatasets(range: DateRange = {}, call: Call = {}): Promise<readonly string[]> {
    return asTexts(await this.#ask('GET', 'list_datasets', dateFields(range), call), 'datasets');
  }

  async listSchemas(query: { readonly dataset: string }, call: Call = {}): Promise<readonly string[]> {
    const fields = { dataset: datasetField(query.dataset) };
    return asTexts(await this.#ask('GET', 'list_schemas', fields, call), 'schemas');
  }

  async listFields(
    query: { readonly schema: Schema; readonly encoding: 'dbn' | 'csv' | 'json' },
    call: Call = {},
  ): Promise<readonly FieldDetail[]> {
    const rows = asList(await this.#ask('GET', 'list_fields', { ...query }, call), 'fields');
    return rows.map((row, i) => {
      const fields = asObject(row, `fields[${i}]`);
      return {
        name: asText(fields.name, `fields[${i}].name`),
        type: asText(fields.type, `fields[${i}].type`),
      };
    });
  }

  async listUnitPrices(query: { readonly dataset: string }, call: Call = {}): Promise<readonly UnitPrices[]> {
    const fields = { dataset: datasetField(query.dataset) };
    const rows = asList(await this.#ask('GET', 'list_unit_prices', fields, call), 'prices');
    return rows.map((row, i) => {
      const item = asObject(row, `prices[${i}]`);
      const prices = Object.entries(asObject(item.unit_prices, `prices[${i}].unit_prices`));
      return {
        mode: asText(item.mode, `prices[${i}].mode`),
        unitPrices: Object.fromEntries(
          prices.map(([name, price]) => [name, asNumber(price, `prices[${i}].${name}`)]),
        ),
      };
    });
  }

  /** The vendor's own word on each day. Both dates are inclusive. */
  async getDatasetCondition(
    query: { readonly dataset: string } & DateRange,
    call: Call = {},
  ): Promise<readonly DatasetCondition[]> {
    const fields = { dataset: datasetField(query.dataset), ...dateFields(query) };
    const rows = asList(await this.#ask('GET', 'get_dataset_condition', fields, call), 'conditions');
    return rows.map((row, i) => {
      const where = `conditions[${i}]`;
      const item = asObject(row, where);
      return {
        date: asText(item.date, `${where}.date`),
        condition: asText(item.condition, `${where}.condition`),
        lastModifiedDate: asNullable(item.last_modified_date, `${where}.last_modified_date`, asText),
      };
    });
  }

  /** From when to when there is data. The end is exclusive. */
  async getDatasetRange(query: { readonly dataset: string }, call: Call = {}): Promise<DatasetRange> {
    const fields = { dataset: datasetField(query.dataset) };
    const answer = asObject(await this.#ask('GET', 'get_dataset_range', fields, call), 'range');
    const schemas = Object.entries(asObject(answer.schema ?? {}, 'range.schema'));
    return {
      ...timeRange(answer, 'range'),
      schema: Object.fromEntries(
        schemas.map(([name, range]) => [name, timeRange(range, `range.schema.${name}`)]),
      ),
    };
  }

  /** How many records a range holds. */
  async getRecordCount(query: RangeQuery, call: Call = {}): Promise<number> {
    return asWhole(await this.#ask('POST', 'get_record_count', rangeFields(query), call), 'record count');
  }

  /** The size that is billed: bytes of uncompressed binary. */
  async getBillableSize(query: RangeQuery, call: Call = {}): Promise<number> {
    return asWhole(await this.#ask('POST', 'get_billable_size', rangeFields(query), call), 'billable size');
  }

  /** What fetching the range costs, US dollars. Fetching it a second time costs it a second time. */
  async getCost(query: RangeQuery, call: Call = {}): Promise<number> {
    return asNumber(await this.#ask('POST', 'get_cost', rangeFields(query), call), 'cost');
  }
}

function timeRange(value: unknown, where: string): TimeRange {
  const fields = asObject(value, where);
  return { start: asText(fields.start, `${where}.start`), end: asText(fields.end, `${where}.end`) };
}
