import { TapebenchError } from '../errors.ts';
import { displayName } from '../market/contracts.ts';
import { dateText, utcText } from '../market/dates.ts';
import { HOLIDAYS_VERSION } from '../market/holidays.ts';
import { type ContractSchedule, selectContracts } from '../market/schedule.ts';
import type { Tape } from '../market/tape.ts';
import { type Finding, FindingLog, mergeFindings } from './checksFinding.ts';
import { JUMP_RULE, priceJumps } from './checksJumps.ts';
import { rowFindings } from './checksRows.ts';
import { barsOutsideHours, missingRegularMinutes } from './checksSessions.ts';
import type { DefectCount } from './rowDefects.ts';

export type CheckSeverity = 'error' | 'warning' | 'info';

export type CheckName =
  | 'disorder'
  | 'duplicates'
  | 'impossible-ohlc'
  | 'impossible-volume'
  | 'off-grid-price'
  | 'missing-regular-minutes'
  | 'bars-outside-hours'
  | 'zero-volume'
  | 'price-jumps'
  | 'after-expiry'
  | 'off-interval-time'
  | 'roll-days';

/** One check of a dataset and what it found. */
export interface CheckRow {
  readonly check: CheckName;
  /** The check's severity where it found something, `info` where it found nothing. */
  readonly severity: CheckSeverity;
  readonly count: number;
  /** Found something, and the user accepts it by name. */
  readonly isWaived: boolean;
  /** The first places, for people. */
  readonly places: readonly string[];
  readonly about: string;
}

interface CheckKind {
  readonly severity: CheckSeverity;
  readonly about: string;
}

/** Every check there is, in the order in which they are shown. */
const CHECKS: Readonly<Record<CheckName, CheckKind>> = {
  disorder: {
    severity: 'error',
    about: 'Rows whose time is before that of the row above.',
  },
  duplicates: {
    severity: 'error',
    about: 'Rows beyond the first of one contract and time.',
  },
  'impossible-ohlc': {
    severity: 'error',
    about: 'Bars whose open or close lies outside of low to high.',
  },
  'impossible-volume': {
    severity: 'error',
    about: 'Bars whose volume is negative or no whole number.',
  },
  'off-grid-price': {
    severity: 'error',
    about: "Rows with a price that is no multiple of the instrument's tick; counted at import.",
  },
  'missing-regular-minutes': {
    severity: 'warning',
    about:
      'Minutes of the regular session without a bar, from the first bar of the data to the last: of the contract with the most ' +
      'volume on the day, or of any contract of a continuous series. ' +
      `Trading days by the exchange calendar of ${HOLIDAYS_VERSION}.`,
  },
  'bars-outside-hours': {
    severity: 'warning',
    about:
      "Bars that open when the instrument's Globex session is closed: breaks, weekends, holidays and their early halts.",
  },
  'zero-volume': {
    severity: 'warning',
    about: 'Bars in which nothing traded; a market without trades has no bar.',
  },
  'price-jumps': {
    severity: 'warning',
    about: JUMP_RULE,
  },
  'after-expiry': {
    severity: 'warning',
    about:
      'Bars at or after the last trading moment of their contract; a sign of a symbol read for another decade.',
  },
  'off-interval-time': {
    severity: 'warning',
    about: 'Bars whose stamp is no multiple of the bar length in UTC.',
  },
  'roll-days': {
    severity: 'info',
    about:
      'Changes of the traded contract, by the volume of the completed trade date, or by the id of a continuous series.',
  },
};

export const CHECK_NAMES: readonly CheckName[] = Object.keys(CHECKS) as CheckName[];

export interface CheckOptions {
  /** Defective rows that were left out when the tape was read; they count as found. */
  readonly defects?: readonly DefectCount[];
  /** Names of checks whose findings are accepted. */
  readonly waivers?: Iterable<string>;
}

/**
 * Looks a dataset over; nothing is changed. One row a check, also where nothing was found, in the order of `CHECK_NAMES`.
 * @throws TapebenchError TB_CONFIG_INVALID for a waiver that names no check, TB_CALENDAR_RANGE for bars outside the calendar
 */
export function checkTape(tape: Tape, options: CheckOptions = {}): CheckRow[] {
  const waived = new Set(options.waivers ?? []);
  requireKnownNames(waived);
  const schedule = selectContracts(tape);
  const found: Partial<Record<CheckName, Finding>> = {
    ...rowFindings(tape),
    'missing-regular-minutes': missingRegularMinutes(tape, schedule),
    'bars-outside-hours': barsOutsideHours(tape),
    'price-jumps': priceJumps(tape, schedule.sessions),
    'roll-days': rollDays(tape, schedule),
  };
  // A row that was left out came before whatever is left to find.
  for (const { defect, ...finding } of options.defects ?? [])
    found[defect] = mergeFindings(finding, found[defect]);
  return CHECK_NAMES.map((check) => {
    const { count, places } = found[check] ?? { count: 0, places: [] };
    const { severity, about } = CHECKS[check];
    const isFound = count > 0;
    return {
      check,
      severity: isFound ? severity : 'info',
      count,
      isWaived: isFound && waived.has(check),
      places,
      about,
    };
  });
}

/**
 * Lets a dataset pass that has no error, or whose errors are all waived by name.
 * @param dataset its name, for the message
 * @throws TapebenchError TB_DATA_CHECK_FAILED
 */
export function requirePassed(checks: readonly CheckRow[], dataset: string): void {
  const failed = checks.filter((row) => row.severity === 'error' && row.count > 0 && !row.isWaived);
  if (failed.length === 0) return;
  const what = failed.map((row) => `${row.check} (${row.count}, first ${row.places[0] ?? 'unknown'})`);
  throw new TapebenchError(
    'TB_DATA_CHECK_FAILED',
    `the data checks found errors in ${dataset}: ${what.join('; ')}`,
    {
      where: dataset,
      kept: 'nothing was run',
      next: `Mend the data, or waive by name: ${failed.map((row) => row.check).join(', ')}.`,
    },
  );
}

function requireKnownNames(waived: ReadonlySet<string>): void {
  for (const name of waived) {
    if (Object.hasOwn(CHECKS, name)) continue;
    throw new TapebenchError('TB_CONFIG_INVALID', `there is no data check ${JSON.stringify(name)} to waive`, {
      next: `The checks are ${CHECK_NAMES.join(', ')}.`,
    });
  }
}

function rollDays(tape: Tape, schedule: ContractSchedule): Finding {
  const log = new FindingLog();
  for (const roll of schedule.rolls) {
    if (roll.from < 0) continue;
    const [from, to] = [roll.from, roll.to].map((index) => {
      const contract = tape.contracts[index]!;
      return contract.kind === 'continuous' ? `id ${contract.instrumentId}` : displayName(contract);
    });
    const volumes =
      roll.volumeTo > 0 ? `, volume ${roll.volumeFrom} to ${roll.volumeTo}` : `, ${utcText(roll.time)}`;
    log.add(() => `${dateText(roll.tradeDate)}: ${from} to ${to}${volumes}`);
  }
  return log.finding;
}
