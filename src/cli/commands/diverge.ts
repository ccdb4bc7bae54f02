import type { Argv } from 'yargs';
import { TapebenchError } from '../../errors.ts';
import { ladderOf, replayForTrades } from '../../live/diverge/ladder.ts';
import { instrumentOf } from '../../market/instruments.ts';
import { reviewShortfall } from '../../research/review/shortfall.ts';
import { type VendorArgs, withVendor } from '../databento.ts';
import { divergenceOf } from '../diverge/divergence.ts';
import { divergeText } from '../diverge/divergeText.ts';
import { sessionHistory } from '../diverge/sessionHistory.ts';
import { followedOrders, readSessionFeedback } from '../feedback/sessionFeedback.ts';
import { pipelineSetupOf, requireSetup } from '../live/liveSession.ts';
import { print, printJson } from '../terminal.ts';

interface Args extends VendorArgs {
  readonly session: string;
  readonly against?: string;
  readonly dataset: string;
  readonly maxCost: number;
  readonly yes: boolean;
  readonly datasets: string;
}

export function builder(yargs: Argv): Argv {
  return withVendor(
    yargs
      .positional('session', { type: 'string', default: 'data', describe: 'Folder of the session' })
      .option('against', {
        type: 'string',
        describe: 'Dataset of the catalogue with the same hours, or historical to download them',
      })
      .option('dataset', {
        type: 'string',
        default: 'GLBX.MDP3',
        describe: 'historical: dataset of Databento',
      })
      .option('max-cost', {
        type: 'number',
        default: 5,
        describe: 'historical: US dollars that need no confirmation',
      })
      .option('yes', { type: 'boolean', default: false, describe: 'Confirm the cost, whatever it is' })
      .option('datasets', { type: 'string', default: 'datasets', describe: 'Folder of the catalogue' }),
  )
    .example('$0 diverge', 'the session in data/, its recording and what was executed')
    .example('$0 diverge data --against historical', 'and against the same hours, downloaded again')
    .example('$0 diverge data --against es --json', 'against a dataset, for a program to read')
    .epilogue(
      'Each step changes one thing, so that the parts add up to the cent. data: bars that the recording lacks, has alone, or has otherwise. timing: bars that came late or were held back, entries halted after a gap. state: a journal that is not what its recording gives; 0 unless the code has changed. person: skipped, other quantity, other time. fill: another price than was to be had at that time. cost: commission against the costs of the paper account.',
    ) as unknown as Argv;
}

export async function run(args: Args): Promise<undefined> {
  const { session, against, dataset, datasets, maxCost, yes } = args;
  const setup = requireSetup(session);
  const pipeline = await pipelineSetupOf(session, setup);
  const replayed = replayForTrades(session, pipeline);
  if (replayed.hours === null) {
    throw new TapebenchError('TB_DATA_EMPTY', 'nothing has been recorded in this session yet', {
      where: session,
      next: 'Look again when it has seen its first minute.',
    });
  }
  const history =
    against === undefined
      ? undefined
      : await sessionHistory({
          against,
          instrument: setup.instrument,
          hours: replayed.hours,
          datasets,
          dataset,
          gateway: args.gateway,
          cost: { maxCost, yes },
        });
  const feedback = readSessionFeedback(session, setup);
  const instrument = instrumentOf(setup.instrument);
  const divergence = divergenceOf(
    ladderOf(pipeline, replayed, history),
    reviewShortfall(followedOrders(feedback), instrument.tickValueMilli, (contract, time) =>
      replayed.bars.pricesAt(contract, time, instrument),
    ),
    feedback.orders.size,
    against ?? null,
  );
  const { source, isSynthetic } = setup;
  if (args.json) {
    printJson({ session, source, isSynthetic, ...divergence });
    return undefined;
  }
  print(`Session ${session}: ${setup.strategy} on ${source}, filled on paper`);
  if (isSynthetic) print(`This data is synthetic: it says nothing about ${setup.instrument}.`);
  print(divergeText(divergence, instrument));
  return undefined;
}
