import { spawn, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startGateway } from '../../src/gateway/startGateway.ts';
import { findDatabentoKey, requireDatabentoKey, writeKeyFile } from '../../src/sources/databentoKey.ts';
import { KEY, market } from '../gateway/market.ts';

const OTHER = 'db-other0123456789abcdefghijkOTHR';
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'key-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('the key', () => {
  test('comes from the environment before the file, and from neither it is missing by its known message', async () => {
    expect(findDatabentoKey({}, folder)).toBeUndefined();
    expect(() => requireDatabentoKey({}, folder)).toThrow('Databento API key not set');
    await writeKeyFile(folder, KEY, false);
    expect(findDatabentoKey({}, folder)?.bucketId).toBe('ijK3Y');
    expect(findDatabentoKey({ DATABENTO_API_KEY: OTHER.slice(0, 32) }, folder)?.bucketId).toBe('jkOTH');
  });

  test('is written for its owner alone, and a file that others can read is refused', async () => {
    const path = await writeKeyFile(folder, KEY, false);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await expect(writeKeyFile(folder, KEY, false)).rejects.toMatchObject({ code: 'TB_FILE_EXISTS' });
    await chmod(path, 0o644);
    expect(() => findDatabentoKey({}, folder)).toThrow(expect.objectContaining({ code: 'TB_KEY_EXPOSED' }));
    await writeKeyFile(folder, '', true);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(findDatabentoKey({}, folder)).toBeUndefined();
  });

  test('may be quoted, exported and assigned again in its file; what is no key is not shown', async () => {
    const path = join(folder, 'trading_config.env');
    await writeFile(
      path,
      `# note\nOTHER=1\nexport DATABENTO_API_KEY="${OTHER.slice(0, 32)}"\nDATABENTO_API_KEY = '${KEY}'\n`,
      { mode: 0o600 },
    );
    expect(findDatabentoKey({}, folder)?.bucketId).toBe('ijK3Y');
    await writeFile(path, `DATABENTO_API_KEY=${KEY}TOOLONG\n`);
    try {
      findDatabentoKey({}, folder);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'TB_KEY_INVALID' });
      expect(JSON.stringify(error) + (error as Error).stack).not.toContain(KEY.slice(0, 20));
    }
  });

  test('F.2 39, a canary: no command shows it, in its output, its errors or its files', async () => {
    const seen: string[] = [];
    const gateway = await startGateway({
      data: market({ days: 2, minutesADay: 30 }),
      key: KEY,
      faults: [{ kind: 'http-status', status: 403, path: 'symbology.resolve' }],
      onLine: (line) => seen.push(line),
    });
    const flag = ['--gateway', `127.0.0.1:${new URL(gateway.httpUrl).port}:${gateway.live.port}`];
    const range = ['--start', '2024-01-16', '--end', '2024-01-18'];
    const commands = [
      ['data', 'fetch', ...flag, ...range],
      ['data', 'cost', ...flag, ...range, '--json'],
      ['data', 'symbols', 'ES.v.0', ...flag, '--start', '2024-01-16', '--json'],
      ['data', 'record', 'live.dbn', ...flag, '--start', '0', '--bars', '20'],
      ['data', 'record', 'gone.dbn', '--gateway', '127.0.0.1:1:1'],
      ['data', 'fetch', '--gateway', '127.0.0.1:1:1', ...range, '--name', 'gone'],
      ['doctor'],
    ];
    const main = resolve('src/cli/main.ts');
    for (const words of commands) {
      // The gateway lives in this process, so the commands must not block it.
      const output = await new Promise<string>((done) => {
        const child = spawn(process.execPath, [main, ...words], {
          cwd: folder,
          env: { ...process.env, DATABENTO_API_KEY: KEY },
        });
        let text = '';
        child.stdout.on('data', (chunk) => (text += String(chunk)));
        child.stderr.on('data', (chunk) => (text += String(chunk)));
        child.on('close', () => done(text));
      });
      expect(output.length, words.join(' ')).toBeGreaterThan(0);
      seen.push(output);
    }
    await gateway.close();
    const init = spawnSync(process.execPath, [main, 'init'], {
      cwd: folder,
      input: `${KEY}\n`,
      encoding: 'utf8',
    });
    seen.push(init.stdout + init.stderr);
    expect(init.status).toBe(0);
    const files = (await readdir(folder, { recursive: true })).filter(
      (name) => /\.[a-z]+$/.test(name) && !name.endsWith('.env'),
    );
    expect(files.length).toBeGreaterThan(4);
    for (const name of files) seen.push((await readFile(join(folder, name))).toString('latin1'));
    const secrets = [KEY, KEY.slice(3, 24), Buffer.from(`${KEY}:`).toString('base64').slice(0, 30)];
    for (const text of seen) for (const secret of secrets) expect(text).not.toContain(secret);
    expect(await readFile(join(folder, 'trading_config.env'), 'utf8')).toContain(KEY);
  });
});
