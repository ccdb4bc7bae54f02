import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { startGateway } from '../../src/gateway/startGateway.ts';
import { KEY, MINUTE_MS, market } from '../gateway/market.ts';

const YEAR_START_MS = Date.UTC(2024, 0, 1);

test('every example of docs/databento.md runs against the gateway as it stands', async () => {
  const text = await readFile('docs/databento.md', 'utf8');
  const examples = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
  expect(examples).toHaveLength(10);
  const folder = await mkdtemp(join(tmpdir(), 'examples-'));
  const gateway = await startGateway({
    data: market({ startMs: YEAR_START_MS, days: 367, minutesADay: 60 }),
    key: KEY,
    // The last minutes of a trading day are to come, and all that is asked for is past.
    startMs: YEAR_START_MS + 366 * 86_400_000 + 1.5 * MINUTE_MS,
    speed: 30,
    replayHours: 24,
  });
  const library = pathToFileURL('src/databento/index.ts').href;
  for (const [i, example] of examples.entries()) {
    const path = join(folder, `example-${i + 1}.ts`);
    const here = example
      .replaceAll("'tapebench/databento'", JSON.stringify(library))
      .replaceAll('new Historical({', `new Historical({ baseUrl: ${JSON.stringify(gateway.httpUrl)},`)
      .replaceAll('new Live({', `new Live({ gateway: ${JSON.stringify(gateway.live)},`);
    await writeFile(path, here);
    const [code, output] = await new Promise<[number | null, string]>((done) => {
      const child = spawn(process.execPath, [path], {
        cwd: folder,
        env: { ...process.env, DATABENTO_API_KEY: KEY },
      });
      let said = '';
      child.stdout.on('data', (chunk) => (said += String(chunk)));
      child.stderr.on('data', (chunk) => (said += String(chunk)));
      child.on('close', (status) => done([status, said]));
    });
    expect(code, `example ${i + 1}: ${output}`).toBe(0);
    // The eighth says something only when something goes wrong.
    if (i + 1 !== 8) expect(output, `example ${i + 1}`).not.toBe('');
    expect(output).not.toMatch(/Error|undefined/);
  }
  await gateway.close();
  await rm(folder, { recursive: true });
});
