import type { Estimate } from '../results/model.ts';
import type { ClaimResult, NullResult, SequentialResult, VerifyResult } from '../results/verifyModel.ts';
import { count, percent, utcMinute } from './figures.ts';
import { styled, table } from './terminal.ts';

/** What a verification prints for people: each verdict with its figure and reason, what nulls give, and where the report is. */
export function verifyText(result: VerifyResult, report: string): string {
  return [
    ...head(result),
    '',
    claimTable(result.claims),
    '',
    styled('bold', 'Why'),
    ...result.claims.flatMap(reasonLines),
    ...(result.arithmetic.length === 0
      ? []
      : [
          '',
          styled('bold', "The claims' own arithmetic"),
          ...result.arithmetic.map(({ finding }) => `- ${finding}`),
        ]),
    '',
    styled('bold', 'What the same machine gives without the idea'),
    bracketLine(result),
    ...(result.nulls.length === 0
      ? ['No null was drawn: give --nulls and --volume-nulls, and --data where a stored run is judged.']
      : [nullTable(result.nulls)]),
    ...(result.sequential === null ? [] : ['', ...sequentialLines(result.sequential)]),
    '',
    `Report   ${report}`,
  ].join('\n');
}

/** The verdicts alone, for where the verification is one part of a longer output. */
export function verifySummaryText(result: VerifyResult, report: string): string {
  return [...head(result), '', claimTable(result.claims), '', `Report   ${report}`].join('\n');
}

function head(result: VerifyResult): string[] {
  const { dataset } = result;
  return [
    `${styled('bold', `Claims of ${result.ledger}`)} against ${result.strategy} on ${dataset.name}, ${utcMinute(dataset.from)} to ${utcMinute(dataset.to)} UTC`,
    ...(dataset.isSynthetic
      ? ['The data is synthetic: this shows the tool and says nothing about a market.']
      : []),
    '',
    result.summary,
  ];
}

function claimTable(claims: readonly ClaimResult[]): string {
  return table(
    [{ title: 'Claim' }, { title: 'Claimed' }, { title: 'Found' }, { title: 'Verdict' }],
    claims.map(({ claim, estimate, verdict }) => {
      const show = showOf(claim.estimand);
      const { region } = claim;
      const claimed =
        region.relation === 'at-least'
          ? `at least ${show(region.value)}`
          : `${show(region.low)} to ${show(region.high)}`;
      const found =
        claim.estimand === 'profitable-scenarios' ? scenarioText(estimate) : estimateText(estimate, show);
      return [claim.id, claimed, found, verdict];
    }),
  );
}

function reasonLines({ claim, verdict, because, tradesNeeded, weeksNeeded, flips }: ClaimResult): string[] {
  const needed =
    tradesNeeded === null
      ? []
      : [
          `    If the claim is true: ${count(tradesNeeded)} further trades${weeksNeeded === null ? '' : `, about ${count(weeksNeeded)} weeks,`} until the test has its power.`,
        ];
  return [`- ${claim.id}, ${verdict}: ${because}`, ...needed, ...flips.map((flip) => `    ${flip}`)];
}

function bracketLine({ bracket }: VerifyResult): string {
  const { ratio, structural, realisedBreakEven } = bracket;
  const even =
    realisedBreakEven === null
      ? ''
      : ` These trades, many ended by the clock, break even at ${percent(realisedBreakEven)}.`;
  return `A driftless price between a stop and a target ${ratio} times as far reaches the target ${percent(structural)} of the time, not half.${even}`;
}

function nullTable(nulls: readonly NullResult[]): string {
  return table(
    [
      { title: 'Null' },
      { title: 'Replications', isNumber: true },
      { title: 'Win rate (middle 90%)' },
      { title: 'p', isNumber: true },
      { title: 'Mean net return (middle 90%)' },
      { title: 'p', isNumber: true },
    ],
    nulls.map((each) => [
      each.name,
      count(each.replications),
      each.winRate === null || each.winRateRange === null
        ? 'undefined'
        : `${percent(each.winRate)} (${percent(each.winRateRange.low)} to ${percent(each.winRateRange.high)})`,
      each.winRatePValue?.toFixed(3) ?? 'none',
      each.meanNetReturn === null || each.meanNetReturnRange === null
        ? 'undefined'
        : `${percent(each.meanNetReturn, 3)} (${percent(each.meanNetReturnRange.low, 3)} to ${percent(each.meanNetReturnRange.high, 3)})`,
      each.meanNetReturnPValue?.toFixed(3) ?? 'none',
    ]),
  );
}

function sequentialLines(sequential: SequentialResult): string[] {
  const { nullRate, claimedRate, expectedUnderClaim, weeksUnderClaim, points } = sequential;
  const last = points.at(-1);
  const weeks = weeksUnderClaim === null ? '' : `, ${count(weeksUnderClaim)} weeks at this frequency`;
  return [
    styled('bold', 'Looked at every day'),
    `The sequential test of ${percent(nullRate)} against ${percent(claimedRate)} takes about ${count(Math.ceil(expectedUnderClaim))} trades${weeks}, if the claim is true.`,
    ...(last === undefined
      ? []
      : [
          `After ${count(last.trades)} trades the win rate lies in ${percent(last.rate.low)} to ${percent(last.rate.high)}, an interval that holds whenever one looks.`,
        ]),
  ];
}

function estimateText(estimate: Estimate | null, show: (value: number) => string): string {
  if (estimate === null) return 'undefined (n = 0)';
  const { value, interval, level, n } = estimate;
  return `${show(value)} [${percent(level, 0)}: ${show(interval.low)} to ${show(interval.high)}], n = ${count(n)}`;
}

/** Scenarios are chosen, not drawn: their count has no confidence interval, only what is sure and what is possible. */
function scenarioText(estimate: Estimate | null): string {
  if (estimate === null) return 'undefined (no scenarios)';
  const { value, interval, n } = estimate;
  return `${value} of ${n} scenarios, ${interval.low} for sure, up to ${interval.high} possible`;
}

function showOf(estimand: ClaimResult['claim']['estimand']): (value: number) => string {
  switch (estimand) {
    case 'win-rate':
    case 'utilisation':
    case 'target-share':
    case 'stop-share':
      return (value) => percent(value);
    case 'mean-net-return':
    case 'position-adjusted-return':
    case 'sizing-skill':
      return (value) => (value === 0 ? '0%' : percent(value, 3));
    case 'sharpe-per-trade':
      return (value) => value.toFixed(3);
    case 'signals-per-week':
    case 'trades-per-week':
      return (value) => value.toFixed(2);
    case 'profitable-scenarios':
      return (value) => value.toFixed(0);
  }
}
