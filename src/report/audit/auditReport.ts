import type { AuditResult } from '../../results/auditModel.ts';
import { html } from '../html.ts';
import { page } from '../page.ts';
import { withFigures } from '../pageFigures.ts';
import { auditFigures } from './figures.ts';
import { auditOpening } from './opening.ts';
import { ordersSection } from './orders.ts';
import { auditProvenanceSection, causalSection, defectsSection } from './provenance.ts';
import { ratiosSection } from './ratios.ts';
import { shapleySection } from './shapley.ts';
import { subsetsSection } from './subsets.ts';
import { auditTradesSection } from './trades.ts';
import { worldsSection } from './worlds.ts';

/**
 * The report of an audit as one HTML file, an argument from top to bottom: what the procedure shows, that it depends on the
 * order of the rows, what each defect accounts for, trades that no one could have made, markets without an edge, and what a
 * causal strategy does on the same data.
 * @throws TapebenchError TB_REPORT_FAILED
 */
export function renderAuditReport(audit: AuditResult): string {
  return page({
    title: `v6-published on ${audit.dataset.name}: audit`,
    opening: withFigures(auditOpening(audit), auditFigures(audit)),
    sections: [
      ordersSection(audit),
      ...(audit.worldSummaries.length === 0 ? [] : [worldsSection(audit)]),
      auditTradesSection(audit),
      subsetsSection(audit),
      shapleySection(audit),
      ratiosSection(audit),
      causalSection(audit),
      defectsSection(audit),
      auditProvenanceSection(audit),
    ],
    foot: html`<footer>tapebench ${audit.codeVersion}, audit <span class="hash">${audit.auditId}</span>. The published procedure is audited here and never offered for trading.</footer>`,
  });
}
