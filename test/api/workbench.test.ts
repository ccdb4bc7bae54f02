import { expect, test } from 'vitest';
import { tapebench } from '../../src/api/index.ts';

test('a command prints into a text, without colours', async () => {
  expect(await tapebench('data', 'list')).toMatch(/^Dataset +Instrument[\s\S]*\nsynthetic-es +ES /);
});

test("a command's error comes as the error that it was", async () => {
  await expect(tapebench('run', 'v7')).rejects.toMatchObject({
    name: 'TapebenchError',
    code: 'TB_STRATEGY_UNKNOWN',
    message: 'there is no strategy "v7"',
    where: 'tapebench run v7',
    next: 'Did you mean v6?',
  });
});
