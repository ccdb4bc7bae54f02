import { BarColumns, MINUTE_MS } from '../src/market/bars.ts';
import { dayNumber, sessionsBetween } from '../src/market/calendar.ts';
import type { Contract } from '../src/market/contracts.ts';
import { instrumentOf } from '../src/market/instruments.ts';
import type { Rows, Tape } from '../src/market/tape.ts';

/** xorshift128 in 32-bit steps: fast, seeded, the same everywhere. */
function draws(seed: number): () => number {
  let [x, y, z, w] = [seed | 1, 362436069, 521288629, 88675123];
  return () => {
    const t = x ^ (x << 11);
    x = y;
    y = z;
    z = w;
    w = w ^ (w >>> 19) ^ (t ^ (t >>> 8));
    return (w >>> 0) / 4_294_967_296;
  };
}

/**
 * One ES contract for benchmarks: every minute of every Globex session from 2011 on until there are `length` bars; a random walk in ticks whose
 * volume and steps follow the session, with bursts of volume.
 */
export function benchTape(length: number, seed: number): Tape {
  const bars = new BarColumns(length);
  const random = draws(seed);
  const day = 86_400_000;
  let price = 20_000;
  const sessions = sessionsBetween(dayNumber(2011, 1, 3) * day, dayNumber(2024, 12, 31) * day);
  for (const session of sessions) {
    for (let time = session.globexOpen; time < session.globexClose; time += MINUTE_MS) {
      if (bars.length === length) break;
      const isRegular = time >= session.regularOpen && time < session.regularClose;
      const isBurst = random() < 0.004;
      const mean = (isRegular ? 1500 : 150) * (isBurst ? 6 : 1);
      const volume = 1 + Math.floor(mean * (random() + random()));
      const scale = (isRegular ? 6 : 2) * (isBurst ? 2 : 1);
      const step = Math.round((random() + random() + random() - 1.5) * scale);
      const open = price;
      const close = Math.max(4_000, open + step);
      const high = Math.max(open, close) + Math.floor(random() * scale);
      const low = Math.min(open, close) - Math.floor(random() * scale);
      bars.push(time, open, high, low, close, volume);
      price = close;
    }
    if (bars.length === length) break;
  }
  const contract: Contract = {
    rawSymbol: 'ES.bench',
    root: 'ES',
    kind: 'continuous',
    instrumentId: 1,
    month: Number.NaN,
    expiry: Number.POSITIVE_INFINITY,
  };
  const rows: Rows = Object.assign(bars, { contract: new Uint16Array(new SharedArrayBuffer(2 * length)) });
  return {
    instrument: instrumentOf('ES'),
    intervalMs: MINUTE_MS,
    contracts: [contract],
    rows,
    byContract: [bars],
  };
}
