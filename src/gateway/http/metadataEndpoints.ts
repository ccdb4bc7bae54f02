import { DAY_MS } from '../../market/dates.ts';
import type { GatewayData } from '../store/gatewayData.ts';
import { dateOf, dayOf } from '../store/listings.ts';
import type { Parameters } from './parameters.ts';
import {
  type Available,
  costOf,
  isoNanos,
  readRange,
  requireDataset,
  SIMULATED_PRICE_PER_GIGABYTE,
  selectRange,
} from './rangeEndpoints.ts';

const BAR_FIELDS = [
  ['rtype', 'uint8_t'],
  ['publisher_id', 'uint16_t'],
  ['instrument_id', 'uint32_t'],
  ['ts_event', 'uint64_t'],
  ['open', 'int64_t'],
  ['high', 'int64_t'],
  ['low', 'int64_t'],
  ['close', 'int64_t'],
  ['volume', 'uint64_t'],
] as const;

/** Answers `metadata.<name>`; undefined when there is no such endpoint here. */
export function metadataAnswer(
  name: string,
  parameters: Parameters,
  data: GatewayData,
  available: Available,
  conditions: Readonly<Record<string, string>>,
): unknown {
  switch (name) {
    case 'list_publishers':
      return [
        {
          publisher_id: 1,
          dataset: data.dataset,
          venue: 'GLBX',
          description: 'Replayed by a loopback gateway',
        },
      ];
    case 'list_datasets':
      return [data.dataset];
    case 'list_schemas':
      requireDataset(parameters, data);
      return data.schemas;
    case 'list_fields':
      parameters.required('encoding');
      return parameters.schema().startsWith('ohlcv')
        ? BAR_FIELDS.map(([field, type]) => ({ name: field, type }))
        : undefined;
    case 'list_unit_prices':
      requireDataset(parameters, data);
      return ['historical', 'historical-streaming', 'live'].map((mode) => ({
        mode,
        unit_prices: Object.fromEntries(data.schemas.map((schema) => [schema, SIMULATED_PRICE_PER_GIGABYTE])),
      }));
    case 'get_dataset_condition':
      requireDataset(parameters, data);
      return conditionByDay(parameters, data, available, conditions);
    case 'get_dataset_range': {
      requireDataset(parameters, data);
      const range = { start: isoNanos(available.start), end: isoNanos(available.end) };
      return { ...range, schema: Object.fromEntries(data.schemas.map((schema) => [schema, range])) };
    }
    case 'get_record_count':
      return selectRange(data, readRange(parameters, data, available)).rows.length;
    case 'get_billable_size':
      return selectRange(data, readRange(parameters, data, available)).bytes;
    case 'get_cost':
      return costOf(selectRange(data, readRange(parameters, data, available)));
    default:
      return undefined;
  }
}

/** Days with records are `available`, weekdays without are `missing`, unless the gateway was told otherwise. */
function conditionByDay(
  parameters: Parameters,
  data: GatewayData,
  available: Available,
  conditions: Readonly<Record<string, string>>,
): unknown {
  const firstDay = parameters.day('start_date') ?? dayOf(isoNanos(available.start).slice(0, 10));
  const lastDay = parameters.day('end_date') ?? dayOf(isoNanos(available.end - 1n).slice(0, 10));
  const answer: { date: string; condition: string; last_modified_date: string | null }[] = [];
  for (let day = firstDay; day <= lastDay; day++) {
    const date = dateOf(day);
    const { table } = data;
    const row = table.firstPublishedAtOrAfter(day * DAY_MS + 1);
    const hasRecords = row < table.length && table.publishMs[row]! <= (day + 1) * DAY_MS;
    const isSaturday = (day + 4) % 7 === 6;
    if (conditions[date] === undefined && !hasRecords && isSaturday) continue;
    const condition = conditions[date] ?? (hasRecords ? 'available' : 'missing');
    answer.push({ date, condition, last_modified_date: hasRecords ? dateOf(day + 1) : null });
  }
  return answer;
}
