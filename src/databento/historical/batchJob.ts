import { asBoolean, asNullable, asNumber, asObject, asText, asWhole } from './shape.ts';

export type JobState = 'queued' | 'processing' | 'done' | 'expired';

/** A batch job. Many fields are null while the job is young. Times are as the server writes them, UTC. */
export interface BatchJob {
  readonly id: string;
  readonly state: string;
  readonly dataset: string;
  readonly schema: string;
  readonly symbols: readonly string[];
  readonly stypeIn: string;
  readonly stypeOut: string;
  readonly start: string;
  readonly end: string;
  readonly limit: number | null;
  readonly encoding: string;
  readonly compression: string | null;
  readonly splitSymbols: boolean;
  readonly splitDuration: string | null;
  readonly splitSize: number | null;
  readonly delivery: string | null;
  readonly costUsd: number | null;
  readonly recordCount: number | null;
  readonly billedSize: number | null;
  readonly actualSize: number | null;
  readonly packageSize: number | null;
  readonly tsReceived: string | null;
  readonly tsQueued: string | null;
  readonly tsProcessStart: string | null;
  readonly tsProcessDone: string | null;
  readonly tsExpiration: string | null;
  /** Percent, 0 to 100. */
  readonly progress: number | null;
}

export function readJob(value: unknown, where: string): BatchJob {
  const fields = asObject(value, where);
  const text = (name: string): string => asText(fields[name], `${where}.${name}`);
  const textOrNull = (name: string): string | null => asNullable(fields[name], `${where}.${name}`, asText);
  const numberOrNull = (name: string): number | null =>
    asNullable(fields[name], `${where}.${name}`, asNumber);
  const wholeOrNull = (name: string): number | null => asNullable(fields[name], `${where}.${name}`, asWhole);
  const { symbols } = fields;
  return {
    id: text('id'),
    state: text('state'),
    dataset: text('dataset'),
    schema: text('schema'),
    // Older answers hold one comma-joined text, newer ones a list.
    symbols: Array.isArray(symbols)
      ? symbols.map((s, i) => asText(s, `${where}.symbols[${i}]`))
      : text('symbols').split(','),
    stypeIn: text('stype_in'),
    stypeOut: text('stype_out'),
    start: text('start'),
    end: text('end'),
    limit: wholeOrNull('limit'),
    encoding: text('encoding'),
    compression: textOrNull('compression'),
    splitSymbols: asNullable(fields.split_symbols, `${where}.split_symbols`, asBoolean) ?? false,
    splitDuration: textOrNull('split_duration'),
    splitSize: wholeOrNull('split_size'),
    delivery: textOrNull('delivery'),
    costUsd: numberOrNull('cost_usd'),
    recordCount: wholeOrNull('record_count'),
    billedSize: wholeOrNull('billed_size'),
    actualSize: wholeOrNull('actual_size'),
    packageSize: wholeOrNull('package_size'),
    tsReceived: textOrNull('ts_received'),
    tsQueued: textOrNull('ts_queued'),
    tsProcessStart: textOrNull('ts_process_start'),
    tsProcessDone: textOrNull('ts_process_done'),
    tsExpiration: textOrNull('ts_expiration'),
    progress: numberOrNull('progress'),
  };
}
