import { expect, test } from 'vitest';
import { describeFailure, EXIT, exitCodeOf, failureJson } from '../../src/cli/failure.ts';
import { TapebenchError } from '../../src/errors.ts';

const bad = new TapebenchError('TB_CSV_INVALID', 'high is below low', {
  where: 'es.csv, line 7',
  kept: 'nothing was written',
});

test('an error is told with its code, place, what was kept and what to do', () => {
  const text = describeFailure(bad);
  expect(text).toContain('TB_CSV_INVALID');
  expect(text).toContain(': high is below low');
  expect(text).toContain('where: es.csv, line 7');
  expect(text).toContain('kept:  nothing was written');
  expect(text).toContain('next:  Mend the line, or the column mapping.');
});

test('an error is told to programs with the same parts', () => {
  expect(JSON.parse(failureJson(bad))).toEqual({
    error: {
      code: 'TB_CSV_INVALID',
      message: 'high is below low',
      where: 'es.csv, line 7',
      kept: 'nothing was written',
      next: 'Mend the line, or the column mapping.',
    },
  });
});

test('exit codes tell a wrong command line, bad input, a failing strategy and a defect apart', () => {
  const of = (code: ConstructorParameters<typeof TapebenchError>[0]): number =>
    exitCodeOf(new TapebenchError(code, ''));
  expect(of('TB_PARAMETER_UNKNOWN')).toBe(EXIT.usage);
  expect(of('TB_CSV_INVALID')).toBe(EXIT.input);
  expect(of('TB_STRATEGY_FAILED')).toBe(EXIT.strategy);
  expect(of('TB_RUN_NOT_REPRODUCED')).toBe(EXIT.notReproduced);
  expect(exitCodeOf(new Error('unforeseen'))).toBe(EXIT.defect);
});
