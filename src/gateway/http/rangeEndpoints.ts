import type { GatewayData } from '../store/gatewayData.ts';
import { dateOf } from '../store/listings.ts';
import { type RangeRequest, resolveAll, type Selection, select } from '../store/selection.ts';
import type { Parameters } from './parameters.ts';
import { Problem } from './problem.ts';

/** US dollars a gigabyte; invented, so that a cost can be shown before it is real. */
export const SIMULATED_PRICE_PER_GIGABYTE = 280;
const GIGABYTE = 2 ** 30;

/** When the data begin and end at this moment, nanoseconds; the end moves with a gateway that replays. */
export interface Available {
  readonly start: bigint;
  readonly end: bigint;
}

/** Reads a range request and refuses it as the vendor would. */
export function readRange(parameters: Parameters, data: GatewayData, available: Available): RangeRequest {
  requireDataset(parameters, data);
  const schema = parameters.schema();
  if (!data.schemas.includes(schema)) {
    throw new Problem(422, 'data_schema_not_fully_available', `${data.dataset} has no ${schema} here`, {
      dataset: data.dataset,
      schema,
    });
  }
  const { start, end: asked } = parameters.range();
  const end = asked ?? available.end;
  const payload = {
    dataset: data.dataset,
    start: isoNanos(start),
    end: isoNanos(end),
    available_start: isoNanos(available.start),
    available_end: isoNanos(available.end),
  };
  if (end <= start) throw new Problem(422, 'validation', 'the end is not after the start', payload);
  if (start >= available.end) {
    throw new Problem(
      422,
      'data_start_after_available_end',
      'the start is after the end of the available data',
      payload,
    );
  }
  if (end > available.end) {
    throw new Problem(
      422,
      'data_end_after_available_end',
      `the dataset ${data.dataset} has data available up to '${isoNanos(available.end)}'`,
      payload,
    );
  }
  return {
    symbols: parameters.symbols(),
    stypeIn: parameters.stype('stype_in', 'raw_symbol'),
    schema,
    start,
    end,
    limit: parameters.limit(),
  };
}

/** The records of the request. @throws Problem 422 when not one of its symbols is known */
export function selectRange(data: GatewayData, request: RangeRequest): Selection {
  const selection = select(data, request);
  if (selection.metadata.notFound.length === request.symbols.length) {
    throw new Problem(
      422,
      'symbology_invalid_symbol',
      `none of the symbols is known: ${request.symbols.join(',')}`,
    );
  }
  return selection;
}

export function costOf(selection: Selection): number {
  return (selection.bytes / GIGABYTE) * SIMULATED_PRICE_PER_GIGABYTE;
}

/** `symbology.resolve`. */
export function resolution(parameters: Parameters, data: GatewayData): unknown {
  requireDataset(parameters, data);
  const symbols = parameters.symbols();
  const stypeIn = parameters.stype('stype_in', 'raw_symbol');
  const stypeOut = parameters.stype('stype_out', 'instrument_id');
  if (stypeOut !== 'instrument_id' && stypeOut !== 'raw_symbol') {
    throw new Problem(422, 'symbology_invalid_request', `nothing resolves to ${stypeOut} here`);
  }
  const startDay = parameters.day('start_date');
  if (startDay === undefined) throw new Problem(422, 'validation', 'start_date: field required');
  const endDay = parameters.day('end_date') ?? startDay + 1;
  const result: Record<string, unknown> = {};
  for (const symbol of symbols) {
    result[symbol] = data.symbology.resolve(symbol, stypeIn, startDay, endDay).map((listing) => ({
      d0: dateOf(listing.startDay),
      d1: dateOf(listing.endDay),
      s: stypeOut === 'raw_symbol' ? listing.rawSymbol : String(listing.instrumentId),
    }));
  }
  const { partial, notFound } = resolveAll(data, symbols, stypeIn, startDay, endDay);
  return {
    result,
    symbols,
    stype_in: stypeIn,
    stype_out: stypeOut,
    start_date: dateOf(startDay),
    end_date: dateOf(endDay),
    partial,
    not_found: notFound,
    message: 'OK',
    status: 0,
  };
}

export function requireDataset(parameters: Parameters, data: GatewayData): void {
  const asked = parameters.required('dataset');
  if (asked !== data.dataset) {
    throw new Problem(
      403,
      'license_not_found_unauthorized',
      `this gateway serves ${data.dataset}, not ${asked}`,
    );
  }
}

/** ISO 8601 with nine decimals, as the vendor writes it. */
export function isoNanos(nanos: bigint): string {
  const ms = new Date(Number(nanos / 1_000_000n)).toISOString().slice(0, 19);
  return `${ms}.${String(nanos % 1_000_000_000n).padStart(9, '0')}Z`;
}
