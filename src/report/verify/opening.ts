import type { ClaimResult, VerifyResult } from '../../results/verifyModel.ts';
import { figure, figures } from '../figure.ts';
import { count, dateWords, number } from '../format.ts';
import { type Html, html } from '../html.ts';
import { banner } from '../section.ts';
import { claimEstimateText } from './claimText.ts';

/** The first screen: whose claims, what became of them, and each verdict with the figure that carries it. */
export function verifyOpening(result: VerifyResult): Html {
  const { dataset, claims, trades, tradesPerWeek } = result;
  const preset =
    result.preset === 'default' || result.preset === result.strategy ? '' : ` (${result.preset})`;
  const counted = (verdict: ClaimResult['verdict']): string =>
    number(claims.filter((each) => each.verdict === verdict).length);
  return html`<header>
<p class="kicker">Claims of ledger ${result.ledger}, held against ${result.strategy}${preset} on ${dataset.name}, ${dateWords(dataset.from)} to ${dateWords(dataset.to)}</p>
<h1>Do the claims hold?</h1>
${dataset.isSynthetic ? banner('This data is synthetic: it shows the tool and says nothing about a market.') : dataset.note === '' ? null : banner(dataset.note)}
<p class="verdict">${result.summary}</p>
${figures([
  figure({
    label: 'Supported',
    value: counted('supported'),
    standing: html`of ${count(claims.length, 'claim')}`,
  }),
  figure({
    label: 'Refuted',
    value: counted('refuted'),
    standing: html`at ${number(result.alpha, 2)} with Holm’s correction`,
  }),
  figure({
    label: 'Not enough data',
    value: counted('not enough data'),
    standing: html`n = ${number(trades)} trades, ${number(tradesPerWeek, 1)} a week`,
  }),
])}
<h3>Claim by claim</h3>
<ul class="flips">${claims.map((each) => html`<li><a href="#claim-${each.claim.id}">${each.claim.id}</a>: <strong>${each.verdict}</strong>. ${claimEstimateText(each)}</li>`)}</ul>
</header>`;
}
