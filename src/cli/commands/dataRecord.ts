import type { Argv } from 'yargs';
import { Live } from '../../databento/live/client.ts';
import type { LiveEvent } from '../../databento/live/events.ts';
import { Recording } from '../../databento/live/recording.ts';
import { TapebenchError } from '../../errors.ts';
import { translateDatabento } from '../../sources/fetch/failure.ts';
import {
  interruption,
  type QueryArgs,
  stypeOf,
  symbolWords,
  type VendorArgs,
  vendorOf,
  withQuery,
  withVendor,
} from '../databento.ts';
import { count } from '../figures.ts';
import { note, print, printJson } from '../terminal.ts';

interface Args extends Omit<QueryArgs, 'start' | 'end'>, VendorArgs {
  readonly file: string;
  readonly start?: string;
  readonly bars?: number;
  readonly minutes?: number;
  readonly append: boolean;
}

export function builder(yargs: Argv): Argv {
  return withVendor(
    withQuery(
      yargs.positional('file', { type: 'string', demandOption: true, describe: 'The .dbn file to write' }),
    )
      .option('start', {
        type: 'string',
        describe: 'Replay from here first, at most the last 24 hours; 0 is all there is',
      })
      .option('bars', { type: 'number', describe: 'Stop after so many records' })
      .option('minutes', { type: 'number', describe: 'Stop after so many minutes' })
      .option('append', {
        type: 'boolean',
        default: false,
        describe: 'Go on with a recording that is there',
      }),
  )
    .example(
      '$0 data record es.dbn --symbols ES.FUT',
      'until Ctrl-C; comes back by itself after a disconnect',
    )
    .example(
      '$0 data record es.dbn --gateway --start 0 --bars 1000',
      'from a loopback gateway',
    ) as unknown as Argv;
}

interface Tally {
  records: number;
  disconnects: number;
  gaps: number;
  late: number;
}

export async function run(args: Args): Promise<undefined> {
  const { key, gateway } = vendorOf(args);
  const { signal, release } = interruption();
  const tally: Tally = { records: 0, disconnects: 0, gaps: 0, late: 0 };
  let recording: Recording | undefined;
  try {
    recording = openRecording(args);
    const live = new Live({
      key,
      dataset: args.dataset,
      recording,
      ...(gateway === undefined ? {} : { gateway: { host: gateway.host, port: gateway.livePort } }),
    });
    const { schema } = args;
    const symbols = symbolWords(args.symbols);
    const start = args.start === '0' ? 0n : args.start;
    live.subscribe({
      schema,
      stypeIn: stypeOf(symbols, args.stype),
      symbols,
      ...(start === undefined ? {} : { start }),
    });
    signal.addEventListener('abort', () => live.stop());
    await live.start();
    note(`Recording ${schema} of ${args.symbols.join(', ')} to ${args.file}; Ctrl-C ends it.`);
    const timer =
      args.minutes === undefined ? undefined : setTimeout(() => live.stop(), args.minutes * 60_000);
    try {
      for await (const event of live) {
        tell(event, tally);
        // What has been received is in the file already, so it is counted to its end.
        if (args.bars !== undefined && tally.records >= args.bars) live.stop();
      }
    } finally {
      clearTimeout(timer);
    }
  } catch (error) {
    const kept =
      recording === undefined || recording.records === 0
        ? undefined
        : `${count(recording.records)} records are in ${args.file}`;
    throw translateDatabento(error, {
      isLoopback: gateway !== undefined,
      ...(kept === undefined ? {} : { kept }),
    });
  } finally {
    recording?.close();
    release();
  }
  if (args.json) printJson({ file: args.file, recordsInFile: recording.records, ...tally });
  else {
    print(
      `Recorded ${count(tally.records)} records in ${args.file} (${count(recording.records)} with mappings and marks)`,
    );
    print(`Breaks   ${tally.disconnects} disconnects, ${tally.gaps} gaps, ${tally.late} late bars`);
    print(`\nNext: tapebench data import ${args.file}`);
  }
  return undefined;
}

function openRecording(args: Args): Recording {
  try {
    const recording = Recording.open(args.file, { append: args.append });
    if (recording.cutBytes > 0)
      note(`Cut ${recording.cutBytes} bytes of a torn last record off ${args.file}.`);
    return recording;
  } catch (error) {
    if (error instanceof Error && error.message.includes('exists already')) {
      throw new TapebenchError('TB_FILE_EXISTS', `${args.file} is there already`, {
        kept: 'it is as it was',
        next: 'Choose another path, or go on with it: --append',
      });
    }
    throw error;
  }
}

/** Counts, and says what a person would want to know. */
function tell(event: LiveEvent, tally: Tally): void {
  switch (event.kind) {
    case 'record':
      tally.records += 1;
      if (event.isLate) tally.late += 1;
      return;
    case 'disconnected':
      tally.disconnects += 1;
      note(
        `Disconnected (${event.error.message}); trying again in ${(event.retryInMs / 1000).toFixed(1)} s.`,
      );
      return;
    case 'connected':
      if (event.isReconnect) note('Connected again.');
      return;
    case 'caught-up':
      note(
        `Caught up on what was missed; ${count(event.duplicates)} records came a second time and were left out.`,
      );
      return;
    case 'gap':
      tally.gaps += 1;
      note(`A gap: ${event.reason}`);
      return;
    case 'error':
    case 'recording-failed':
      note(event.error.message);
      return;
    default:
      return;
  }
}
