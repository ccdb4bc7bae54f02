import { createHash } from 'node:crypto';
import { crc32, zstdCompressSync } from 'node:zlib';
import { DAY_MS } from '../../market/dates.ts';
import type { GatewayData } from '../store/gatewayData.ts';
import { dateOf } from '../store/listings.ts';
import { encodeSelection, type RangeRequest, select } from '../store/selection.ts';
import type { Parameters } from './parameters.ts';
import { Problem } from './problem.ts';
import { type Available, costOf, isoNanos, readRange, selectRange } from './rangeEndpoints.ts';

interface Job {
  readonly id: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

const DAY_NANOS = BigInt(DAY_MS) * 1_000_000n;

/** Batch jobs, done as soon as they are ordered and kept in memory. */
export class BatchJobs {
  readonly #jobs = new Map<string, Job>();

  /** Answers `batch.<name>` except the downloads; undefined when there is no such endpoint here. */
  answer(
    name: string,
    parameters: Parameters,
    data: GatewayData,
    available: Available,
    nowMs: number,
    baseUrl: string,
  ): unknown {
    switch (name) {
      case 'submit_job':
        return this.#submit(parameters, data, available, nowMs);
      case 'list_jobs': {
        const states = parameters.optional('states')?.split(',');
        return [...this.#jobs.values()]
          .filter(() => states?.includes('done') ?? true)
          .map((job) => job.fields);
      }
      case 'get_job_details':
        return this.#job(parameters).fields;
      case 'list_files': {
        const job = this.#job(parameters);
        return [...job.files].map(([filename, bytes]) => ({
          filename,
          size: bytes.length,
          hash: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
          urls: { https: `${baseUrl}/v0/batch/download/${job.id}/${filename}` },
        }));
      }
      default:
        return undefined;
    }
  }

  /** The file at `batch/download/<job>/<name>`. */
  file(jobId: string, filename: string): Uint8Array | undefined {
    return this.#jobs.get(jobId)?.files.get(filename);
  }

  /** All files of a job in one ZIP, stored without compression since they are compressed. */
  zip(parameters: Parameters): Uint8Array {
    return storedZip(this.#job(parameters).files);
  }

  #job(parameters: Parameters): Job {
    const id = parameters.required('job_id');
    const job = this.#jobs.get(id);
    if (job === undefined) throw new Problem(404, 'batch_job_not_found', `there is no job ${id}`);
    return job;
  }

  #submit(parameters: Parameters, data: GatewayData, available: Available, nowMs: number): unknown {
    const request = readRange(parameters, data, available);
    const isCompressed = (parameters.optional('compression') ?? 'zstd') === 'zstd';
    const splitDuration = parameters.optional('split_duration') ?? 'day';
    const files = new Map<string, Uint8Array>();
    const whole = selectRange(data, request);
    for (const part of splitByDay(request, splitDuration === 'day')) {
      const selection = select(data, part);
      if (selection.rows.length === 0) continue;
      const bytes = Buffer.concat([...encodeSelection(data, selection)]);
      const date = dateOf(Number(part.start / DAY_NANOS)).replaceAll('-', '');
      const name = `${data.dataset.toLowerCase().replace('.', '-')}-${date}.${request.schema}.dbn`;
      files.set(isCompressed ? `${name}.zst` : name, isCompressed ? zstdCompressSync(bytes) : bytes);
    }
    const now = isoNanos(BigInt(Math.floor(nowMs)) * 1_000_000n);
    const size = [...files.values()].reduce((sum, file) => sum + file.length, 0);
    const id = `GLBX-${dateOf(Math.floor(nowMs / DAY_MS)).replaceAll('-', '')}-${String(this.#jobs.size + 1).padStart(6, '0')}`;
    const fields = {
      id,
      user_id: null,
      cost_usd: costOf(whole),
      dataset: data.dataset,
      symbols: request.symbols.join(','),
      stype_in: request.stypeIn,
      stype_out: 'instrument_id',
      schema: request.schema,
      start: isoNanos(request.start),
      end: isoNanos(request.end),
      limit: request.limit ?? null,
      encoding: 'dbn',
      compression: isCompressed ? 'zstd' : null,
      pretty_px: false,
      pretty_ts: false,
      map_symbols: false,
      split_symbols: false,
      split_duration: splitDuration === 'none' ? null : splitDuration,
      split_size: null,
      packaging: null,
      delivery: 'download',
      record_count: whole.rows.length,
      billed_size: whole.bytes,
      actual_size: size,
      package_size: size,
      state: 'done',
      ts_received: now,
      ts_queued: now,
      ts_process_start: now,
      ts_process_done: now,
      ts_expiration: null,
      progress: 100,
    };
    this.#jobs.set(id, { id, fields, files });
    return fields;
  }
}

function* splitByDay(request: RangeRequest, isSplit: boolean): Generator<RangeRequest> {
  if (!isSplit) {
    yield request;
    return;
  }
  for (let start = request.start; start < request.end; ) {
    const nextDay = (start / DAY_NANOS + 1n) * DAY_NANOS;
    const end = nextDay < request.end ? nextDay : request.end;
    yield { ...request, start, end };
    start = end;
  }
}

/** A ZIP archive of files as they are (PKWARE APPNOTE 4.3, method 0). */
function storedZip(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [name, bytes] of files) {
    const nameBytes = Buffer.from(name, 'utf8');
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(bytes.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, nameBytes]);
    const central = Buffer.alloc(46);
    central.write('PK\x01\x02', 0, 'latin1');
    central.writeUInt16LE(20, 4);
    common.copy(central, 6);
    central.writeUInt32LE(offset, 42);
    directory.push(Buffer.concat([central, nameBytes]));
    parts.push(local, bytes);
    offset += local.length + bytes.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(files.size, 8);
  end.writeUInt16LE(files.size, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, index, end]);
}
