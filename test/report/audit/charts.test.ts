import { describe, expect, test } from 'vitest';
import { renderAuditReport } from '../../../src/report/audit/auditReport.ts';
import { sampleAudit } from '../../support/auditResult.ts';
import { contentOf } from '../../support/reportPage.ts';

const { charts } = contentOf(renderAuditReport(sampleAudit()));

describe('every chart of an audit', () => {
  test.each(Object.keys(charts))('%s is what it was', async (id) => {
    await expect(`${JSON.stringify(charts[id], null, 1)}\n`).toMatchFileSnapshot(`./charts/${id}.vega`);
  });

  test('takes its colours from the theme', () => {
    for (const spec of Object.values(charts)) expect(JSON.stringify(spec)).not.toMatch(/"#[0-9a-fA-F]{3,8}"/);
  });
});
