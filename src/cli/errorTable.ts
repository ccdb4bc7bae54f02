import { ERROR_CODES, type ErrorCode, TapebenchError } from '../errors.ts';
import { EXIT, exitCodeOf } from './failure.ts';

/** The reference page of error codes, made from the table in `src/errors.ts`. */
export function errorReference(): string {
  const codes = Object.keys(ERROR_CODES) as ErrorCode[];
  const rows = codes.map((code) => {
    const { cause, next } = ERROR_CODES[code];
    return `| \`${code}\` | ${exitCodeOf(new TapebenchError(code, ''))} | ${cause} | ${next} |`;
  });
  return [
    '# Errors and exit codes',
    '',
    'Every error that a user can meet has a code. The message says what is wrong; `where` names the file, line, byte or bar; `kept` what survives; `next` what to do. With `--json` the same is printed on standard output as `{"error": {...}}`.',
    '',
    '## Exit codes',
    '',
    '| code | meaning |',
    '|---|---|',
    `| ${EXIT.done} | done |`,
    `| ${EXIT.negative} | done, and the answer is negative: a data check found errors, a claim is refuted, something is missing |`,
    `| ${EXIT.usage} | the command line is wrong |`,
    `| ${EXIT.input} | the input cannot be used |`,
    `| ${EXIT.strategy} | a strategy file cannot be used, or threw |`,
    `| ${EXIT.notReproduced} | the same inputs gave another result |`,
    `| ${EXIT.output} | a result could not be written |`,
    `| ${EXIT.defect} | a defect of ours |`,
    `| ${EXIT.interrupted} | interrupted |`,
    '',
    '## Codes',
    '',
    '| code | exit | cause | what to do |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
