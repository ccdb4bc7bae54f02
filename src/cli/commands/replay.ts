import type { Argv } from 'yargs';
import type { Difference } from '../../live/replaySession.ts';
import { replaySession } from '../../live/replaySession.ts';
import { EXIT } from '../failure.ts';
import { count } from '../figures.ts';
import { pipelineSetupOf, requireSetup } from '../live/liveSession.ts';
import { print, printJson } from '../terminal.ts';

interface Args {
  readonly session: string;
  readonly json: boolean;
}

export function builder(yargs: Argv): Argv {
  return yargs
    .positional('session', { type: 'string', default: 'data', describe: 'Folder of the session' })
    .option('json', {
      type: 'boolean',
      default: false,
      describe: 'Print one JSON document on standard output',
    })
    .example('$0 replay', 'the session in data/: the same journal, or the first event that differs');
}

export async function run(args: Args): Promise<number> {
  const pipeline = await pipelineSetupOf(args.session, requireSetup(args.session));
  const replay = replaySession(args.session, pipeline);
  const { difference } = replay;
  // A process that was killed may leave events unwritten; what it wrote must be what the recording gives.
  const isSame = difference === undefined || difference.journal === undefined;
  if (args.json) {
    printJson({ session: args.session, isSame, ...replay });
    return isSame ? EXIT.done : EXIT.notReproduced;
  }
  print(`Replayed  ${count(replay.records)} records, ${count(replay.events)} events`);
  print(`Journal   ${replay.journalRoot}`);
  print(`Replay    ${replay.root}`);
  if (difference === undefined) print('The same: every event of the journal follows from the recording.');
  else if (isSame) {
    const missing = replay.events - difference.number + 1;
    print(
      `The same as far as the journal goes; its last ${missing} events were not written when the session was cut off. The next start writes them.`,
    );
  } else print(differenceText(difference));
  return isSame ? EXIT.done : EXIT.notReproduced;
}

function differenceText({ number, journal, replayed }: Difference): string {
  return [
    `Event ${number} is the first that differs:`,
    `  journal  ${journal ?? 'has none'}`,
    `  replay   ${replayed?.line ?? 'has none'}`,
  ].join('\n');
}
