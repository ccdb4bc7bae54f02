import type { VerifyResult } from '../../results/verifyModel.ts';
import { html } from '../html.ts';
import { page } from '../page.ts';
import { withFigures } from '../pageFigures.ts';
import { facts } from '../run/provenance.ts';
import { type Section, section } from '../section.ts';
import { arithmeticSection, bracketSection, claimsSection } from './claims.ts';
import { verifyFigures } from './figures.ts';
import { nullsSection } from './nulls.ts';
import { verifyOpening } from './opening.ts';
import { sequentialSection } from './sequential.ts';
import { sizingSkillSection } from './sizing.ts';

/**
 * The report of a claim ledger held against a run, as one HTML file: the verdicts, each claim with its tests, the claims' own
 * arithmetic, what the bracket and four nulls give by themselves, sequential tests and the sizer's skill.
 * @throws TapebenchError TB_REPORT_FAILED
 */
export function renderVerifyReport(result: VerifyResult): string {
  return page({
    title: `Claims of ${result.ledger} on ${result.dataset.name}`,
    opening: withFigures(verifyOpening(result), verifyFigures(result)),
    sections: [
      claimsSection(result),
      ...(result.arithmetic.length === 0 ? [] : [arithmeticSection(result)]),
      bracketSection(result),
      nullsSection(result),
      sequentialSection(result),
      sizingSkillSection(result),
      rebuildSection(result),
    ],
    foot: html`<footer>tapebench ${result.codeVersion}, verification <span class="hash">${result.verifyId}</span> of run <span class="hash">${result.runId}</span>.</footer>`,
  });
}

function rebuildSection(result: VerifyResult): Section {
  return section('provenance', 'Rebuild it', 'The same ledger, data and code give the same figures.', [
    html`<pre>${result.command}</pre>`,
    facts([
      ['ledger', html`${result.ledger}${result.about === '' ? null : html`: ${result.about}`}`],
      ['run', html`<span class="hash">${result.runId}</span>`],
      ['dataset digest', html`<span class="hash">${result.dataset.digest}</span>`],
      ['code version', html`<span class="hash">${result.codeVersion}</span>`],
    ]),
  ]);
}
