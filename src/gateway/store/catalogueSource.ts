import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decompressFramesSync } from '../../databento/codec/decompress.ts';
import { decodeMetadata } from '../../databento/codec/metadata.ts';
import { loadDataset } from '../../sources/catalogue/load.ts';
import { writeDbn } from '../../sources/dbn/writer.ts';
import type { GatewaySource } from './gatewayData.ts';

/**
 * A dataset of the catalogue, or a file of bars that the workbench reads, as what a gateway serves.
 * @throws TapebenchError those of `loadDataset` and `writeDbn`
 */
export async function catalogueSource(
  nameOrPath: string,
  directories: readonly string[],
): Promise<GatewaySource> {
  const { tape } = await loadDataset(nameOrPath, { directories });
  const folder = await mkdtemp(join(tmpdir(), 'tapebench-gateway-'));
  try {
    const path = join(folder, 'served.dbn.zst');
    await writeDbn(tape, path);
    const bytes = Buffer.concat([...decompressFramesSync(await readFile(path))]);
    const { metadata, byteLength } = decodeMetadata(bytes);
    return { metadata, records: bytes.subarray(byteLength) };
  } finally {
    await rm(folder, { recursive: true });
  }
}
