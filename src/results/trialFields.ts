import { double, type Field, integer, nullable, record, text } from './fields.ts';

/** One run that was made on a dataset: what deflated statistics must count. */
export interface Trial {
  readonly datasetDigest: string;
  readonly runId: string;
  readonly strategy: string;
  readonly preset: string;
  /** What made it: `run`, `sweep`, `walk-forward` … */
  readonly origin: string;
  /** Its parameters as JSON, names in alphabetical order. */
  readonly parameters: string;
  readonly trades: number;
  readonly meanNetReturn: number | null;
  /** Mean over sample standard deviation of the trades' net returns; null with fewer than two trades or no spread. */
  readonly sharpePerTrade: number | null;
}

export const TRIAL_FIELDS: Field<Trial> = record<Trial>({
  datasetDigest: text('the dataset'),
  runId: text('the run'),
  strategy: text('name of the strategy'),
  preset: text('name of the preset'),
  origin: text('what made it: run, sweep, walk-forward …'),
  parameters: text('its parameters as JSON'),
  trades: integer('closed trades'),
  meanNetReturn: nullable(double('mean net return on entry notional')),
  sharpePerTrade: nullable(double('mean over sample standard deviation of the net returns of its trades')),
});
