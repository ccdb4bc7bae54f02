/**
 * What went wrong, coarsely enough to act on:
 *
 * - `usage`: an argument that could never work; nothing was sent.
 * - `key`: no usable API key.
 * - `truncated`, `corrupt`, `unsupported`: bytes that end early, contradict themselves, or are of a format not read here.
 * - `http`: the Historical API answered with an error status.
 * - `network`, `timeout`: no answer, or a connection that broke or fell silent.
 * - `aborted`: the caller's signal.
 * - `protocol`: the live gateway said something that is not its protocol.
 * - `authentication`: the live gateway refused the key.
 * - `gateway`: the live gateway sent an error record that ends the session.
 * - `checksum`, `file`: a download that is not what was promised, or a local file that could not be written.
 */
export type DatabentoErrorKind =
  | 'usage'
  | 'key'
  | 'truncated'
  | 'corrupt'
  | 'unsupported'
  | 'http'
  | 'network'
  | 'timeout'
  | 'aborted'
  | 'protocol'
  | 'authentication'
  | 'gateway'
  | 'checksum'
  | 'file';

export interface DatabentoErrorDetails {
  readonly cause?: unknown;
  /** Offset in the decoded stream (after decompression) of the first byte that could not be used. */
  readonly byteOffset?: number;
  /** How many records before that place were good and were handed out. */
  readonly goodRecords?: number;
  /** HTTP status. */
  readonly status?: number;
  /** The Historical API's machine-readable name of the problem, e.g. `data_end_after_available_end`. */
  readonly case?: string;
  /** The `request-id` response header: what support asks for. */
  readonly requestId?: string;
  /** What the API says beside the message, e.g. `available_end`. */
  readonly payload?: unknown;
  /** The page of the API's documentation that the response names. */
  readonly docs?: string;
  /** Whether the same request may succeed later, unchanged. */
  readonly isRetryable?: boolean;
  /** Seconds to wait before that, when the server said so. */
  readonly retryAfterSeconds?: number;
  /** The code of a live error record (`ErrorCode` of the specification), e.g. 3 for too many sessions. */
  readonly errorCode?: number;
}

/** The one error class of this client: everything that a caller can meet and act on. */
export class DatabentoError extends Error {
  readonly kind: DatabentoErrorKind;
  readonly byteOffset: number | undefined;
  readonly goodRecords: number | undefined;
  readonly status: number | undefined;
  readonly case: string | undefined;
  readonly requestId: string | undefined;
  readonly payload: unknown;
  readonly docs: string | undefined;
  readonly isRetryable: boolean;
  readonly retryAfterSeconds: number | undefined;
  readonly errorCode: number | undefined;

  constructor(kind: DatabentoErrorKind, message: string, details: DatabentoErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'DatabentoError';
    this.kind = kind;
    this.byteOffset = details.byteOffset;
    this.goodRecords = details.goodRecords;
    this.status = details.status;
    this.case = details.case;
    this.requestId = details.requestId;
    this.payload = details.payload;
    this.docs = details.docs;
    this.isRetryable = details.isRetryable ?? false;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.errorCode = details.errorCode;
  }
}
