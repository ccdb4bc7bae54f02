import type { LiveEvent } from '../databento/live/events.ts';
import { assertNever, TapebenchError } from '../errors.ts';
import type { SessionInput } from './inputFile.ts';
import type { Pipeline } from './pipeline.ts';
import { readRecording } from './recordingReader.ts';

/** What takes the market in as a pipeline does. */
export type FeedTaker = Pick<Pipeline, 'name' | 'bar' | 'complete'>;

/** Gives a pipeline what an event of a live client means to it: names, one-minute bars and ends of minutes. */
export function feedEvent(taker: FeedTaker, event: LiveEvent): void {
  switch (event.kind) {
    case 'mapping':
      // Asked for by raw symbol, the output is the number in digits, and the input the venue's symbol.
      taker.name(event.instrumentId, /^\d+$/.test(event.symbolOut) ? event.symbolIn : event.symbolOut);
      return;
    case 'record':
      if (event.record.type === 'OhlcvMsg') taker.bar(event.record);
      return;
    case 'end-of-interval':
      if (event.schema === 'ohlcv-1m') taker.complete(Number(event.end / 1_000_000n));
      return;
    default:
      return;
  }
}

/** Gives the pipeline an input that no feed brings. */
export function feedInput(pipeline: Pipeline, input: SessionInput): void {
  switch (input.kind) {
    case 'grace':
      pipeline.complete(input.until);
      return;
    case 'gap':
      pipeline.haltEntries(input);
      return;
    case 'reset':
      pipeline.resetEmergencyStop();
      return;
    case 'feedback':
      pipeline.learnAfter(input);
      return;
    default:
      assertNever(input);
  }
}

/**
 * Feeds a recording and the inputs between its records to a pipeline, in the order in which they came.
 * @param path the recording; undefined when there is none yet
 * @param before told of each event of the recording before it is fed
 * @returns whole records fed
 * @throws TapebenchError TB_SESSION_INVALID for a damaged recording, or an input beyond its end
 */
export function feedRecording(
  pipeline: Pipeline,
  path: string | undefined,
  inputs: readonly SessionInput[],
  before?: (event: LiveEvent) => void,
): number {
  // A live client has written more records than had been taken in when a gap was noted; its time says what it is for.
  // So does the time of a feedback.
  const isOfItsTime = ({ kind }: SessionInput): boolean => kind === 'gap' || kind === 'feedback';
  for (const input of inputs) if (isOfItsTime(input)) feedInput(pipeline, input);
  const ordered = inputs.filter((input) => !isOfItsTime(input));
  let next = 0;
  let fed = 0;
  const feedInputs = (): void => {
    for (let input = ordered[next]; input !== undefined && input.records <= fed; input = ordered[next]) {
      feedInput(pipeline, input);
      next += 1;
    }
  };
  feedInputs();
  if (path !== undefined) {
    for (const { records, events } of readRecording(path)) {
      for (const event of events) {
        before?.(event);
        feedEvent(pipeline, event);
      }
      fed = records;
      feedInputs();
    }
  }
  const left = ordered[next];
  if (left === undefined) return fed;
  throw new TapebenchError(
    'TB_SESSION_INVALID',
    `an input of the session comes after ${left.records} records, and the recording has ${fed}`,
    { ...(path === undefined ? {} : { where: path }), kept: 'all files are as they were' },
  );
}
