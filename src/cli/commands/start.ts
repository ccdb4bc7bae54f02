import { resolve } from 'node:path';
import type { Argv } from 'yargs';
import { finishRun, prepareRun } from '../../research/run.ts';
import { loadStrategy } from '../../research/strategies.ts';
import { readLedger } from '../../research/verify/ledger.ts';
import { runAudit } from '../auditRun.ts';
import { auditJson, auditSummaryText } from '../auditText.ts';
import { ledgerPath } from '../ledgers.ts';
import { type OutputArgs, openData, withOutput } from '../options.ts';
import { databaseIn } from '../outputFolder.ts';
import { runJson, runText } from '../runText.ts';
import { storeRun } from '../storeRun.ts';
import { note, print, printJson, styled } from '../terminal.ts';
import { runVerify } from '../verifyRun.ts';
import { verifySummaryText } from '../verifyText.ts';

const EMBEDDED = 'synthetic-es';
const STRATEGY = 'v6';
/** Enough for a first look; `tapebench verify` draws more. */
const REPLICATIONS = 100;
const VOLUME_REPLICATIONS = 10;

export function builder(yargs: Argv): Argv {
  return withOutput(yargs)
    .example('$0 start', 'backtest, audit and verdicts on the embedded synthetic year')
    .epilogue('The embedded data is synthetic: it shows the tool and says nothing about ES.');
}

/** The main job on the embedded dataset, what a newcomer sees first: the backtest, the audit of the claim, the verdicts. */
export async function run(args: OutputArgs): Promise<undefined> {
  note(`1 of 3  Backtest of ${STRATEGY} on ${EMBEDDED} (the data is made from its seed the first time) ...`);
  const data = await openData({ data: EMBEDDED, datasets: 'datasets', out: args.out });
  const dataWords = ['--data', EMBEDDED];
  const runCommand = `tapebench run ${STRATEGY} ${dataWords.join(' ')}`;
  const strategy = await loadStrategy(STRATEGY);
  const backtest = finishRun(prepareRun({ strategy, data, given: {}, command: runCommand }));
  const stored = await storeRun(backtest, args.out);
  note('2 of 3  Audit of the published procedure: nine defects, 512 subsets, 24 orders of the rows ...');
  const audit = await runAudit({
    data,
    dataWords,
    out: args.out,
    worlds: 0,
    workers: 1,
    command: `tapebench audit v6-published ${dataWords.join(' ')}`,
    known: [backtest],
  });
  note('3 of 3  The claims, one by one, and four nulls ...');
  const verified = await runVerify({
    ledger: await readLedger(ledgerPath(STRATEGY)),
    data,
    runCommand,
    command: `tapebench verify ${STRATEGY} ${dataWords.join(' ')} --nulls ${REPLICATIONS} --volume-nulls ${VOLUME_REPLICATIONS}`,
    replications: REPLICATIONS,
    volumeReplications: VOLUME_REPLICATIONS,
    out: args.out,
    known: backtest,
  });
  if (args.json) {
    printJson({
      run: runJson(backtest, stored),
      audit: auditJson(audit),
      verify: {
        ...verified.result,
        files: { report: verified.report, database: databaseIn(args.out) },
      },
    });
    return undefined;
  }
  print(runText(backtest, stored));
  print(`\n${auditSummaryText(audit)}`);
  print(`\n${verifySummaryText(verified.result, verified.report)}`);
  print(`\n${styled('bold', 'Next')}`);
  print(`  Open ${resolve(verified.report)} in a browser; it needs no network.`);
  // The audit has stored runs of its own since, so that the last run is another one.
  print(`  See a trade from bar to cent: tapebench explain 1 --run ${backtest.header.runId.slice(0, 4)}`);
  print('  Bring your own bars: tapebench data import FILE, then run, audit and verify with --data NAME.');
  return undefined;
}
