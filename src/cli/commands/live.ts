import type { Argv } from 'yargs';
import { systemClock } from '../../databento/clock.ts';
import { Live } from '../../databento/live/client.ts';
import { TapebenchError } from '../../errors.ts';
import { followMarket } from '../../live/followMarket.ts';
import { PaperSession } from '../../live/paperSession.ts';
import { withinLookBack } from '../../live/priorLearning.ts';
import { SessionLock } from '../../live/sessionLock.ts';
import { observersAsOne } from '../../live/sessionObserver.ts';
import { warmUpText } from '../../live/warmUpProof.ts';
import { codeDigest } from '../../research/codeVersion.ts';
import { datasetFolders } from '../../sources/catalogue/datasetFolders.ts';
import { LOOPBACK } from '../../sources/fetch/endpoint.ts';
import { translateDatabento } from '../../sources/fetch/failure.ts';
import { resolveRun } from '../config/resolveRun.ts';
import { mappingLines } from '../config/tradingConfig.ts';
import { interruption } from '../databento.ts';
import { count, dollars, utcMinute } from '../figures.ts';
import { learnedLine } from '../live/fromRun.ts';
import { type OpenPage, openPage, type PageFlags, pageAddress, withPage } from '../live/livePage.ts';
import { pipelineSetupOf, type SessionRequest, setupFor } from '../live/liveSession.ts';
import { defaultSource, type Feed, type LiveSource, liveSource } from '../live/liveSource.ts';
import { type StatisticsBeside, statisticsBeside } from '../live/statisticsBeside.ts';
import { commandText, givenParameters, type ParameterArgs, withParameters } from '../options.ts';
import { readStoredRun } from '../storedRun.ts';
import { note, print } from '../terminal.ts';

interface Args extends ParameterArgs, PageFlags {
  readonly strategy: string;
  readonly source?: string;
  readonly session: string;
  readonly speed: number;
  readonly from?: string;
  readonly warmup?: string;
  readonly warmupDays: number;
  readonly httpPort: number;
  readonly maxCost: number;
  readonly fromRun?: string;
  readonly out: string;
  readonly yes: boolean;
  readonly env?: string;
  readonly instrument: string;
  readonly grace: number;
  readonly quiet: boolean;
  readonly datasets: string;
}

export function builder(yargs: Argv): Argv {
  return withPage(withParameters(yargs))
    .positional('strategy', {
      type: 'string',
      demandOption: true,
      describe: 'v6, v6-cluster15, random-entry, the path of a strategy file, or of a run file (.yaml)',
    })
    .option('env', {
      type: 'string',
      describe: "Take parameters from a trading_config.env with the original system's names",
    })
    .option('source', {
      type: 'string',
      describe:
        'synthetic, replay:DATASET, gateway, gateway:HOST:PORT or databento; databento with a key and synthetic without when not given',
    })
    .option('session', { type: 'string', default: 'data', describe: 'Folder of the session' })
    .option('speed', {
      type: 'number',
      default: 60,
      describe: 'synthetic and replay: how many times as fast as the clock; 0 is as fast as it goes',
    })
    .option('from', {
      type: 'string',
      describe:
        'synthetic and replay: where the market begins, UTC; three quarters into the data when not given',
    })
    .option('warmup', {
      type: 'string',
      describe:
        'Dataset whose bars before the session warm the strategy up, or none; when not given, synthetic and replay use their own, gateway and databento ask the Historical API',
    })
    .option('warmup-days', {
      type: 'number',
      default: 64,
      describe: 'gateway and databento: most trade dates of history that are asked for',
    })
    .option('http-port', {
      type: 'number',
      default: LOOPBACK.httpPort,
      describe: 'gateway: port of its Historical API',
    })
    .option('max-cost', {
      type: 'number',
      default: 5,
      describe: 'databento: US dollars for history that need no confirmation',
    })
    .option('yes', { type: 'boolean', default: false, describe: 'Confirm the cost, whatever it is' })
    .option('from-run', {
      type: 'string',
      describe: 'Begin with what a stored run learned: its id or its first digits',
    })
    .option('out', {
      type: 'string',
      default: 'reports',
      describe: 'Folder of reports and results, where the run of --from-run is',
    })
    .option('instrument', {
      type: 'string',
      default: 'ES',
      describe: 'gateway and databento: root of the instrument',
    })
    .option('grace', {
      type: 'number',
      default: 5,
      describe: 'Seconds that a bar waits for the word that its minute is complete',
    })
    .option('quiet', { type: 'boolean', default: false, describe: 'Do not ring the bell' })
    .option('datasets', { type: 'string', default: 'datasets', describe: 'Folder of the catalogue' })
    .example('$0 live v6', 'simulation mode: a minute of the synthetic market a second')
    .example('$0 live v6 --page', 'and a status page for a browser, on this machine alone')
    .example('$0 live v6 --source replay:es --speed 0', 'a dataset of yours, as fast as it goes')
    .example('$0 live v6 --source gateway', 'what `tapebench gateway` serves, its past included')
    .example(
      '$0 live v6 --source databento',
      'the market, with your key; history is fetched as far as it is needed',
    )
    .example(
      '$0 live v6 --source databento --warmup es',
      'the same with history that is here',
    ) as unknown as Argv;
}

export async function run(args: Args): Promise<undefined> {
  if (!(args.speed >= 0)) throw new TapebenchError('TB_USAGE', '--speed wants a number, 0 or more');
  if (!(Number.isInteger(args.warmupDays) && args.warmupDays > 0))
    throw new TapebenchError('TB_USAGE', '--warmup-days wants a whole number above 0');
  if (!(args.grace > 0)) throw new TapebenchError('TB_USAGE', '--grace wants seconds above 0');
  const { signal, release } = interruption();
  const isKeyless = args.source === undefined && defaultSource() !== 'databento';
  const source = liveSource(args.source ?? defaultSource(), {
    speed: args.speed,
    fromMs: args.from === undefined ? undefined : momentOf(args.from),
    warmUp: args.warmup,
    instrument: args.instrument.toUpperCase(),
    directories: datasetFolders(args.datasets),
    history: {
      httpPort: args.httpPort,
      cost: { maxCost: args.maxCost, yes: args.yes },
      longestTradeDates: args.warmupDays,
      folder: args.datasets,
      signal,
    },
  });
  if (isKeyless) print('Databento API key not set.');
  print(
    source.isSimulation
      ? 'Running in simulation mode: this is no live market, and no order is sent to any.'
      : 'Paper trading on live data: no order is sent to any market.',
  );
  const request = await requestOf(args, source.name);
  let feed: Feed | undefined;
  const { session, judgesFrom, isNew, statistics, page } = await openSession(args, request, source, (time) =>
    feed?.ageMs?.(time),
  );
  try {
    for (const finding of session.findings) print(finding);
    if (!isNew) print(whereItStands(session));
    const opened = await source.open(judgesFrom, session.completeUntil);
    feed = opened;
    await followMarket(
      session,
      {
        signal,
        connect: (reconnect) => {
          const live = new Live({
            key: opened.key,
            dataset: opened.dataset,
            recording: session.recording,
            reconnect,
            ...(opened.gateway === undefined ? {} : { gateway: opened.gateway }),
          });
          live.subscribe(opened.subscription);
          signal.addEventListener('abort', () => live.stop());
          return live;
        },
        missing: opened.missing,
        onConnected: () =>
          print(
            `Following ${source.name}; the session is in ${args.session}. Ctrl-C ends it, and the same command goes on.`,
          ),
      },
      (until) => until >= (opened.endMs ?? Number.POSITIVE_INFINITY),
    );
    if (opened.endMs !== undefined && session.completeUntil >= opened.endMs) print('The data end here.');
  } catch (error) {
    if (!signal.aborted) {
      throw translateDatabento(error, {
        isLoopback: source.isSimulation,
        kept: `all that was said is in ${args.session}; the same command goes on with it`,
      });
    }
  } finally {
    session.close();
    await statistics.settle();
    await page?.close();
    await feed?.close();
    release();
  }
  print(whereItStands(session));
  print(
    `\nRecommendations  ${args.session}/recommendations_log.jsonl, the last in latest_recommendation.json`,
  );
  print(`Journal          ${args.session}/journal.jsonl, recording.dbn; log: trading_system.log`);
  print(`\nNext: ${commandText(['replay', args.session])}`);
  return undefined;
}

/** What the flags, the environment and the files say, as they do for a backtest. */
async function requestOf(args: Args, source: string): Promise<SessionRequest> {
  const { strategyName, settings, tradingConfig } = await resolveRun({
    named: args.strategy,
    flags: {
      parameters: givenParameters(args),
      ...(args.contract === undefined ? {} : { contract: args.contract }),
    },
    environment: process.env,
    tradingConfig: args.env,
  });
  if (tradingConfig !== null) note(`${args.env} maps to:\n${mappingLines(tradingConfig).join('\n')}`);
  return {
    folder: args.session,
    strategy: strategyName,
    given: settings.parameters,
    contractOverride: settings.contract,
    source,
    ...(args.fromRun === undefined
      ? {}
      : { fromRun: { id: args.fromRun, read: () => readStoredRun(args.out, args.fromRun) } }),
  };
}

interface OpenedSession {
  readonly session: PaperSession;
  readonly judgesFrom: number;
  readonly isNew: boolean;
  readonly statistics: StatisticsBeside;
  readonly page: OpenPage | undefined;
}

/** Takes the folder for this process, and opens the session that is there or begins one. */
async function openSession(
  args: Args,
  request: SessionRequest,
  source: LiveSource,
  ageMs: (time: number) => number | undefined,
): Promise<OpenedSession> {
  const address = pageAddress(args);
  const lock = new SessionLock(args.session);
  let page: OpenPage | undefined;
  try {
    const { setup, isNew } = await setupFor(request, source.begin);
    if (setup.isSynthetic)
      print('This data is synthetic: it shows the tool and says nothing about a market.');
    if (setup.codeVersion !== codeDigest()) {
      note(
        'The code has changed since the session began; its journal must come out of its recording all the same.',
      );
    }
    const pipeline = await pipelineSetupOf(args.session, setup);
    if (setup.learned !== undefined && pipeline.prior !== undefined) {
      const { outcomes } = pipeline.prior;
      const counting = withinLookBack(outcomes, pipeline.strategyParameters, pipeline.judgesFrom);
      print(`Learned before: ${learnedLine(setup.learned, counting.length)}.`);
    }
    if (isNew && pipeline.warmUp === undefined) {
      note('There is no history: nothing is judged until the session has enough of its own.');
    }
    let opened: PaperSession | undefined;
    const statistics = statisticsBeside(args.session, setup, (text) =>
      opened === undefined ? note(text) : opened.tell('warning', 'statistics', text),
    );
    page = address && (await openPage(address, { args, source, setup, pipeline, ageMs }));
    const session = PaperSession.open(
      {
        folder: args.session,
        pipeline,
        clock: systemClock,
        graceMs: args.grace * 1000,
        print,
        ageMs,
        observer: observersAsOne([statistics.observer, page?.observer ?? {}]),
        ...(setup.historyUntil === undefined ? {} : { joinsAt: setup.historyUntil }),
        ...(args.quiet ? {} : { ring: (bell: string) => process.stderr.write(bell) }),
      },
      lock,
    );
    opened = session;
    page?.follow(session);
    if (page !== undefined) print(`Status page: ${page.url}`);
    const { warmUpProof: proof } = setup;
    if (isNew && proof !== undefined)
      session.tell(proof.sufficientTradeDates === null ? 'warning' : 'info', 'warm-up', warmUpText(proof));
    return { session, judgesFrom: pipeline.judgesFrom, isNew, statistics, page };
  } catch (error) {
    await page?.close();
    lock.release();
    throw error;
  }
}

/** Where a session stands, for its start and its end. */
function whereItStands(session: PaperSession): string {
  const account = session.account();
  const until = Number.isFinite(session.completeUntil)
    ? `${utcMinute(session.completeUntil)} UTC`
    : 'no bar yet';
  const lines = [`Session          ${count(session.events)} events, up to ${until}`];
  if (account !== undefined) {
    lines.push(
      `Paper account    ${dollars(account.equityMilli)}, ${count(account.trades.length)} trades closed`,
    );
    const { openAtEnd } = account;
    if (openAtEnd !== null) {
      const side = openAtEnd.direction === 1 ? 'long' : 'short';
      lines.push(
        `Open             ${openAtEnd.kind}: ${side} ${openAtEnd.quantity} ${openAtEnd.contract}, since ${utcMinute(openAtEnd.since)} UTC`,
      );
    }
  }
  if (session.isStopped) lines.push('EMERGENCY STOP   on, until: tapebench live-reset --reason "..."');
  return lines.join('\n');
}

function momentOf(text: string): number {
  const time = Date.parse(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z$/.test(text) ? text : Number.NaN.toString());
  if (!Number.isNaN(time)) return time;
  throw new TapebenchError('TB_DATE_INVALID', `--from wants a moment in UTC, not ${JSON.stringify(text)}`, {
    next: 'For example: --from 2024-06-03T13:30Z',
  });
}
