import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EXAMPLE_RUN_FILE } from '../../../src/cli/config/configReference.ts';
import { type Outcome, tapebench } from '../tapebench.ts';

interface Printed {
  readonly header: {
    readonly command: string;
    readonly preset: string;
    readonly journalRoot: string;
    readonly parameters: Readonly<Record<string, unknown>>;
  };
  readonly files: { readonly report: string };
}

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tapebench-config-'));
  const synth = ['data', 'synth', 'june', '--seed', '2', '--from', '2024-06-03', '--to', '2024-06-14'];
  expect(tapebench(folder, synth).code).toBe(0);
  writeFileSync(
    join(folder, 'config.yaml'),
    'strategy: v6\ndata: june\nfrom: 2024-06-04\nparameters: {stopSigmas: 1.2, maxHoldMinutes: 45}\ncosts: {slippage: 1.25}\njournal: kept.jsonl\nout: from-file\n',
  );
  writeFileSync(
    join(folder, 'trading_config.env'),
    'DATABENTO_API_KEY=db-0123456789abcdef0123456789abc\nSLIPPAGE_TICKS=0.9\nMAX_DAILY_TRADES=4\n',
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function printed({ code, out, err }: Outcome): Printed {
  expect(err).not.toContain('TB_');
  expect(code).toBe(0);
  return JSON.parse(out) as Printed;
}

test('a file, an old configuration, the environment and a flag are laid over one another, and the command repeats it all', () => {
  const env = { TAPEBENCH_SET: 'maxHoldMinutes=50', TAPEBENCH_COMMISSION: '3' };
  const words = ['run', 'config.yaml', '--env', 'trading_config.env', '--commission', '4', '--json'];
  const outcome = tapebench(folder, words, env);
  const { header, files } = printed(outcome);
  expect(header.parameters).toMatchObject({
    stopSigmas: 1.2,
    slippageTicks: 0.9,
    maxDailyTrades: 4,
    maxHoldMinutes: 50,
    commissionPerContract: 4,
    profitTargetRatio: 2,
  });
  expect(files.report).toContain('from-file');
  expect(readFileSync(join(folder, 'kept.jsonl'), 'utf8')).toContain(header.journalRoot);
  expect(outcome.err).toContain('slippage_ticks     slippageTicks=0.9');
  expect(outcome.err + outcome.out).not.toContain('db-0123');
  expect(header.command).toContain('tapebench run v6 --data june --from 2024-06-04');
  const again = printed(tapebench(folder, [...header.command.split(' ').slice(1), '--json']));
  expect(again.header.journalRoot).toBe(header.journalRoot);
});

test('without a file the defaults hold as they are shown in --help', () => {
  const { header, files } = printed(tapebench(folder, ['run', 'v6', '--data', 'june', '--json']));
  expect(header.parameters['slippageTicks']).toBe(0.75);
  expect(files.report).toMatch(/^reports\//);
  expect(tapebench(folder, ['run', '--help']).out).toContain('[default: synthetic-es]');
});

test('the example of docs/config.md runs as it stands', () => {
  writeFileSync(join(folder, 'example.yaml'), EXAMPLE_RUN_FILE);
  const { header, files } = printed(tapebench(folder, ['run', 'example.yaml', '--json']));
  expect(header.parameters).toMatchObject({ stopSigmas: 1.5, slippageTicks: 1.25 });
  expect(files.report).toMatch(/^reports\//);
});

test('an error names the source of a wrong parameter', () => {
  writeFileSync(join(folder, 'slip.yaml'), 'strategy: v6\ndata: june\nparameters: {stopSigma: 1}\n');
  const file = tapebench(folder, ['run', 'slip.yaml']);
  expect(file.err).toContain('where: slip.yaml');
  expect(file.err).toContain('Did you mean stopSigmas?');
  expect(file.code).toBe(2);
  const environment = tapebench(folder, ['run', 'config.yaml'], { TAPEBENCH_SET: 'stopSigmas=-1' });
  expect(environment.err).toContain('where: environment');
  const flag = tapebench(folder, ['run', 'config.yaml', '--set', 'stopSigmas=-1']);
  expect(flag.err).toContain('where: command line');
  const missing = tapebench(folder, ['run', 'none.yaml']);
  expect(missing.err).toContain('TB_FILE_NOT_FOUND');
  expect(missing.code).toBe(3);
});
