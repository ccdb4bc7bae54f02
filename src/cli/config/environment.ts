import { suggestion, TapebenchError } from '../../errors.ts';
import { givenParameters } from '../options.ts';
import type { RunSettings } from './runSettings.ts';

const TEXTS = ['data', 'datasets', 'from', 'to', 'contract', 'journal', 'out'] as const;

/** Environment variables that `tapebench run` reads, and what each is for. */
export const RUN_VARIABLES: Readonly<Record<string, string>> = {
  TAPEBENCH_DATA: 'as --data',
  TAPEBENCH_DATASETS: 'as --datasets',
  TAPEBENCH_FROM: 'as --from',
  TAPEBENCH_TO: 'as --to',
  TAPEBENCH_CONTRACT: 'as --contract',
  TAPEBENCH_JOURNAL: 'as --journal',
  TAPEBENCH_OUT: 'as --out',
  TAPEBENCH_WAIVE: 'as --waive, names parted by commas',
  TAPEBENCH_SET: 'as --set, name=value parted by commas',
  TAPEBENCH_COMMISSION: 'as --commission',
  TAPEBENCH_SLIPPAGE: 'as --slippage',
};

/**
 * The settings that the environment holds; empty variables count as not there.
 * @throws TapebenchError TB_CONFIG_INVALID for a variable that is nearly one of ours, or that cannot be read
 */
export function environmentSettings(environment: Readonly<Record<string, string | undefined>>): RunSettings {
  for (const name of Object.keys(environment)) refuseSlip(name);
  const read = (name: string): string | undefined => {
    const value = environment[`TAPEBENCH_${name}`]?.trim();
    return value === '' ? undefined : value;
  };
  const settings: Record<string, string> = {};
  for (const key of TEXTS) {
    const value = read(key.toUpperCase());
    if (value !== undefined) settings[key] = value;
  }
  const waive = listOf(read('WAIVE'));
  const set = listOf(read('SET'));
  const commission = numberOf('TAPEBENCH_COMMISSION', read('COMMISSION'));
  const slippage = numberOf('TAPEBENCH_SLIPPAGE', read('SLIPPAGE'));
  for (const assignment of set ?? []) {
    if (assignment.indexOf('=') < 1) {
      throw new TapebenchError(
        'TB_CONFIG_INVALID',
        `TAPEBENCH_SET wants name=value, not ${JSON.stringify(assignment)}`,
        {
          where: 'environment',
          next: 'For example: TAPEBENCH_SET=stopSigmas=2,entry=retest',
        },
      );
    }
  }
  return {
    ...settings,
    ...(waive === undefined ? {} : { waive }),
    parameters: givenParameters({
      ...(set === undefined ? {} : { set }),
      ...(commission === undefined ? {} : { commission }),
      ...(slippage === undefined ? {} : { slippage }),
    }),
  };
}

/** A variable that begins like ours may belong to somebody else; one letter off it is a slip, which must not pass in silence. */
function refuseSlip(name: string): void {
  if (!name.startsWith('TAPEBENCH_') || Object.hasOwn(RUN_VARIABLES, name)) return;
  const given = name.slice('TAPEBENCH_'.length);
  const near = suggestion(
    given,
    Object.keys(RUN_VARIABLES).map((each) => each.slice('TAPEBENCH_'.length)),
  );
  // A short word of another length is another word and no slip.
  if (near === undefined || (given.length < 5 && near.length !== given.length)) return;
  throw new TapebenchError('TB_CONFIG_INVALID', `the environment has ${name}, which nothing reads`, {
    where: 'environment',
    next: `Did you mean TAPEBENCH_${near}?`,
  });
}

function listOf(text: string | undefined): string[] | undefined {
  return text
    ?.split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  throw new TapebenchError('TB_CONFIG_INVALID', `${name} wants a number`, { where: 'environment' });
}
