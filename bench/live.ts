import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Live } from '../src/databento/index.ts';
import type { ServerOptions } from './liveServer.ts';
import { machineLine, summaryLine } from './measure.ts';

/**
 * How long a record takes from the sender's write to the consumer's hands, over loopback TCP with the sender in another
 * thread, at a thousand records a second; and how many a second go through at most.
 */
const RATE = 1000;
const PACED_RECORDS = 10_000;
/** The first second is left out: code that has not been compiled yet is not what is measured. */
const WARM_UP = 1000;
const FLOOD_RECORDS = 300_000;
const ROUNDS = 3;

async function session(options: ServerOptions, onRecord: (tsRecv: bigint) => void): Promise<void> {
  const worker = new Worker(new URL('./liveServer.ts', import.meta.url), { workerData: options });
  const [port] = (await once(worker, 'message')) as [number];
  const live = new Live({
    key: 'db-benchmark-000000000000000000B',
    dataset: 'GLBX.MDP3',
    gateway: { host: '127.0.0.1', port },
  });
  live.subscribe({ schema: 'trades', symbols: 'ESH4' });
  await live.start();
  let received = 0;
  for await (const event of live) {
    if (event.kind !== 'record' || event.record.type !== 'TradeMsg') continue;
    onRecord(event.record.tsRecv);
    received += 1;
    if (received === options.records) break;
  }
  await worker.terminate();
}

process.stdout.write(`${machineLine()}\n`);

const halves: number[] = [];
const tails: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const micros: number[] = [];
  await session({ rate: RATE, records: PACED_RECORDS }, (sentAt) => {
    micros.push(Number(process.hrtime.bigint() - sentAt) / 1000);
  });
  const sorted = micros.slice(WARM_UP).sort((a, b) => a - b);
  halves.push(sorted[Math.floor(sorted.length * 0.5)]!);
  tails.push(sorted[Math.floor(sorted.length * 0.99)]!);
}
process.stdout.write(`${summaryLine(`socket to handler at ${RATE}/s, p50`, halves, 'us')}\n`);
process.stdout.write(`${summaryLine(`socket to handler at ${RATE}/s, p99`, tails, 'us')}\n`);

const rates: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  let begun = 0;
  await session({ rate: 0, records: FLOOD_RECORDS }, () => {
    if (begun === 0) begun = performance.now();
  });
  rates.push(FLOOD_RECORDS / ((performance.now() - begun) / 1000));
}
process.stdout.write(`${summaryLine('records a second, as fast as they are taken', rates, '/s')}\n`);
