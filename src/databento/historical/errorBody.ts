import { DatabentoError } from '../errors.ts';

const RETRYABLE_STATUS: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);
const SHOWN_TEXT_LENGTH = 200;

export interface ErrorAnswer {
  readonly status: number;
  readonly body: string;
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;
}

/**
 * The error of an HTTP answer, whatever shape its body has: `{detail: "..."}`, `{detail: {case, message, payload}}`,
 * a validation list `{detail: [{loc, msg}]}`, or the HTML or plain text of a proxy.
 */
export function errorOfAnswer(answer: ErrorAnswer): DatabentoError {
  const { message, ...fields } = readBody(answer.body);
  return new DatabentoError('http', `${answer.status}: ${message}`, {
    status: answer.status,
    isRetryable: RETRYABLE_STATUS.has(answer.status),
    ...(answer.requestId === undefined ? {} : { requestId: answer.requestId }),
    ...(answer.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: answer.retryAfterSeconds }),
    ...fields,
  });
}

interface BodyFields {
  readonly message: string;
  readonly case?: string;
  readonly payload?: unknown;
  readonly docs?: string;
}

function readBody(body: string): BodyFields {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return { message: plainText(body) };
  }
  const detail = isObject(parsed) ? parsed.detail : undefined;
  if (typeof detail === 'string') return { message: detail };
  if (Array.isArray(detail)) return { message: detail.map(validationText).join('; '), payload: detail };
  if (!isObject(detail)) return { message: plainText(body) };
  return {
    message: typeof detail.message === 'string' ? detail.message : 'no message',
    ...(typeof detail.case === 'string' ? { case: detail.case } : {}),
    ...(typeof detail.docs === 'string' ? { docs: detail.docs } : {}),
    ...(detail.payload === undefined ? {} : { payload: detail.payload }),
  };
}

function validationText(item: unknown): string {
  if (!isObject(item)) return JSON.stringify(item);
  const place = Array.isArray(item.loc) ? item.loc.join('.') : 'request';
  return `${place}: ${typeof item.msg === 'string' ? item.msg : 'invalid'}`;
}

/** What an HTML page or a text says, on one line, its tags removed. */
function plainText(body: string): string {
  const text = body
    .replace(/<(script|style)[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (text === '') return 'an answer without a body';
  return text.length > SHOWN_TEXT_LENGTH ? `${text.slice(0, SHOWN_TEXT_LENGTH)}...` : text;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
