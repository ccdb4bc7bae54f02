import { createHash } from 'node:crypto';
import type { StrategyDefinition } from '../../engine/strategy.ts';
import type { RunResult } from '../../results/model.ts';
import type { ClaimResult, NullResult, Verdict, VerifyResult } from '../../results/verifyModel.ts';
import { arithmeticFindings } from './arithmetic.ts';
import { bracketFacts } from './bracketFacts.ts';
import { breakEvenOf, claimResults } from './claims.ts';
import { tradesPerWeek } from './evidenceOf.ts';
import { counted } from './figures.ts';
import type { Ledger } from './ledger.ts';
import { sequentialResult } from './sequential.ts';
import { sizingSkill } from './sizingSkill.ts';

export interface VerifyOptions {
  /** The command that makes this again. */
  readonly command: string;
  /** The strategy of the run, for the proof that its sizer saw closed trades only; null where it is not at hand. */
  readonly definition: StrategyDefinition | null;
  readonly nulls: readonly NullResult[];
}

/** A claim ledger held against a run: a verdict with its reasons for each claim, and everything that carries it. */
export function verifyRun(run: RunResult, ledger: Ledger, options: VerifyOptions): VerifyResult {
  const { header, trades } = run;
  const perWeek = tradesPerWeek(run);
  const bracket = bracketFacts(run);
  const claims = claimResults(run, ledger, bracket);
  const rate = claims.find(
    ({ claim }) => claim.estimand === 'win-rate' && claim.region.relation === 'at-least',
  );
  const region = rate?.claim.region;
  const claimedRate = region?.relation === 'at-least' ? region.value : null;
  const sequential =
    claimedRate === null
      ? null
      : sequentialResult(trades, {
          nullRate: breakEvenOf(bracket),
          claimedRate,
          alpha: ledger.alpha,
          beta: 1 - ledger.power,
          tradesPerWeek: perWeek,
          targetRatio: bracket.ratio,
        });
  return {
    verifyId: idOf(run, ledger, options.nulls),
    ledger: ledger.name,
    about: ledger.about,
    runId: header.runId,
    strategy: header.strategy,
    preset: header.preset,
    dataset: header.dataset,
    codeVersion: header.codeVersion,
    command: options.command,
    alpha: ledger.alpha,
    power: ledger.power,
    trades: trades.length,
    tradesPerWeek: perWeek,
    bracket,
    claims,
    arithmetic: arithmeticFindings(ledger.published),
    nulls: options.nulls,
    sequential,
    sizing: sizingSkill(trades, options.definition, header.parameters),
    summary: summaryOf(claims, trades.length),
  };
}

/** The same run and ledger beside more or fewer replications of the nulls is another verification. */
function idOf({ header }: RunResult, ledger: Ledger, nulls: readonly NullResult[]): string {
  const drawn = nulls.map(({ name, replications }) => [name, replications]);
  return createHash('sha256')
    .update(JSON.stringify([ledger.digest, header.runId, header.journalRoot, header.codeVersion, drawn]))
    .digest('hex')
    .slice(0, 16);
}

function summaryOf(claims: readonly ClaimResult[], trades: number): string {
  const ids = (verdict: Verdict): string[] =>
    claims.filter((each) => each.verdict === verdict).map((each) => each.claim.id);
  const parts = (['supported', 'refuted', 'not enough data'] as const).map((verdict) => {
    const named = ids(verdict);
    return `${named.length} ${verdict}${named.length === 0 ? '' : ` (${named.join(', ')})`}`;
  });
  return `Of ${counted(claims.length, 'claim')}, held against ${counted(trades, 'trade')}: ${parts.join('; ')}.`;
}
