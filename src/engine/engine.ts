/** The engine's public surface, in one place: detect once, simulate under any costs, or drive it bar by bar. */
export { type Ambiguity, ambiguitiesOf } from './ambiguity.ts';
export type {
  Calendar,
  Detection,
  DetectionCounts,
  EngineInput,
  Finding,
  SignalFinding,
  TradeDay,
  WarmUpFinding,
} from './detection.ts';
export { Engine } from './driver.ts';
export {
  checkJournal,
  GENESIS,
  Journal,
  type JournalCheck,
  type JournalOptions,
  verifyJournal,
} from './journal.ts';
export { detect, simulate } from './simulate.ts';
export type { OpenAtEnd, Simulation, SimulationCounts, SimulationOptions } from './simulation.ts';
