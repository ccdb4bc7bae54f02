/**
 * The research API, `tapebench/research`: results and bars as Apache Arrow tables, for notebooks and scripts. docs/research-api.md is
 * its guide.
 */
export { TapebenchError } from '../errors.ts';
export { type BarsOptions, bars } from './bars.ts';
export { chart, type NotebookChart, type VegaLiteSpec } from './chart.ts';
export {
  type ArqueroLibrary,
  type DanfoLibrary,
  fromArquero,
  type PolarsLibrary,
  toArquero,
  toDanfo,
  toPolars,
} from './convert.ts';
export { openResults, Results, type SqlValue, trades } from './results.ts';
export { type NotebookTable, type ShowOptions, show } from './show.ts';
export { tapebench } from './workbench.ts';
