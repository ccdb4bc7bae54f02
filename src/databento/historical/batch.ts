import type { SType } from '../codec/enums.ts';
import { refuseExisting, writeWhole } from '../partialFile.ts';
import type { Moment } from '../timestamps.ts';
import { momentField } from '../timestamps.ts';
import { type BatchJob, type JobState, readJob } from './batchJob.ts';
import { type DownloadCall, downloadFile } from './download.ts';
import { type RangeQuery, rangeFields } from './query.ts';
import { asList, asNullable, asObject, asText, asWhole } from './shape.ts';
import { type Compression, type Encoding, flag } from './timeseries.ts';
import type { Transport } from './transport.ts';

export interface SubmitJobQuery extends RangeQuery {
  readonly encoding?: Encoding;
  readonly compression?: Compression;
  readonly stypeOut?: SType;
  readonly prettyPx?: boolean;
  readonly prettyTs?: boolean;
  readonly mapSymbols?: boolean;
  readonly splitSymbols?: boolean;
  readonly splitDuration?: 'none' | 'day' | 'week' | 'month' | 'year';
  /** Largest file, bytes: 1e9 to 10e9. */
  readonly splitSize?: number;
}

export interface BatchFile {
  readonly filename: string;
  readonly size: number;
  /** `sha256:<hex>`; null while the file is not ready. */
  readonly hash: string | null;
  /** Where to fetch it, by protocol. */
  readonly urls: Readonly<Record<string, string>> | null;
}

interface Call {
  readonly signal?: AbortSignal;
}

/** `batch.*`: large orders, made by the server and fetched as files. */
export class BatchEndpoints {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Orders a job. This is billed; it is sent again only where the server refused it for its rate. */
  async submitJob(query: SubmitJobQuery, call: Call = {}): Promise<BatchJob> {
    const answer = await this.#transport.json({
      method: 'POST',
      path: 'batch.submit_job',
      fields: {
        ...rangeFields(query),
        stype_out: query.stypeOut ?? 'instrument_id',
        encoding: query.encoding ?? 'dbn',
        compression: query.compression ?? 'zstd',
        split_duration: query.splitDuration ?? 'day',
        delivery: 'download',
        ...(query.splitSize === undefined ? {} : { split_size: String(query.splitSize) }),
        ...flag('split_symbols', query.splitSymbols),
        ...flag('pretty_px', query.prettyPx),
        ...flag('pretty_ts', query.prettyTs),
        ...flag('map_symbols', query.mapSymbols),
      },
      policy: 'once',
      limit: 'batch.submit_job',
      signal: call.signal,
    });
    return readJob(answer, 'job');
  }

  async listJobs(
    query: { readonly states?: readonly JobState[]; readonly since?: Moment } = {},
    call: Call = {},
  ): Promise<readonly BatchJob[]> {
    const answer = await this.#transport.json({
      method: 'GET',
      path: 'batch.list_jobs',
      fields: {
        ...(query.states === undefined ? {} : { states: query.states.join(',') }),
        ...(query.since === undefined ? {} : { since: momentField(query.since) }),
      },
      policy: 'idempotent',
      limit: 'batch.list_jobs',
      signal: call.signal,
    });
    return asList(answer, 'jobs').map((job, i) => readJob(job, `jobs[${i}]`));
  }

  async getJobDetails(query: { readonly jobId: string }, call: Call = {}): Promise<BatchJob> {
    return readJob(await this.#get('get_job_details', query.jobId, call), 'job');
  }

  async listFiles(query: { readonly jobId: string }, call: Call = {}): Promise<readonly BatchFile[]> {
    const rows = asList(await this.#get('list_files', query.jobId, call), 'files');
    return rows.map((row, i) => {
      const where = `files[${i}]`;
      const fields = asObject(row, where);
      return {
        filename: asText(fields.filename, `${where}.filename`),
        size: asWhole(fields.size, `${where}.size`),
        hash: asNullable(fields.hash, `${where}.hash`, asText),
        urls: asNullable(fields.urls, `${where}.urls`, (urls, place) =>
          Object.fromEntries(
            Object.entries(asObject(urls, place)).map(([name, url]) => [
              name,
              asText(url, `${place}.${name}`),
            ]),
          ),
        ),
      };
    });
  }

  /**
   * Fetches the files of a job into `directory`, one after the other. A file that is there and whole is not fetched
   * again; one that broke off goes on where it stopped; each is checked against its SHA-256 before it gets its name.
   * @returns the paths
   * @throws DatabentoError `usage` when there is no such file in the job or it is not ready, `checksum`, and as `Transport.send`
   */
  async download(
    query: { readonly jobId: string; readonly directory: string; readonly filename?: string },
    call: DownloadCall = {},
  ): Promise<readonly string[]> {
    const files = await this.listFiles(query, call);
    const wanted =
      query.filename === undefined ? files : files.filter((file) => file.filename === query.filename);
    const paths: string[] = [];
    for (const file of wanted) paths.push(await downloadFile(this.#transport, file, query.directory, call));
    return paths;
  }

  /** Fetches everything of a job as one ZIP, which appears at `path` when it is whole. @returns the bytes written */
  async downloadZip(
    query: { readonly jobId: string; readonly path: string },
    call: Call = {},
  ): Promise<number> {
    await refuseExisting(query.path);
    const answer = await this.#transport.send({
      method: 'GET',
      path: 'batch.download',
      fields: { job_id: query.jobId },
      accept: 'application/octet-stream',
      policy: 'idempotent',
      signal: call.signal,
    });
    return writeWhole(query.path, answer.body);
  }

  #get(name: string, jobId: string, call: Call): Promise<unknown> {
    return this.#transport.json({
      method: 'GET',
      path: `batch.${name}`,
      fields: { job_id: jobId },
      policy: 'idempotent',
      limit: 'batch.list_jobs',
      signal: call.signal,
    });
  }
}
