import { DatabentoError } from '../errors.ts';
import { refuseExisting, writeWhole } from '../partialFile.ts';
import { type RangeQuery, rangeFields } from './query.ts';
import type { Transport } from './transport.ts';
import { checkedDbn } from './wholeness.ts';

export type Encoding = 'dbn' | 'csv' | 'json';
export type Compression = 'none' | 'zstd';

export interface GetRangeQuery extends RangeQuery {
  /** `dbn` when absent (the API's own default is csv). */
  readonly encoding?: Encoding;
  /** `zstd` when absent. The body is then a zstd file; it is not decompressed on the way. */
  readonly compression?: Compression;
  /** CSV and JSON only: prices as decimals, times as ISO 8601, a column with the symbol. */
  readonly prettyPx?: boolean;
  readonly prettyTs?: boolean;
  readonly mapSymbols?: boolean;
}

export interface RangeAnswer {
  readonly requestId: string | undefined;
  /** True when some symbols resolved on only part of the days (status 206); the metadata says which. */
  readonly isPartial: boolean;
  readonly warnings: readonly string[];
}

export interface RangeStream extends RangeAnswer {
  /** The bytes as they arrive. For DBN, a body that ends early is an error of kind `truncated`, never a short file. */
  readonly body: AsyncIterable<Uint8Array>;
}

export interface RangeFile extends RangeAnswer {
  readonly path: string;
  readonly bytes: number;
  /** Records in the file; undefined for CSV and JSON. */
  readonly records: number | undefined;
}

export interface RangeCall {
  readonly signal?: AbortSignal;
  /** Called with the bytes received so far. */
  readonly onProgress?: (bytes: number) => void;
}

/**
 * `timeseries.*`: the data itself. Every answer is billed by its uncompressed bytes, also a repeated one and one that
 * broke off; hence nothing is sent a second time unless it is certain that nothing was served.
 */
export class TimeseriesEndpoints {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /**
   * Begins to fetch a range. Resolves when the first byte of the answer is here.
   * @throws DatabentoError `usage`, `http`, `network`, `timeout`, `aborted`; iterating the body also `truncated`, `corrupt`
   */
  async getRange(query: GetRangeQuery, call: RangeCall = {}): Promise<RangeStream> {
    const { stream } = await this.#open(query, call);
    return stream;
  }

  /**
   * Fetches a range into a file, which appears at `path` only when it is whole.
   * @throws DatabentoError as `getRange`, and `file` when there is a file at `path` already
   */
  async getRangeToFile(query: GetRangeQuery, path: string, call: RangeCall = {}): Promise<RangeFile> {
    await refuseExisting(path);
    const { stream, countRecords } = await this.#open(query, call);
    const bytes = await writeWhole(path, stream.body);
    const { requestId, isPartial, warnings } = stream;
    return { path, bytes, records: countRecords(), requestId, isPartial, warnings };
  }

  async #open(
    query: GetRangeQuery,
    call: RangeCall,
  ): Promise<{ stream: RangeStream; countRecords: () => number | undefined }> {
    const encoding = query.encoding ?? 'dbn';
    if (encoding === 'dbn' && (query.prettyPx ?? query.prettyTs ?? query.mapSymbols) !== undefined) {
      throw new DatabentoError('usage', 'prettyPx, prettyTs and mapSymbols are of CSV and JSON only');
    }
    const answer = await this.#transport.send({
      method: 'POST',
      path: 'timeseries.get_range',
      fields: {
        ...rangeFields(query),
        stype_out: 'instrument_id',
        encoding,
        compression: query.compression ?? 'zstd',
        ...flag('pretty_px', query.prettyPx),
        ...flag('pretty_ts', query.prettyTs),
        ...flag('map_symbols', query.mapSymbols),
      },
      accept: 'application/octet-stream',
      policy: 'billed',
      limit: 'timeseries',
      signal: call.signal,
    });
    const { requestId, warnings } = answer;
    const counted = call.onProgress === undefined ? answer.body : withProgress(answer.body, call.onProgress);
    const checked = encoding === 'dbn' ? checkedDbn(counted, requestId) : undefined;
    return {
      stream: { requestId, warnings, isPartial: answer.status === 206, body: checked?.chunks ?? counted },
      countRecords: () => checked?.records(),
    };
  }
}

export function flag(name: string, value: boolean | undefined): Record<string, string> {
  return value === undefined ? {} : { [name]: String(value) };
}

async function* withProgress(
  chunks: AsyncIterable<Uint8Array>,
  onProgress: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    onProgress(bytes);
    yield chunk;
  }
}
