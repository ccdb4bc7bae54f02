import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { renderIndex } from '../../report/catalogue/indexPage.ts';
import { type CatalogueEntry, listCatalogue } from '../../results/catalogue.ts';
import type { ResultsDatabase } from '../../results/database.ts';
import { listRuns } from '../../results/runs.ts';
import { pageFileName } from './studyPage.ts';

/** The index over a results database as HTML, with links to the pages that are in the folder. */
export async function renderIndexOf(db: ResultsDatabase, folder: string): Promise<string> {
  const entries = await listCatalogue(db);
  const names = new Map(entries.map((entry) => [keyOf(entry), nameOf(entry)]));
  return renderIndex(entries, await listRuns(db), {
    linkOf: (entry) => {
      const name = names.get(keyOf(entry))!;
      return existsSync(join(folder, name)) ? name : null;
    },
    comparisons: comparisonsIn(folder),
  });
}

function keyOf({ kind, id }: Pick<CatalogueEntry, 'kind' | 'id'>): string {
  return `${kind} ${id}`;
}

function nameOf({ kind, id, subject, dataset }: CatalogueEntry): string {
  return pageFileName({ kind, id, subject, dataset: dataset.name });
}

/** The file name of the page that compares two runs. */
export function comparisonFileName(a: string, b: string): string {
  return `compare-${a}-${b}.html`;
}

function comparisonsIn(folder: string): { readonly a: string; readonly b: string; readonly link: string }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .flatMap((link) => {
      const [, a, b] = /^compare-(\w+)-(\w+)\.html$/.exec(link) ?? [];
      return a === undefined || b === undefined ? [] : [{ a, b, link }];
    });
}
