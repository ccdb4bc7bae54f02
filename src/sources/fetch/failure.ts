import { DatabentoError } from '../../databento/errors.ts';
import { TapebenchError } from '../../errors.ts';

/**
 * A failure of the Databento client in the workbench's words: a code, what happened, and what to check.
 * @returns the error itself when it is none of the client's
 */
export function translateDatabento(
  error: unknown,
  context: { readonly kept?: string; readonly isLoopback?: boolean } = {},
): unknown {
  if (!(error instanceof DatabentoError)) return error;
  const { kept, isLoopback = false } = context;
  const request = error.requestId === undefined ? {} : { where: `request ${error.requestId}` };
  const details = { ...request, ...(kept === undefined ? {} : { kept }), cause: error };
  switch (error.kind) {
    case 'network':
    case 'timeout': {
      const message = `Failed to connect to ${isLoopback ? 'the loopback gateway' : 'Databento'}: ${error.message}`;
      const advice = isLoopback ? { next: 'Start it in another terminal: tapebench gateway' } : {};
      return new TapebenchError('TB_VENDOR_UNREACHABLE', message, { ...details, ...advice });
    }
    case 'key':
    case 'authentication':
      return new TapebenchError('TB_KEY_INVALID', error.message, details);
    case 'http':
      if (error.status === 401)
        return new TapebenchError('TB_KEY_INVALID', `Databento refused the key (${error.message})`, details);
      return new TapebenchError('TB_VENDOR_REFUSED', refusalText(error), { ...details, ...adviceFor(error) });
    case 'gateway':
      return new TapebenchError('TB_VENDOR_REFUSED', error.message, details);
    case 'truncated':
    case 'corrupt':
      return new TapebenchError('TB_DBN_CORRUPT', error.message, {
        ...details,
        next: 'Try again; nothing of it was kept.',
      });
    case 'file':
      return new TapebenchError('TB_FILE_UNREADABLE', error.message, {
        ...details,
        next: 'Check the folder and the space on the disk.',
      });
    case 'usage':
      return new TapebenchError('TB_USAGE', error.message, details);
    case 'aborted':
      return new TapebenchError('TB_VENDOR_UNREACHABLE', 'stopped', {
        ...details,
        next: 'Run the command again to go on.',
      });
    default:
      return new TapebenchError('TB_VENDOR_REFUSED', error.message, details);
  }
}

function refusalText(error: DatabentoError): string {
  return error.case === undefined ? error.message : `${error.message} (${error.case})`;
}

function adviceFor(error: DatabentoError): { readonly next?: string } {
  if (error.docs !== undefined) return { next: `See ${error.docs}` };
  if (error.status === 402) return { next: 'Check the balance and payment of the account.' };
  if (error.status === 403) return { next: 'The account has no licence for these data; see its plan.' };
  if (error.isRetryable) return { next: 'The server is busy or in trouble; try again later.' };
  return {};
}
