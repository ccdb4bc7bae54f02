import type { DatasetFacts } from '../results/model.ts';
import { type Dataset, type LoadOptions, loadDataset } from '../sources/catalogue/load.ts';
import { checkTape, requirePassed } from '../sources/checks.ts';
import type { RunData } from './run.ts';

export interface OpenDataOptions extends LoadOptions {
  /** Checks whose errors this run accepts, besides those that the manifest waives. */
  readonly waivers?: readonly string[];
}

/** Shown on synthetic data that has no sentence of its own. */
const SYNTHETIC_NOTE = 'This data is synthetic: it shows the tool and says nothing about ES.';

/**
 * A dataset as a run needs it: loaded, checked, and refused when a check finds errors that nobody waived.
 * @throws TapebenchError of the loader, TB_DATA_CHECK_FAILED
 */
export async function openRunData(nameOrPath: string, options: OpenDataOptions): Promise<RunData> {
  const dataset = await loadDataset(nameOrPath, options);
  const checks = checksOf(dataset, options.waivers ?? []);
  requirePassed(checks, dataset.name);
  return { tape: dataset.tape, facts: factsOf(dataset), checks };
}

/** What the data checks find in a dataset, the manifest's waivers and the given ones counted as accepted. */
export function checksOf(dataset: Dataset, waivers: readonly string[]): ReturnType<typeof checkTape> {
  return checkTape(dataset.tape, {
    defects: dataset.defects,
    waivers: [...Object.keys(dataset.waivers), ...waivers],
  });
}

function factsOf(dataset: Dataset): DatasetFacts {
  const { name, digest, source, isSynthetic, tape, from, to, about } = dataset;
  return {
    name,
    digest,
    source,
    isSynthetic,
    rows: tape.rows.length,
    from,
    to,
    note: about === '' && isSynthetic ? SYNTHETIC_NOTE : about,
  };
}
