import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { createMetadata, encodeMetadata, encodeRecord } from '../src/databento/index.ts';

/**
 * The sending side of the live benchmark, in a thread of its own: greets, accepts anybody, and then sends trades that
 * carry the moment at which they were written. It tells the other thread its port.
 */
export interface ServerOptions {
  /** Records a second; as fast as they are taken when 0. */
  readonly rate: number;
  readonly records: number;
}

const { rate, records } = workerData as ServerOptions;
const BATCH = 1000;

const METADATA = encodeMetadata(createMetadata({ dataset: 'GLBX.MDP3', schema: null, stypeIn: null }));

function trade(sequence: number): Uint8Array {
  const tsRecv = process.hrtime.bigint();
  return encodeRecord({ type: 'TradeMsg', instrumentId: 1, tsEvent: BigInt(sequence + 1), tsRecv, sequence });
}

async function send(socket: Socket): Promise<void> {
  socket.write(METADATA);
  if (rate === 0) {
    const batch = Buffer.concat(Array.from({ length: BATCH }, (_, i) => trade(i)));
    for (let sent = 0; sent < records; sent += BATCH) {
      if (!socket.write(batch)) await new Promise((resolve) => socket.once('drain', resolve));
    }
    return;
  }
  const begun = performance.now();
  for (let sent = 0; sent < records; ) {
    const due = Math.min(records, Math.floor(((performance.now() - begun) / 1000) * rate));
    for (; sent < due; sent++) socket.write(trade(sent));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.on('error', () => {});
  socket.write('lsg_version=0.8.0\ncram=abcd1234\n');
  socket.on('data', (chunk) => {
    const text = chunk.toString('latin1');
    if (text.startsWith('auth=')) socket.write('success=1|session_id=1\n');
    if (text.includes('start_session')) send(socket).catch(() => socket.destroy());
  });
});
server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port));
