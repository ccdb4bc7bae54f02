import type { Argv } from 'yargs';

/** What the file of a command exports. `run` returns the exit code; nothing means 0. */
export interface Command {
  readonly builder: (yargs: Argv) => Argv;
  // The arguments are what `builder` declares; each command reads them by its own type. The table is for a command about commands.
  readonly run: (args: never, commands: readonly CommandRow[]) => Promise<number | undefined>;
}

export type CommandGroup = 'Research' | 'Live' | 'Data' | 'Workshop';

export interface CommandRow {
  /** One or two words, then positional arguments in yargs' notation. */
  readonly usage: string;
  readonly about: string;
  readonly group: CommandGroup;
  readonly load: () => Promise<Command>;
}

/** One row a command; the file behind it is loaded only when the command is named. */
export const COMMANDS: readonly CommandRow[] = [
  {
    usage: 'start',
    group: 'Research',
    about: 'Run everything on the embedded dataset and write the report',
    load: () => import('./commands/start.ts'),
  },
  {
    usage: 'run <strategy>',
    group: 'Research',
    about: 'Backtest a strategy on a dataset',
    load: () => import('./commands/run.ts'),
  },
  {
    usage: 'verify <claims>',
    group: 'Research',
    about: 'Hold a ledger of claims against data: supported, refuted or not enough data',
    load: () => import('./commands/verify.ts'),
  },
  {
    usage: 'power',
    group: 'Research',
    about: 'Say how many trades and weeks a verdict takes',
    load: () => import('./commands/power.ts'),
  },
  {
    usage: 'stress <strategy>',
    group: 'Research',
    about: 'Run it again under other costs: six named scenarios and a grid',
    load: () => import('./commands/stress.ts'),
  },
  {
    usage: 'sweep <file>',
    group: 'Research',
    about: 'Try many parameters, and say what the best of so many is worth',
    load: () => import('./commands/sweep.ts'),
  },
  {
    usage: 'trials',
    group: 'Research',
    about: 'Count what has been tried on a dataset',
    load: () => import('./commands/trials.ts'),
  },
  {
    usage: 'audit <procedure>',
    group: 'Research',
    about: 'Show what a published backtest stands on: its defects, mended one by one',
    load: () => import('./commands/audit.ts'),
  },
  {
    usage: 'compare <a> <b>',
    group: 'Research',
    about: 'Put two runs side by side',
    load: () => import('./commands/compare.ts'),
  },
  {
    usage: 'report [run]',
    group: 'Research',
    about: 'Write the page of a stored run or study, list them all, or hold a page against the database',
    load: () => import('./commands/report.ts'),
  },
  {
    usage: 'explain [trade]',
    group: 'Research',
    about: 'Tell the story of a trade from bar to cent, or of the refused signals',
    load: () => import('./commands/explain.ts'),
  },
  {
    usage: 'stats',
    group: 'Research',
    about: 'Say what was learned by context: posteriors, recent rates, regimes, whether sizing helps',
    load: () => import('./commands/stats.ts'),
  },
  {
    usage: 'live <strategy>',
    group: 'Live',
    about: 'Follow a market on paper: recommendations, paper fills, all of it on disk',
    load: () => import('./commands/live.ts'),
  },
  {
    usage: 'live-reset',
    group: 'Live',
    about: 'End an emergency stop of a session by hand',
    load: () => import('./commands/liveReset.ts'),
  },
  {
    usage: 'feedback',
    group: 'Live',
    about: 'Say what was really executed for a recommendation, and see it beside paper',
    load: () => import('./commands/feedback.ts'),
  },
  {
    usage: 'replay [session]',
    group: 'Live',
    about: 'Feed the recording of a session to the pipeline again and compare',
    load: () => import('./commands/replay.ts'),
  },
  {
    usage: 'diverge [session]',
    group: 'Live',
    about: 'Say where every cent between the history and what was really executed went',
    load: () => import('./commands/diverge.ts'),
  },
  {
    usage: 'daily',
    group: 'Live',
    about: 'Review a day and its week in a session: trades, rates, costs, refusals, weeks to a verdict',
    load: () => import('./commands/daily.ts'),
  },
  {
    usage: 'data list',
    group: 'Data',
    about: 'List the datasets of the catalogue',
    load: () => import('./commands/dataList.ts'),
  },
  {
    usage: 'data show <dataset>',
    group: 'Data',
    about: 'Say what a dataset holds',
    load: () => import('./commands/dataShow.ts'),
  },
  {
    usage: 'data check <dataset>',
    group: 'Data',
    about: 'Look for gaps, duplicates, disorder and impossible bars',
    load: () => import('./commands/dataCheck.ts'),
  },
  {
    usage: 'data import <file>',
    group: 'Data',
    about: 'Add a DBN, CSV or Parquet file to the catalogue',
    load: () => import('./commands/dataImport.ts'),
  },
  {
    usage: 'data synth <name>',
    group: 'Data',
    about: 'Make a synthetic market from a seed',
    load: () => import('./commands/dataSynth.ts'),
  },
  {
    usage: 'data fetch',
    group: 'Data',
    about: 'Fetch bars from Databento, the cost first, each day paid once',
    load: () => import('./commands/dataFetch.ts'),
  },
  {
    usage: 'data cost',
    group: 'Data',
    about: 'Ask what a fetch would cost',
    load: () => import('./commands/dataCost.ts'),
  },
  {
    usage: 'data symbols <symbols..>',
    group: 'Data',
    about: 'Ask what symbols meant on which days',
    load: () => import('./commands/dataSymbols.ts'),
  },
  {
    usage: 'data record <file>',
    group: 'Data',
    about: 'Record live data to a file',
    load: () => import('./commands/dataRecord.ts'),
  },
  {
    usage: 'gateway',
    group: 'Data',
    about: 'Serve a dataset by the protocols of Databento on this machine',
    load: () => import('./commands/gateway.ts'),
  },
  {
    usage: 'init',
    group: 'Workshop',
    about: 'Keep the Databento key in a file that only you can read',
    load: () => import('./commands/init.ts'),
  },
  {
    usage: 'new claims <file>',
    group: 'Workshop',
    about: 'Start a ledger of claims',
    load: () => import('./commands/newClaims.ts'),
  },
  {
    usage: 'new strategy <file>',
    group: 'Workshop',
    about: 'Write a commented strategy that runs',
    load: () => import('./commands/newStrategy.ts'),
  },
  {
    usage: 'doctor',
    group: 'Workshop',
    about: 'Check what the workbench needs on this machine',
    load: () => import('./commands/doctor.ts'),
  },
  {
    usage: 'completion <shell>',
    group: 'Workshop',
    about: 'Print a script that completes commands in bash, zsh or fish',
    load: () => import('./commands/completion.ts'),
  },
];
