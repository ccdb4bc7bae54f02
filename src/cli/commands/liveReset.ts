import type { Argv } from 'yargs';
import { systemClock } from '../../databento/clock.ts';
import { TapebenchError } from '../../errors.ts';
import { PaperSession } from '../../live/paperSession.ts';
import { pipelineSetupOf, requireSetup } from '../live/liveSession.ts';
import { print } from '../terminal.ts';

interface Args {
  readonly session: string;
  readonly reason: string;
}

export function builder(yargs: Argv): Argv {
  return yargs
    .option('session', { type: 'string', default: 'data', describe: 'Folder of the session' })
    .option('reason', {
      type: 'string',
      demandOption: true,
      describe: 'Why trading may go on; it is kept with the session',
    })
    .example('$0 live-reset --reason "stop width mended"', 'and go on: tapebench live v6');
}

export async function run(args: Args): Promise<undefined> {
  const reason = args.reason.trim();
  if (reason === '') throw new TapebenchError('TB_USAGE', '--reason wants a reason');
  const pipeline = await pipelineSetupOf(args.session, requireSetup(args.session));
  const session = PaperSession.open({
    folder: args.session,
    pipeline,
    clock: systemClock,
    graceMs: Number.POSITIVE_INFINITY,
    print,
  });
  try {
    session.resetEmergencyStop(reason);
  } finally {
    session.close();
  }
  print('The emergency stop is ended; the reason is kept with the session. Go on with: tapebench live');
  return undefined;
}
