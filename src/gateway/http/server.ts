import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { createZstdCompress } from 'node:zlib';
import type { ApiKey } from '../../databento/apiKey.ts';
import type { FaultPlan } from '../faults.ts';
import type { GatewayData } from '../store/gatewayData.ts';
import { encodeSelection } from '../store/selection.ts';
import { BatchJobs } from './batchEndpoints.ts';
import { metadataAnswer } from './metadataEndpoints.ts';
import { Parameters } from './parameters.ts';
import { Problem } from './problem.ts';
import { type Available, readRange, resolution, selectRange } from './rangeEndpoints.ts';

const FORM_BYTES = 1 << 20;

export interface HttpServerOptions {
  readonly data: GatewayData;
  readonly key: ApiKey;
  readonly faults: FaultPlan;
  readonly available: () => Available;
  readonly nowMs: () => number;
  readonly conditions: Readonly<Record<string, string>>;
  /** Told of every request that was answered, for a log and for tests. */
  readonly onRequest: (request: ServedRequest) => void;
}

export interface ServedRequest {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number;
}

/** The Historical API over one dataset: the vendor's paths, authentication, parameters and error shapes. */
export function createHistoricalServer(options: HttpServerOptions): Server {
  const jobs = new BatchJobs();
  let requests = 0;
  return createServer((request, response) => {
    requests += 1;
    const exchange = new Exchange(request, response, `gateway-${requests}`, options, jobs);
    exchange.run().catch(() => response.destroy());
  });
}

class Exchange {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #requestId: string;
  readonly #options: HttpServerOptions;
  readonly #jobs: BatchJobs;
  readonly #url: URL;
  #fields = new URLSearchParams();

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
    options: HttpServerOptions,
    jobs: BatchJobs,
  ) {
    this.#request = request;
    this.#response = response;
    this.#requestId = requestId;
    this.#options = options;
    this.#jobs = jobs;
    this.#url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
  }

  get #path(): string {
    return this.#url.pathname.replace(/^\/v0\//, '');
  }

  async run(): Promise<void> {
    const { faults } = this.#options;
    this.#response.setHeader('request-id', this.#requestId);
    this.#fields = await this.#readFields();
    const isHere = (fault: { readonly path?: string }): boolean =>
      fault.path === undefined || this.#path.startsWith(fault.path);
    const warning = faults.take('http-warning', isHere);
    if (warning !== undefined) this.#response.setHeader('x-warning', warning.header);
    const stall = faults.take('http-stall', isHere);
    if (stall !== undefined) return;
    const failure = faults.take('http-status', isHere);
    if (failure !== undefined) {
      if (failure.retryAfterSeconds !== undefined) {
        this.#response.setHeader('retry-after', String(failure.retryAfterSeconds));
      }
      const body =
        failure.body ?? new Problem(failure.status, 'simulated', 'a fault that was asked for').body();
      this.#end(failure.status, body);
      return;
    }
    try {
      await this.#answer();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#end(error.status, error.body());
    }
  }

  async #answer(): Promise<void> {
    const { data, available, nowMs, conditions } = this.#options;
    this.#authorize();
    const parameters = new Parameters(this.#fields);
    const [family, name = ''] = this.#path.split('.', 2);
    if (this.#path === 'timeseries.get_range') return this.#sendRange(parameters);
    if (this.#path === 'batch.download') return this.#sendBytes(this.#jobs.zip(parameters));
    const file = /^batch\/download\/([^/]+)\/([^/]+)$/.exec(this.#path);
    if (file !== null) {
      const bytes = this.#jobs.file(file[1]!, file[2]!);
      if (bytes !== undefined) return this.#sendBytes(bytes);
    }
    const answers: Readonly<Record<string, () => unknown>> = {
      metadata: () => metadataAnswer(name, parameters, data, available(), conditions),
      symbology: () => (name === 'resolve' ? resolution(parameters, data) : undefined),
      batch: () => this.#jobs.answer(name, parameters, data, available(), nowMs(), this.#url.origin),
    };
    const answer = answers[family ?? '']?.();
    if (answer === undefined) throw new Problem(404, 'not_found', `this gateway has no ${this.#path}`);
    this.#end(200, JSON.stringify(answer));
  }

  #authorize(): void {
    const given = Buffer.from(this.#request.headers.authorization ?? '', 'latin1');
    const wanted = Buffer.from(this.#options.key.basicAuthorization(), 'latin1');
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
      throw new Problem(401, 'auth_authentication_failed', 'Authentication failed.');
    }
  }

  async #readFields(): Promise<URLSearchParams> {
    if (this.#request.method !== 'POST') return this.#url.searchParams;
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of this.#request) {
      length += (chunk as Uint8Array).length;
      if (length > FORM_BYTES) break;
      chunks.push(chunk as Uint8Array);
    }
    return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
  }

  async #sendRange(parameters: Parameters): Promise<void> {
    const { data, available } = this.#options;
    const encoding = parameters.optional('encoding') ?? 'csv';
    if (encoding !== 'dbn')
      throw new Problem(422, 'validation', `encoding: this gateway serves dbn, not ${encoding}`);
    const selection = selectRange(data, readRange(parameters, data, available()));
    const isPartial = selection.metadata.partial.length + selection.metadata.notFound.length > 0;
    const records = Readable.from(encodeSelection(data, selection));
    const isCompressed = (parameters.optional('compression') ?? 'none') === 'zstd';
    await this.#stream(isPartial ? 206 : 200, isCompressed ? records.pipe(createZstdCompress()) : records);
  }

  async #sendBytes(bytes: Uint8Array): Promise<void> {
    const range = /^bytes=(\d+)-$/.exec(this.#request.headers.range ?? '');
    const start = range === null ? 0 : Number(range[1]);
    await this.#stream(range === null ? 200 : 206, Readable.from([bytes.subarray(start)]));
  }

  async #stream(status: number, body: AsyncIterable<Uint8Array>): Promise<void> {
    const cut = this.#options.faults.take(
      'http-cut',
      (fault) => fault.path === undefined || this.#path.startsWith(fault.path),
    );
    this.#served(status);
    this.#response.writeHead(status, { 'content-type': 'application/octet-stream' });
    let sent = 0;
    for await (const chunk of body) {
      const left = (cut?.afterBytes ?? Number.POSITIVE_INFINITY) - sent;
      const part = chunk.length < left ? chunk : chunk.subarray(0, left);
      sent += part.length;
      if (!this.#response.write(part)) await drained(this.#response);
      if (part.length === chunk.length) continue;
      if (cut?.how === 'end') break;
      if (cut?.how === 'stall') return;
      // What was written must leave before the connection breaks.
      await new Promise<void>((resolve) => {
        this.#response.write(new Uint8Array(0), () => resolve());
      });
      this.#response.socket?.resetAndDestroy();
      return;
    }
    this.#response.end();
  }

  #end(status: number, body: string): void {
    this.#served(status);
    this.#response.statusCode = status;
    if (!this.#response.hasHeader('content-type'))
      this.#response.setHeader('content-type', 'application/json');
    this.#response.end(body);
  }

  #served(status: number): void {
    const { authorization: _, ...headers } = this.#request.headers;
    this.#options.onRequest({
      requestId: this.#requestId,
      method: this.#request.method ?? '',
      path: this.#path,
      fields: Object.fromEntries(this.#fields),
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      status,
    });
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}
