/** A market in which the truth is known, from a seed. */
export { SYNTHETIC_ES, SYNTHETIC_ES_EDGE } from './embedded.ts';
export { generateSyntheticMarket, type SyntheticMarket } from './market.ts';
export {
  ROW_ORDERS,
  type RowOrder,
  resolveOptions,
  type SyntheticOptions,
} from './options.ts';
export type { QualifyingCluster } from './plantedDrift.ts';
export { writeSyntheticMarket } from './writer.ts';
