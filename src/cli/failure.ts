import { styleText } from 'node:util';
import { type ErrorCode, TapebenchError } from '../errors.ts';

/** What the process returns; the same table is in docs/errors.md. */
export const EXIT = {
  done: 0,
  negative: 1,
  usage: 2,
  input: 3,
  strategy: 4,
  notReproduced: 5,
  output: 6,
  defect: 70,
  interrupted: 130,
} as const;

const EXIT_OF: Readonly<Partial<Record<ErrorCode, number>>> = {
  TB_USAGE: EXIT.usage,
  TB_PARAMETER_UNKNOWN: EXIT.usage,
  TB_PARAMETER_INVALID: EXIT.usage,
  TB_DATASET_UNKNOWN: EXIT.usage,
  TB_STRATEGY_UNKNOWN: EXIT.usage,
  TB_RUN_UNKNOWN: EXIT.usage,
  TB_DATE_INVALID: EXIT.usage,
  TB_INSTRUMENT_UNKNOWN: EXIT.usage,
  TB_STRATEGY_INVALID: EXIT.strategy,
  TB_STRATEGY_FAILED: EXIT.strategy,
  TB_STRATEGY_LOOKS_AHEAD: EXIT.strategy,
  TB_RUN_NOT_REPRODUCED: EXIT.notReproduced,
  TB_ENGINE_INVARIANT: EXIT.notReproduced,
  TB_RESULTS_FAILED: EXIT.output,
  TB_REPORT_FAILED: EXIT.output,
  TB_SESSION_WRITE: EXIT.output,
  TB_FILE_EXISTS: EXIT.output,
};

export function exitCodeOf(error: unknown): number {
  if (error instanceof TapebenchError) return EXIT_OF[error.code] ?? EXIT.input;
  return EXIT.defect;
}

/** An error as people read it: code and what is wrong, where, what was kept, what to do. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof TapebenchError)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `${red('defect')}: this should not have happened. Please report it with the command.\n${stack}\n`;
  }
  const lines = [`${red(error.code)}: ${error.message}`];
  if (error.where !== undefined) lines.push(`  where: ${error.where}`);
  if (error.kept !== undefined) lines.push(`  kept:  ${error.kept}`);
  lines.push(`  next:  ${error.next}`);
  return `${lines.join('\n')}\n`;
}

/** The same for programs: printed on standard output when --json was asked for. */
export function failureJson(error: unknown): string {
  if (!(error instanceof TapebenchError)) {
    return JSON.stringify({
      error: { code: 'DEFECT', message: error instanceof Error ? error.message : String(error) },
    });
  }
  const { code, message, where, kept, next } = error;
  return JSON.stringify({ error: { code, message, where, kept, next } });
}

function red(text: string): string {
  return styleText('red', text, { stream: process.stderr });
}
