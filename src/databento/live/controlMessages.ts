import { SCHEMAS, type Schema } from '../codec/enums.ts';

/** Codes of the gateway's error records. */
export const ERROR_CODE = {
  authFailed: 1,
  apiKeyDeactivated: 2,
  connectionLimitExceeded: 3,
  symbolResolutionFailed: 4,
  invalidSubscription: 5,
  internalError: 6,
  skippedRecordsAfterSlowReading: 7,
  replayDataAgedOut: 8,
  unset: 255,
} as const;

/** The codes after which the gateway closes the connection. */
export const FATAL_ERROR_CODES: ReadonlySet<number> = new Set([
  ERROR_CODE.authFailed,
  ERROR_CODE.apiKeyDeactivated,
  ERROR_CODE.connectionLimitExceeded,
  ERROR_CODE.invalidSubscription,
  ERROR_CODE.internalError,
  ERROR_CODE.replayDataAgedOut,
]);

/** Codes of the gateway's system records. */
export const SYSTEM_CODE = {
  heartbeat: 0,
  subscriptionAck: 1,
  slowReaderWarning: 2,
  replayCompleted: 3,
  endOfInterval: 4,
  unset: 255,
} as const;

/** Longest names first, so that `mbp-10` is not taken for `mbp-1`. */
const SCHEMAS_BY_LENGTH: readonly Schema[] = [...SCHEMAS].sort((a, b) => b.length - a.length);

/** The schema that the text of a system record speaks of, e.g. `End of interval for ohlcv-1m`. */
export function schemaInText(text: string): Schema | undefined {
  return SCHEMAS_BY_LENGTH.find((schema) => text.includes(schema));
}
