import { describe, expect, test } from 'vitest';
import { configReference, EXAMPLE_RUN_FILE } from '../../../src/cli/config/configReference.ts';
import { environmentSettings } from '../../../src/cli/config/environment.ts';
import { isRunFile, parseRunFile } from '../../../src/cli/config/runFile.ts';
import { runFileSchema } from '../../../src/cli/config/runFileSchema.ts';
import { DEFAULT_SETTINGS, mergeSettings } from '../../../src/cli/config/runSettings.ts';
import { TapebenchError } from '../../../src/errors.ts';

function refusal(work: () => unknown): TapebenchError {
  try {
    work();
  } catch (error) {
    if (error instanceof TapebenchError) return error;
  }
  throw new Error('it was not refused');
}

describe('a run file', () => {
  test('says all that a run needs', () => {
    const { strategy, settings } = parseRunFile(EXAMPLE_RUN_FILE, 'config.yaml');
    expect(strategy).toBe('v6');
    expect(settings).toEqual({
      data: 'synthetic-es-edge',
      from: '2024-06-03',
      to: '2024-08-30',
      out: 'reports',
      parameters: { stopSigmas: 1.5, maxHoldMinutes: 60, commissionPerContract: 2.5, slippageTicks: 1.25 },
    });
    const waived = parseRunFile('strategy: v6\nwaivers: [off-grid-price]', 'config.yaml');
    expect(waived.settings.waive).toEqual(['off-grid-price']);
  });

  test.each([
    ['strategy: v6\nparameter: {}', 'there is no key parameter', 'Did you mean parameters?'],
    ['stratgy: v6', 'there is no key stratgy', 'Did you mean strategy?'],
    ['strategy: v6\ncosts: {slipage: 1}', 'there is no key costs.slipage', 'Did you mean slippage?'],
    ['strategy: v6\nzebra: 1', 'there is no key zebra', 'Known are about, strategy, data'],
    ['strategy: v6\ncosts: {slippage: -1}', 'costs.slippage', ''],
    ['strategy: v6\nfrom: 3 June', 'from: must be a date', ''],
    ['strategy: v6\nparameters: {stopSigmas: [1, 2]}', 'parameters.stopSigmas: must be a number', ''],
    ['strategy: v6\nparameters: {slippageTicks: 1}\ncosts: {slippage: 2}', 'are the same thing', 'Keep one'],
    ['data: es', 'strategy', ''],
    ['- a\n- b', 'the run', ''],
    ['', 'the run', ''],
    ['strategy: [v6', 'this is no YAML', ''],
  ])('is refused: %j', (text, message, next) => {
    const error = refusal(() => parseRunFile(text, 'config.yaml'));
    expect(error.code).toBe('TB_CONFIG_INVALID');
    expect(error.message).toContain(message);
    expect(error.where).toContain('config.yaml');
    expect(error.next).toContain(next);
  });

  test('is known by its ending', () => {
    expect(['config.yaml', 'a/b.YML', 'v6', './idea.ts', 'yaml'].map(isRunFile)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('the environment', () => {
  test('says the same as the flags', () => {
    const settings = environmentSettings({
      TAPEBENCH_DATA: 'es',
      TAPEBENCH_OUT: '',
      TAPEBENCH_WAIVE: 'off-grid-price, duplicates',
      TAPEBENCH_SET: 'stopSigmas=2, entry=retest',
      TAPEBENCH_SLIPPAGE: '1',
      TAPEBENCH_SEED: '7',
      HOME: '/',
    });
    expect(settings).toEqual({
      data: 'es',
      waive: ['off-grid-price', 'duplicates'],
      parameters: { stopSigmas: '2', entry: 'retest', slippageTicks: 1 },
    });
  });

  test.each([
    [{ TAPEBENCH_DAAT: 'es' }, 'Did you mean TAPEBENCH_DATA?'],
    [{ TAPEBENCH_SLIPAGE: '1' }, 'Did you mean TAPEBENCH_SLIPPAGE?'],
    [{ TAPEBENCH_SET: 'stopSigmas' }, 'For example: TAPEBENCH_SET='],
    [{ TAPEBENCH_COMMISSION: 'two' }, 'Check it'],
  ])('is refused: %j', (environment, next) => {
    const error = refusal(() => environmentSettings(environment as Record<string, string>));
    expect(error.code).toBe('TB_CONFIG_INVALID');
    expect(error.next).toContain(next);
  });
});

describe('precedence', () => {
  const layer = (
    name: string,
    value: number,
  ): { name: string; settings: { data: string; parameters: object } } => ({
    name,
    settings: { data: name, parameters: { [name]: value, shared: value } },
  });

  test('the first source that says something holds, parameter by parameter', () => {
    const merged = mergeSettings([layer('flag', 1), layer('environment', 2), layer('file', 3)] as never);
    expect(merged.data).toBe('flag');
    expect(merged.parameters).toEqual({ flag: 1, environment: 2, file: 3, shared: 1 });
    expect(merged.out).toBe(DEFAULT_SETTINGS.out);
  });

  test('nothing said leaves the defaults', () => {
    expect(mergeSettings([{ name: 'flags', settings: { parameters: {} } }])).toEqual(DEFAULT_SETTINGS);
  });
});

describe('what is published (rewrite it with: npx vitest run test/cli/config -u)', () => {
  test('docs/schema/run.schema.json is made from what is read', async () => {
    await expect(runFileSchema()).toMatchFileSnapshot('../../../docs/schema/run.schema.json');
  });

  test('docs/config.md is made from what is read', async () => {
    await expect(configReference()).toMatchFileSnapshot('../../../docs/config.md');
  });

  test('the schema refuses unknown keys and knows the parameters with their ranges', () => {
    const schema = JSON.parse(runFileSchema()) as {
      additionalProperties: boolean;
      required: string[];
      properties: { parameters: { properties: Record<string, { maximum?: number; enum?: string[] }> } };
    };
    expect(schema.additionalProperties).toBe(false);
    expect(schema.required).toEqual(['strategy']);
    const { properties } = schema.properties.parameters;
    expect(properties['clusterMinutes']!.maximum).toBe(60);
    expect(properties['entry']!.enum).toEqual(['limit', 'retest']);
  });
});
