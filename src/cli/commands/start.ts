import { resolve } from 'node:path';
import type { Argv } from 'yargs';
import { finishRun, prepareRun } from '../../research/run.ts';
import { loadStrategy } from '../../research/strategies.ts';
import { type OutputArgs, openData, withOutput } from '../options.ts';
import { runJson, runText } from '../runText.ts';
import { storeRun } from '../storeRun.ts';
import { note, print, printJson } from '../terminal.ts';

const EMBEDDED = 'synthetic-es';

export function builder(yargs: Argv): Argv {
  return withOutput(yargs).example('$0 start', 'the embedded synthetic year, from bars to report');
}

/** The main job on the embedded dataset: what a newcomer sees first. */
export async function run(args: OutputArgs): Promise<undefined> {
  note(`Loading ${EMBEDDED} (made from its seed the first time) ...`);
  const data = await openData({ data: EMBEDDED, datasets: 'datasets' });
  const strategy = await loadStrategy('v6');
  const result = finishRun(
    prepareRun({ strategy, data, given: {}, command: `tapebench run v6 --data ${EMBEDDED}` }),
  );
  const stored = await storeRun(result, args.out);
  if (args.json) {
    printJson(runJson(result, stored));
    return undefined;
  }
  print(runText(result, stored));
  print(`\nOpen ${resolve(stored.report)} in a browser: it needs no network.`);
  print('Your own bars: tapebench data import FILE, then tapebench run v6 --data NAME.');
  return undefined;
}
