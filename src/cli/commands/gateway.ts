import { existsSync } from 'node:fs';
import type { Argv } from 'yargs';
import { TapebenchError } from '../../errors.ts';
import { faultReference, readFault } from '../../gateway/faultText.ts';
import { type Gateway, startGateway } from '../../gateway/startGateway.ts';
import { catalogueSource } from '../../gateway/store/catalogueSource.ts';
import type { GatewaySource } from '../../gateway/store/gatewayData.ts';
import { DAY_MS } from '../../market/dates.ts';
import { datasetFolders } from '../../sources/catalogue/datasetFolders.ts';
import { LOOPBACK, LOOPBACK_KEY } from '../../sources/fetch/endpoint.ts';
import { translateDatabento } from '../../sources/fetch/failure.ts';
import { interruption, loopbackKey } from '../databento.ts';
import { utcMinute } from '../figures.ts';
import { note, print } from '../terminal.ts';

interface Args {
  readonly data: string;
  readonly speed: number;
  readonly from?: string;
  readonly fault?: readonly string[];
  readonly seed: number;
  readonly dataset: string;
  readonly httpPort: number;
  readonly livePort: number;
  readonly datasets: string;
}

export function builder(yargs: Argv): Argv {
  return yargs
    .option('data', {
      type: 'string',
      default: 'synthetic-es',
      describe: 'Dataset of the catalogue, or a DBN, CSV or Parquet file',
    })
    .option('speed', {
      type: 'number',
      default: 60,
      describe: 'How many times as fast as the clock; 0 is as fast as it is read',
    })
    .option('from', {
      type: 'string',
      describe:
        'Where the market begins, UTC; three quarters into the data, so that there is a past, when not given',
    })
    .option('fault', {
      type: 'string',
      array: true,
      describe: 'Something to go wrong, as kind:field=value,...',
    })
    .option('seed', { type: 'number', default: 1, describe: 'Decides faults that have a probability' })
    .option('dataset', {
      type: 'string',
      default: 'GLBX.MDP3',
      describe: 'What the gateway calls its dataset',
    })
    .option('http-port', {
      type: 'number',
      default: LOOPBACK.httpPort,
      describe: 'Port of the Historical API',
    })
    .option('live-port', { type: 'number', default: LOOPBACK.livePort, describe: 'Port of the Live API' })
    .option('datasets', { type: 'string', default: 'datasets', describe: 'Folder of the catalogue' })
    .epilogue(
      `Faults:\n${faultReference()
        .map((line) => `  ${line}`)
        .join('\n')}`,
    )
    .example('$0 gateway', 'a year of synthetic ES, a minute a second')
    .example('$0 gateway --data es --speed 1 --from 2024-06-03T13:30Z', 'recorded bars at their own pace')
    .example('$0 gateway --fault random-disconnect:probability=0.01', 'a bad line, the same each time');
}

export async function run(args: Args): Promise<undefined> {
  const faults = (args.fault ?? []).map(readFault);
  const startMs =
    args.from === undefined ? undefined : Date.parse(args.from.replace(/T(\d\d:\d\d)Z$/, 'T$1:00Z'));
  if (Number.isNaN(startMs)) {
    throw new TapebenchError(
      'TB_DATE_INVALID',
      `--from wants a moment in UTC, not ${JSON.stringify(args.from)}`,
    );
  }
  const { signal, release } = interruption();
  note(`Reading ${args.data} ...`);
  const key = loopbackKey();
  const data = await sourceOf(args);
  const gateway = await started(args, data, {
    key,
    faults,
    speed: args.speed > 0 ? args.speed : Number.POSITIVE_INFINITY,
    startMs: startMs ?? (({ startMs, endMs }) => openingWithin(startMs, endMs)),
  });
  print(
    'Running in simulation mode: this gateway serves recorded or synthetic bars, and no order reaches a market.',
  );
  print(`Historical  ${gateway.httpUrl}`);
  print(`Live        ${gateway.live.host}:${gateway.live.port}`);
  print(
    `Dataset     ${gateway.dataset}, ${gateway.schemas.join(', ')}, ${utcMinute(gateway.startMs)} to ${utcMinute(gateway.endMs)} UTC`,
  );
  print(
    `Market      ${utcMinute(gateway.marketMs())} UTC, ${args.speed > 0 ? `${args.speed} times as fast as the clock` : 'as fast as it is read'}`,
  );
  print(
    `Key         ${key === LOOPBACK_KEY ? `${LOOPBACK_KEY} (public: you have set none)` : 'yours, from the environment or trading_config.env'}`,
  );
  const flag = isDefault(args)
    ? '--gateway'
    : `--gateway ${gateway.live.host}:${args.httpPort}:${args.livePort}`;
  const date = (ms: number): string => new Date(Math.max(ms, gateway.startMs)).toISOString().slice(0, 10);
  const day = date(gateway.marketMs() - 7 * DAY_MS);
  const next = date(gateway.marketMs());
  print(
    `\nIn another terminal:\n  tapebench data fetch ${flag} --start ${day} --end ${next}\n  tapebench data record es.dbn ${flag} --bars 100\n\nCtrl-C ends it.`,
  );
  if (!signal.aborted)
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  await gateway.close();
  release();
  return undefined;
}

/** A Wednesday afternoon in Europe, morning in New York, three quarters into the data. */
function openingWithin(startMs: number, endMs: number): number {
  const day = Math.floor((startMs + (endMs - startMs) * 0.75) / DAY_MS);
  // Day 0 was a Thursday.
  const wednesday = day - ((day + 1) % 7);
  return Math.max(startMs, wednesday * DAY_MS + 13 * 3_600_000);
}

function isDefault(args: Args): boolean {
  return args.httpPort === LOOPBACK.httpPort && args.livePort === LOOPBACK.livePort;
}

async function started(
  args: Args,
  data: GatewaySource,
  options: Omit<Parameters<typeof startGateway>[0], 'data'>,
): Promise<Gateway> {
  try {
    return await startGateway({
      ...options,
      data,
      dataset: args.dataset,
      seed: args.seed,
      httpPort: args.httpPort,
      livePort: args.livePort,
    });
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      (error.code === 'EADDRINUSE' || error.code === 'EACCES')
    ) {
      throw new TapebenchError('TB_GATEWAY_FAILED', `cannot listen: ${error.message}`, {
        next: 'End the other gateway, or choose --http-port and --live-port.',
      });
    }
    throw translateDatabento(error);
  }
}

/** A DBN file is served as it is, with every kind of record; anything else as the bars that the workbench reads. */
async function sourceOf(args: Args): Promise<GatewaySource> {
  if (/\.dbn(\.zst)?$/.test(args.data) && existsSync(args.data)) return { path: args.data };
  return catalogueSource(args.data, datasetFolders(args.datasets));
}
