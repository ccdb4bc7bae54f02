import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 20;

export interface MachineFigures {
  readonly memoryMegabytes: number;
  readonly heapMegabytes: number;
  /** How late the event loop came to its timers, over the last look: the mean and the worst. */
  readonly loopDelayMs: number;
  readonly worstLoopDelayMs: number;
  readonly uptimeSeconds: number;
}

/** What the process takes of the machine. */
export class Machine {
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  constructor() {
    this.#delay.enable();
  }

  figures(): MachineFigures {
    const { rss, heapUsed } = process.memoryUsage();
    const { mean, max, count } = this.#delay;
    // The monitor counts the time between two looks, of which its resolution is no delay.
    const late = (nanoseconds: number): number =>
      count === 0 ? 0 : Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
    const figures = {
      memoryMegabytes: Math.round(rss / 1e6),
      heapMegabytes: Math.round(heapUsed / 1e6),
      loopDelayMs: tenths(late(mean)),
      worstLoopDelayMs: tenths(late(max)),
      uptimeSeconds: Math.floor(process.uptime()),
    };
    this.#delay.reset();
    return figures;
  }

  stop(): void {
    this.#delay.disable();
  }
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
