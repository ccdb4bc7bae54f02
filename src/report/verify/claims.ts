import type { ClaimResult, VerifyResult } from '../../results/verifyModel.ts';
import { intervalDrawing } from '../figure.ts';
import { count, intervalText, number, percent } from '../format.ts';
import { type Html, html } from '../html.ts';
import { facts } from '../run/provenance.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';
import { claimEstimateText, pValueText, regionText, showFor } from './claimText.ts';

/** Every claim with its estimate, tests, verdict, and what would turn it. */
export function claimsSection(result: VerifyResult): Section {
  const lede = html`Each test was fixed in the ledger. At least: refuted when the data reject that the figure is as high, supported when it is told apart from its null and not refuted. Within: supported when both bounds are told to hold, refuted when the figure is told to lie outside. All at ${number(result.alpha, 2)}, corrected by Holm over the ledger; a rate is tested for on its worst reading of ambiguous bars, and against on its best. Everything else is not enough data.`;
  return section('claims', 'The claims', lede, [ledgerTable(result), ...result.claims.map(claimMarkup)]);
}

function ledgerTable({ claims }: VerifyResult): Html {
  return table(
    'The ledger',
    [
      { title: 'claim' },
      { title: 'claimed', isNumber: true },
      { title: 'found', isNumber: true },
      { title: 'n', isNumber: true },
      { title: 'holds: p', isNumber: true, isExtra: true },
      { title: 'wrong: p', isNumber: true, isExtra: true },
      { title: 'verdict' },
    ],
    claims.map(({ claim, estimate, supportHolm, refuteHolm, verdict }) => {
      const show = showFor(claim.estimand);
      return [
        html`<a href="#claim-${claim.id}">${claim.id}</a>`,
        regionText(claim.region, show),
        estimate === null
          ? 'undefined'
          : `${show(estimate.value)} (${intervalText(estimate.interval, show)})`,
        estimate === null ? '0' : number(estimate.n),
        pValueText(supportHolm),
        pValueText(refuteHolm),
        html`<strong>${verdict}</strong>`,
      ];
    }),
  );
}

function claimMarkup(result: ClaimResult): Html {
  const { claim, estimate, verdict, because, flips, tests, intervals } = result;
  const show = showFor(claim.estimand);
  const reference =
    claim.region.relation === 'at-least'
      ? { value: claim.region.value, label: `claim ${show(claim.region.value)}` }
      : null;
  return html`<article id="claim-${claim.id}"><h3>${claim.id}: ${verdict}</h3>
<p>${claim.statement}</p>
${estimate === null ? null : intervalDrawing(claim.id, estimate, show, reference)}
<p>${claimEstimateText(result)} ${because}</p>
${neededText(result)}
${flips.length === 0 ? null : html`<ul class="flips">${flips.map((flip) => html`<li>${flip}</li>`)}</ul>`}
<details class="numbers"><summary>Population, intervals and tests</summary>${facts([
    ['population', claim.population],
    ['costs in the claim', claim.costs],
    ['n behind the claim', claim.n === null ? 'not known' : number(claim.n)],
    [
      'by the reading of ambiguous bars',
      result.fillRange === null ? 'undefined' : intervalText(result.fillRange, show),
    ],
    ...intervals.map(
      ({ method, interval }) => [`95% interval, ${method}`, intervalText(interval, show)] as const,
    ),
  ])}${
    tests.length === 0
      ? html`<p>No test: see the verdict’s reason.</p>`
      : table(
          `Tests of ${claim.id}`,
          [
            { title: 'the figure is' },
            { title: 'than', isNumber: true },
            { title: 'p', isNumber: true },
            { title: 'method', isExtra: true },
          ],
          tests.map(({ says, against, value, pValue, method }) => [
            `${says} ${against}`,
            show(value),
            pValueText(pValue),
            method,
          ]),
        )
  }</details></article>`;
}

function neededText({ tradesNeeded, weeksNeeded }: ClaimResult): Html | null {
  if (tradesNeeded === null) return null;
  const weeks = weeksNeeded === null ? '' : `, about ${count(weeksNeeded, 'week')} at the present frequency`;
  return html`<p>If the claim is true, ${count(tradesNeeded, 'further trade')}${weeks} until a test has its power.</p>`;
}

/** What the claims' own figures say of each other. */
export function arithmeticSection({ arithmetic }: VerifyResult): Section {
  const topics: Readonly<Record<string, string>> = {
    granularity: 'Which counts can show it',
    leverage: 'Leverage or skill',
    exits: 'What the exits ask for',
    'break-even': 'Where the profit ends',
    scenarios: 'The cost scenarios',
    selection: 'Chosen among several',
  };
  return section(
    'arithmetic',
    'The claims’ own arithmetic',
    'What the published figures say of each other, before any bar is looked at.',
    html`<ul class="flips">${arithmetic.map(({ topic, finding }) => html`<li><strong>${topics[topic]}.</strong> ${finding}</li>`)}</ul>`,
  );
}

/** What a bracket asks of a win rate. */
export function bracketSection({ bracket, claims }: VerifyResult): Section {
  const { ratio, structural, costR, bracketBreakEven, realisedBreakEven, bracketExits, targetShare } =
    bracket;
  const rate = claims.find(({ claim }) => claim.estimand === 'win-rate')?.estimate ?? null;
  const words = html`A price without drift, held between a stop and a target ${number(ratio, 2)} times as far, reaches the target first ${percent(structural)} of the time, not half of it. That is for brackets held to their end. A clock that closes positions early takes away mostly would-be targets, which are farther; and trades that end by the clock win and lose about alike, so that even without an edge the win rate of all trades moves towards one half, and break-even with it.`;
  const rows: [string, string][] = [
    ['driftless, held to the end: 1 / (1 + ratio)', percent(structural)],
    [
      'the same with costs: (1 + c) / (1 + ratio)',
      bracketBreakEven === null
        ? 'undefined'
        : `${percent(bracketBreakEven)} at c = ${number(costR ?? 0, 3)} R`,
    ],
    [
      'target first, of the trades that ended at either',
      targetShare === null
        ? 'none did'
        : `${percent(targetShare.value)} (${intervalText(targetShare.interval, percent)}), n = ${number(bracketExits)}`,
    ],
    [
      'break-even of all trades, at their mean win and loss',
      realisedBreakEven === null ? 'undefined' : percent(realisedBreakEven),
    ],
    [
      'win rate of all trades',
      rate === null
        ? 'undefined'
        : `${percent(rate.value)} (${intervalText(rate.interval, percent)}), n = ${number(rate.n)}`,
    ],
  ];
  return section(
    'bracket',
    'What the bracket gives by itself',
    words,
    table('Bracket', [{ title: 'rate' }, { title: 'value', isNumber: true }], rows),
  );
}
