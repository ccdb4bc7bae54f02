export type ErrorCode =
  | 'TB_USAGE'
  | 'TB_FILE_NOT_FOUND'
  | 'TB_FILE_UNREADABLE'
  | 'TB_FILE_EXISTS'
  | 'TB_FORMAT_UNKNOWN'
  | 'TB_DBN_CORRUPT'
  | 'TB_DBN_TRUNCATED'
  | 'TB_CSV_INVALID'
  | 'TB_PARQUET_INVALID'
  | 'TB_BAR_INVALID'
  | 'TB_DATA_EMPTY'
  | 'TB_DATA_CHECK_FAILED'
  | 'TB_DATA_DIGEST'
  | 'TB_DATASET_UNKNOWN'
  | 'TB_INSTRUMENT_UNKNOWN'
  | 'TB_SYMBOL_INVALID'
  | 'TB_DATE_INVALID'
  | 'TB_CALENDAR_RANGE'
  | 'TB_PARAMETER_UNKNOWN'
  | 'TB_PARAMETER_INVALID'
  | 'TB_CONFIG_INVALID'
  | 'TB_STRATEGY_UNKNOWN'
  | 'TB_STRATEGY_INVALID'
  | 'TB_STRATEGY_FAILED'
  | 'TB_STRATEGY_LOOKS_AHEAD'
  | 'TB_ENGINE_INVARIANT'
  | 'TB_JOURNAL_BROKEN'
  | 'TB_RUN_UNKNOWN'
  | 'TB_RUN_NOT_REPRODUCED'
  | 'TB_RESULTS_FAILED'
  | 'TB_REPORT_FAILED'
  | 'TB_KEY_MISSING'
  | 'TB_KEY_INVALID'
  | 'TB_KEY_EXPOSED'
  | 'TB_VENDOR_UNREACHABLE'
  | 'TB_VENDOR_REFUSED'
  | 'TB_COST_LIMIT'
  | 'TB_GATEWAY_FAILED'
  | 'TB_SESSION_LOCKED'
  | 'TB_SESSION_INVALID'
  | 'TB_SESSION_WRITE'
  | 'TB_PAGE_FAILED'
  | 'TB_FEEDBACK_INVALID';

interface ErrorRow {
  readonly cause: string;
  readonly next: string;
}

/**
 * The one table of error codes. Every error that a user can meet has a row here: `cause` in general words and `next`,
 * what to do about it. The place (file, line, byte) and what was kept belong to the individual error.
 */
export const ERROR_CODES: Readonly<Record<ErrorCode, ErrorRow>> = {
  TB_USAGE: { cause: 'The command line is wrong.', next: 'Run the command with --help.' },
  TB_FILE_NOT_FOUND: { cause: 'A file does not exist.', next: 'Check the path.' },
  TB_FILE_UNREADABLE: { cause: 'A file cannot be read.', next: 'Check its permissions.' },
  TB_FILE_EXISTS: { cause: 'A file would be overwritten.', next: 'Choose another path, or pass --force.' },
  TB_FORMAT_UNKNOWN: { cause: 'A file is of no known format.', next: 'Give DBN, CSV or Parquet; see docs.' },
  TB_DBN_CORRUPT: { cause: 'A DBN file is damaged.', next: 'Download it again, or keep the good part.' },
  TB_DBN_TRUNCATED: {
    cause: 'A DBN file ends early.',
    next: 'Pass --accept-truncated to keep the good part.',
  },
  TB_CSV_INVALID: { cause: 'A CSV file has a bad line.', next: 'Mend the line, or the column mapping.' },
  TB_PARQUET_INVALID: { cause: 'A Parquet file cannot be used.', next: 'Check its columns and mapping.' },
  TB_BAR_INVALID: {
    cause: 'A bar is impossible.',
    next: 'Mend the data, or import with another instrument.',
  },
  TB_DATA_EMPTY: { cause: 'There are no bars to work on.', next: 'Check the file, symbols and date range.' },
  TB_DATA_CHECK_FAILED: {
    cause: 'The data checks found errors.',
    next: 'Mend the data, or waive the check by name.',
  },
  TB_DATA_DIGEST: { cause: 'A dataset is not the one its manifest describes.', next: 'Import it again.' },
  TB_DATASET_UNKNOWN: { cause: 'There is no such dataset.', next: 'Run: tapebench data list' },
  TB_INSTRUMENT_UNKNOWN: {
    cause: 'There is no such instrument.',
    next: 'Add a row to src/market/instruments.ts.',
  },
  TB_SYMBOL_INVALID: { cause: 'A symbol cannot be read.', next: 'Check the symbol and its date.' },
  TB_DATE_INVALID: {
    cause: 'A date or date range is impossible.',
    next: 'Give dates as YYYY-MM-DD, start before end.',
  },
  TB_CALENDAR_RANGE: {
    cause: 'The exchange calendar does not cover a date.',
    next: 'Use data from 2010 on.',
  },
  TB_PARAMETER_UNKNOWN: {
    cause: 'There is no such parameter.',
    next: 'Check the spelling; see the strategy README.',
  },
  TB_PARAMETER_INVALID: {
    cause: 'A parameter is out of its range.',
    next: 'See the parameter table in the README.',
  },
  TB_CONFIG_INVALID: { cause: 'A configuration file is invalid.', next: 'Check it against its schema.' },
  TB_STRATEGY_UNKNOWN: {
    cause: 'There is no such strategy.',
    next: 'Name a built-in one or the path of a file.',
  },
  TB_STRATEGY_INVALID: { cause: 'A strategy file cannot be used.', next: 'Run: tapebench new strategy' },
  TB_STRATEGY_FAILED: {
    cause: 'A strategy threw while it ran.',
    next: 'Mend the strategy at the place named.',
  },
  TB_STRATEGY_LOOKS_AHEAD: {
    cause: 'A strategy used bars that it could not have known.',
    next: 'Read bars before `end` alone, in observe and in judge, and take what observe is shown in any portions.',
  },
  TB_ENGINE_INVARIANT: {
    cause: 'The engine met a state that cannot be.',
    next: 'Report it with the command.',
  },
  TB_JOURNAL_BROKEN: {
    cause: 'A journal does not hold together.',
    next: 'Keep the file; the lines before are good.',
  },
  TB_RUN_UNKNOWN: { cause: 'There is no such run.', next: 'Run: tapebench report' },
  TB_RUN_NOT_REPRODUCED: {
    cause: 'The same inputs gave another result.',
    next: 'Report it with the command.',
  },
  TB_RESULTS_FAILED: {
    cause: 'The results database failed.',
    next: 'Close other users of the file and try again.',
  },
  TB_KEY_MISSING: {
    cause: 'Databento API key not set.',
    next: 'Run: tapebench init, or put DATABENTO_API_KEY into the environment.',
  },
  TB_KEY_INVALID: {
    cause: 'The Databento API key is not one, or is refused.',
    next: 'Run: tapebench init --force',
  },
  TB_KEY_EXPOSED: {
    cause: 'Others on this machine can read the file with the key.',
    next: 'Run: chmod 600 trading_config.env',
  },
  TB_VENDOR_UNREACHABLE: {
    cause: 'Failed to connect to Databento.',
    next: 'Check the network, a firewall or proxy, and https://status.databento.com; then try again.',
  },
  TB_VENDOR_REFUSED: { cause: 'Databento refused a request.', next: 'Change what the message says.' },
  TB_COST_LIMIT: {
    cause: 'The data would cost more than was allowed.',
    next: 'Raise --max-cost, confirm with --yes, or ask for less.',
  },
  TB_GATEWAY_FAILED: {
    cause: 'The loopback gateway cannot start.',
    next: 'Choose other ports or other data.',
  },
  TB_SESSION_LOCKED: {
    cause: 'Another process uses the session.',
    next: 'End that process, or choose another folder: --session',
  },
  TB_SESSION_INVALID: {
    cause: 'The files of a session do not belong together.',
    next: 'Keep the folder, and start another with --session.',
  },
  TB_SESSION_WRITE: {
    cause: 'The files of a session cannot be written.',
    next: 'Check the folder and the space on the disk; then run the command again to go on.',
  },
  TB_PAGE_FAILED: {
    cause: 'The page of a live session could not be served.',
    next: 'Choose another port with --page PORT.',
  },
  TB_FEEDBACK_INVALID: {
    cause: 'What was said of an execution cannot be.',
    next: 'See what was said so far: tapebench feedback --list',
  },
  TB_REPORT_FAILED: { cause: 'The report could not be written.', next: 'Check the output path.' },
};

export interface ErrorDetails {
  /** Where it is: file, line, byte, bar or parameter, in words. */
  readonly where?: string;
  /** What survives the error, in words: "1 204 good rows were kept in …", "nothing was written". */
  readonly kept?: string;
  /** Overrides the table's advice when something more precise can be said. */
  readonly next?: string;
  readonly cause?: unknown;
}

/** The one error class for what a user can cause or must know. Anything else that is thrown is a defect. */
export class TapebenchError extends Error {
  readonly code: ErrorCode;
  readonly where: string | undefined;
  readonly kept: string | undefined;
  readonly next: string;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'TapebenchError';
    this.code = code;
    this.where = details.where;
    this.kept = details.kept;
    this.next = details.next ?? ERROR_CODES[code].next;
  }
}

/** Closes a discriminated union: a new member that is not handled does not compile. */
export function assertNever(value: never): never {
  throw new TapebenchError('TB_ENGINE_INVARIANT', `unhandled case: ${JSON.stringify(value)}`);
}

/** Edit distance of Levenshtein; for suggestions on misspelt names. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + change));
    }
    row = next;
  }
  return row[b.length]!;
}

/** The nearest of `names`, when it is near enough to be a slip of the keyboard. */
export function suggestion(name: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of names) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}
