import type { ArithmeticFinding } from '../../results/verifyModel.ts';
import { binomialTestGreater } from '../../stats/binomialTest.ts';
import { bracketBreakEven } from '../../stats/bracket.ts';
import { countsShowingRate } from '../../stats/granularity.ts';
import { wilsonInterval } from '../../stats/rates.ts';
import { LEVEL } from '../estimates.ts';
import { percentText, pText, signedPercent } from './figures.ts';
import type { PublishedCost, PublishedFigures } from './ledger.ts';

/** What the claim's own figures say of each other, without a single bar: each finding by arithmetic that can be redone by hand. */
export function arithmeticFindings(published: PublishedFigures | null): ArithmeticFinding[] {
  if (published === null) return [];
  return [
    ...granularity(published),
    ...leverage(published),
    ...exits(published),
    ...costs(published),
    ...selection(published),
  ];
}

function granularity({ trades, winRatePercent, winRateDecimals }: PublishedFigures): ArithmeticFinding[] {
  const counts = countsShowingRate(winRatePercent, winRateDecimals, 2 * trades);
  const shown = `${winRatePercent.toFixed(winRateDecimals)}%`;
  const exact = counts.filter(({ n }) => n === trades);
  const near = counts
    .filter(({ n }) => Math.abs(n - trades) <= 6)
    .map(({ wins, n }) => `${wins} of ${n}`)
    .join(', ');
  const possible = new Set(counts.filter(({ n }) => n <= trades).map(({ n }) => n)).size;
  const grid = `${possible} of the sample sizes up to ${trades} can show ${shown}; near it: ${near === '' ? 'none' : near}.`;
  const [first] = exact;
  if (first === undefined) {
    return [
      {
        topic: 'granularity',
        finding: `No number of wins among ${trades} trades reads ${shown}: rate and count contradict each other. ${grid}`,
      },
    ];
  }
  const { low, high } = wilsonInterval(first.wins, trades, LEVEL);
  return [
    {
      topic: 'granularity',
      finding: `${shown} of ${trades} is ${exact.map(({ wins }) => wins).join(' or ')} wins, 95% interval ${percentText(low)} to ${percentText(high)} (Wilson), p ${pText(binomialTestGreater(first.wins, trades, 0.5))} against one half if the trades are independent. ${grid}`,
    },
  ];
}

function leverage(published: PublishedFigures): ArithmeticFinding[] {
  const { meanNetReturn, meanPositionAdjustedReturn, meanSize } = published;
  if (meanPositionAdjustedReturn === undefined || meanSize === undefined) return [];
  const constant = meanSize * meanNetReturn;
  const covariance = meanPositionAdjustedReturn - constant;
  const gain =
    meanNetReturn === 0 ? '' : ` (${percentText(meanPositionAdjustedReturn / meanNetReturn - 1, 0)} more)`;
  return [
    {
      topic: 'leverage',
      finding: `Sized trades bring ${signedPercent(meanPositionAdjustedReturn)} against ${signedPercent(meanNetReturn)} unsized${gain}. A constant size of ${meanSize} brings ${signedPercent(constant)}: the covariance of size and return is ${signedPercent(covariance)}. ${
        covariance > 0
          ? 'Only this part can be skill of the sizer; the rest is leverage.'
          : 'The whole gain is leverage; the sizing itself cost a little.'
      }`,
    },
  ];
}

function exits(published: PublishedFigures): ArithmeticFinding[] {
  const { targetShare, stopShare, targetRatio, trades, cost, meanNetReturn } = published;
  if (targetShare === undefined || stopShare === undefined || targetRatio === undefined) return [];
  const others = Math.max(0, 1 - targetShare - stopShare);
  const driftless = bracketBreakEven(targetRatio, 0);
  const among = targetShare / (targetShare + stopShare);
  const lines = [
    `${percentText(among)} of the trades that ended at target or stop ended at the target; a driftless price does so ${percentText(driftless)} of the time with a target ${targetRatio} times as far.`,
  ];
  const perStop = targetRatio * targetShare - stopShare;
  if (cost !== undefined && perStop > 0) {
    const distance = (meanNetReturn + roundTrip(cost, cost.commissionUsd, cost.slippageTicks)) / perStop;
    lines.push(
      `If the other ${percentText(others)} neither earned nor lost, the mean result asks for stops of ${percentText(distance, 2)} of price and targets of ${percentText(distance * targetRatio, 2)}, reached by ${Math.round(targetShare * trades)} of ${trades} trades.`,
    );
  }
  return [{ topic: 'exits', finding: lines.join(' ') }];
}

/** Cost of a round trip as a share of the basis it was divided by. */
function roundTrip(cost: PublishedCost, commissionUsd: number, slippageTicks: number): number {
  return (commissionUsd + slippageTicks * cost.tickValueUsd) / cost.basisUsd;
}

function costs({ cost, meanNetReturn }: PublishedFigures): ArithmeticFinding[] {
  if (cost === undefined) return [];
  const charged = roundTrip(cost, cost.commissionUsd, cost.slippageTicks);
  const gross = meanNetReturn + charged;
  const real: PublishedCost = { ...cost, basisUsd: cost.notionalUsd };
  const breakEvenTicks = (basisUsd: number): number =>
    (gross * basisUsd - cost.commissionUsd) / cost.tickValueUsd;
  const findings: ArithmeticFinding[] = [
    {
      topic: 'break-even',
      finding: `A round trip was charged ${percentText(charged, 4)}, ${(charged * cost.basisUsd).toFixed(3)} USD over ${cost.basisUsd} USD; over the contract's notional of about ${cost.notionalUsd} USD it is ${percentText(roundTrip(real, cost.commissionUsd, cost.slippageTicks), 4)}. Gross is ${signedPercent(gross)}, gone at ${breakEvenTicks(cost.basisUsd).toFixed(2)} ticks of slippage on the first basis and ${breakEvenTicks(cost.notionalUsd).toFixed(0)} ticks on the second: a claim with such room for costs should be looked at for another reason.`,
    },
  ];
  const { scenarios } = cost;
  if (scenarios.length === 0) return findings;
  const earning = (of: PublishedCost): string[] =>
    scenarios
      .filter(([, commission, slippage]) => gross > roundTrip(of, commission, slippage))
      .map(([name]) => name);
  const losing = scenarios.map(([name]) => name).filter((name) => !earning(cost).includes(name));
  findings.push({
    topic: 'scenarios',
    finding: `With a gross of ${signedPercent(gross)}, ${earning(cost).length} of ${scenarios.length} scenarios earn over the basis of ${cost.basisUsd} USD${losing.length === 0 ? '' : ` (without ${losing.join(', ')})`} and ${earning(real).length} of ${scenarios.length} over the notional. They are one sample of trades less another constant: their share is no probability and adds no evidence.`,
  });
  return findings;
}

function selection({ variantsTried, trades, winRatePercent }: PublishedFigures): ArithmeticFinding[] {
  if (variantsTried === undefined || variantsTried < 2) return [];
  const wins = Math.round((winRatePercent / 100) * trades);
  const single = binomialTestGreater(wins, trades, 0.5);
  return [
    {
      topic: 'selection',
      finding: `${variantsTried} variants were tried on the same data without a hold-out. The best of them needs a p-value of ${(0.05 / variantsTried).toFixed(4)} where one alone needs 0.05 (Bonferroni); against one half it has ${pText(single)}. Variants that are not told of would ask for more.`,
    },
  ];
}
