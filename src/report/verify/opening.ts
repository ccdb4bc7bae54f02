import type { ClaimResult, VerifyResult } from '../../results/verifyModel.ts';
import { estimateFigure, figure, figures } from '../figure.ts';
import { whatWouldChange } from '../flips.ts';
import { dateWords, number } from '../format.ts';
import { type Html, html } from '../html.ts';
import { banner } from '../section.ts';
import { claimEstimateText, regionText, showFor } from './claimText.ts';

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
    label: 'Claims refuted',
    value: `${counted('refuted')} of ${number(claims.length)}`,
    standing: html`${counted('supported')} supported, ${counted('not enough data')} not enough data, at ${number(result.alpha, 2)} with Holm’s correction; n = ${number(trades)} trades, ${number(tradesPerWeek, 1)} a week.`,
  }),
  ...claims
    // A count of scenarios has no interval of confidence, and stands below in words.
    .filter(({ claim, estimate }) => estimate !== null && claim.estimand !== 'profitable-scenarios')
    .slice(0, 2)
    .map(claimFigure),
])}
${whatWouldChange(changes(result))}
<h3>Claim by claim</h3>
<ul class="flips">${claims.map((each) => html`<li><a href="#claim-${each.claim.id}">${each.claim.id}</a>: <strong>${each.verdict}</strong>. ${claimEstimateText(each)}</li>`)}</ul>
</header>`;
}

/** A claim's figure against what is claimed. */
function claimFigure({ claim, estimate, verdict }: ClaimResult): Html {
  const show = showFor(claim.estimand);
  const { region } = claim;
  const value = region.relation === 'at-least' ? region.value : region.low;
  return estimateFigure(
    `${claim.id}, claimed ${regionText(region, show)}`,
    estimate,
    show,
    { value, label: `claim ${show(value)}` },
    html`<strong>${verdict}</strong>.`,
  );
}

const MOST_CHANGES = 4;

/** Of each claim that does not stand, the nearest change that would turn its verdict. */
function changes({ claims }: VerifyResult): string[] {
  return claims
    .filter(({ verdict, flips }) => verdict !== 'supported' && flips.length > 0)
    .slice(0, MOST_CHANGES)
    .map(({ claim, flips }) => `${claim.id}: ${flips[0]}`);
}
