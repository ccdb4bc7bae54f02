import type { AuditResult } from '../../results/auditModel.ts';
import { estimateValues, type PageFigures } from '../pageFigures.ts';

/** The figures that the page of an audit stands on. */
export function auditFigures(audit: AuditResult): PageFigures {
  const values: Record<string, number | null> = { claimedWinRate: audit.claimedWinRate };
  const published = audit.subsets[0];
  const mended = audit.subsets.at(-1);
  Object.assign(
    values,
    estimateValues('published', published?.winRate ?? null),
    estimateValues('allMended', mended?.winRate ?? null),
  );
  for (const { order, winRate } of audit.rowOrders) values[`order ${order}`] = winRate?.value ?? null;
  for (const { quantity, parts } of audit.attributions)
    for (const { defect, value } of parts) values[`${quantity} ${defect}`] = value;
  for (const { order, reachesClaim, pValue } of audit.worldSummaries) {
    Object.assign(values, estimateValues(`worlds ${order}`, reachesClaim));
    values[`worlds ${order} p`] = pValue;
  }
  return { kind: 'audit', about: [audit.auditId], values };
}
