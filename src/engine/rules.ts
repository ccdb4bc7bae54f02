import { TapebenchError } from '../errors.ts';
import { MINUTE_MS } from '../market/bars.ts';
import type { FinerBars, Tape } from '../market/tape.ts';
import type { Calendar } from './detection.ts';
import type { EngineParameters } from './parameters.ts';
import { type IntrabarPolicy, throughTicksOf } from './venue.ts';

/** How a position is held and closed, in the terms of the loop. */
export interface HoldingRules {
  readonly intervalMs: number;
  readonly throughTicks: number;
  readonly maxHoldMs: number;
  readonly flatAtClose: boolean;
  readonly policy: IntrabarPolicy | 'finer';
  readonly finer: FinerBars | undefined;
}

/** @throws TapebenchError TB_PARAMETER_INVALID when `intrabar: finer` has no finer bars to decide with */
export function holdingRules(
  tape: Pick<Tape, 'intervalMs' | 'finer'>,
  parameters: EngineParameters,
  policy: IntrabarPolicy | 'finer' = parameters.intrabar,
): HoldingRules {
  if (policy === 'finer' && tape.finer === undefined) {
    throw new TapebenchError('TB_PARAMETER_INVALID', 'intrabar: finer needs bars shorter than a minute', {
      where: 'the dataset has none',
      next: 'Add one-second bars to the dataset, or choose pessimistic, optimistic or path.',
    });
  }
  return {
    intervalMs: tape.intervalMs,
    throughTicks: throughTicksOf(parameters),
    maxHoldMs: parameters.maxHoldMinutes * MINUTE_MS,
    flatAtClose: parameters.flatAtClose,
    policy,
    finer: policy === 'finer' ? tape.finer : undefined,
  };
}

/** When a position or order of a session has to be gone: a minute before its close, or never. */
export function flatTimeOf(regularClose: number, flatAtClose: boolean): number {
  return flatAtClose ? regularClose - MINUTE_MS : Number.POSITIVE_INFINITY;
}

/** When the first regular session after a time opens, UTC ms. */
export function nextRegularOpen(calendar: Pick<Calendar, 'sessionAtOrAfter'>, time: number): number {
  let session = calendar.sessionAtOrAfter(time);
  while (!(session.regularOpen > time)) session = calendar.sessionAtOrAfter(session.globexClose);
  return session.regularOpen;
}
