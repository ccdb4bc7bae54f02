/** The engine's public surface, in one place: detect once, simulate under any costs, or drive it bar by bar. */
export { type Ambiguity, ambiguitiesOf } from './ambiguity.ts';
export type { Detection, DetectionCounts, EngineInput, SignalFinding, TradeDay } from './detection.ts';
export { Engine } from './driver.ts';
export { checkJournal, GENESIS, Journal, verifyJournal } from './journal.ts';
export { detect, simulate } from './simulate.ts';
export type { Simulation, SimulationCounts } from './simulation.ts';
