import { DatabentoError } from '../../databento/errors.ts';

/** Whether the vendor says that not one of the symbols meant anything in the range, e.g. before a contract was listed. */
export function isUnresolved(error: unknown): error is DatabentoError {
  return error instanceof DatabentoError && error.status === 422 && error.case === 'symbology_invalid_symbol';
}
