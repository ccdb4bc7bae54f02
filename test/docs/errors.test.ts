import { expect, test } from 'vitest';
import { errorReference } from '../../src/cli/errorTable.ts';

test('docs/errors.md is made from the error table (rewrite it with: npx vitest run test/docs -u)', async () => {
  await expect(errorReference()).toMatchFileSnapshot('../../docs/errors.md');
});
