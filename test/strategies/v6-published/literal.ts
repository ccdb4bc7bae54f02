/**
 * The published procedure written out once more, step by step and slowly, over plain row objects: nothing remembered, no
 * columns, no searches. Written from the description alone, so that the fast one is held against something that shares no line with it.
 */

export interface Row {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly contract: string;
  readonly expiry: number;
}

export interface LiteralTrade {
  readonly day: number;
  readonly clusterStart: number;
  readonly bin: number;
  readonly strength: number;
  readonly entryTime: number;
  readonly entryPrice: number;
  readonly entryContract: string;
  readonly exitTime: number;
  readonly exitPrice: number;
  readonly exitContract: string;
  readonly reason: string;
  readonly netReturn: number;
  readonly size: number;
  readonly isBayesianSized: boolean;
}

const MINUTE = 60_000;
const QUARTER_HOUR = 15 * MINUTE;
const DAY = 86_400_000;

const dayOf = (row: Row): number => Math.floor(row.time / DAY);
const periodOf = (row: Row): number => row.time - (row.time % QUARTER_HOUR);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

interface Cluster {
  readonly start: number;
  readonly ratio: number;
}

export function literalTrades(
  rows: readonly Row[],
  mended: ReadonlySet<string>,
  isRegular: (time: number) => boolean,
): LiteralTrade[] {
  const trades: LiteralTrade[] = [];
  for (const day of new Set(rows.map(dayOf))) {
    const stream = mended.has('contract-mixing') ? frontRows(rows, day) : rows;
    const today = stream.filter((row) => dayOf(row) === day);
    if (today.length === 0) continue;
    const past = trades.filter((trade) => trade.day >= day - 60);
    const kept = (mended.has('day-average') ? trailingClusters(stream, day) : dayClusters(today)).filter(
      ({ start }) =>
        mended.has('clock')
          ? isRegular(start)
          : start % DAY >= 14 * 60 * MINUTE && start % DAY < 17.5 * 60 * MINUTE,
    );
    for (const cluster of kept) {
      const better = kept.filter(
        (other) =>
          other.start >= cluster.start - 120 * MINUTE &&
          other.start < cluster.start &&
          other.ratio >= cluster.ratio,
      );
      if (better.length > 0) continue;
      const trade = tradeOf(stream, today, day, cluster, past, mended);
      if (trade !== undefined) trades.push(trade);
    }
  }
  return trades;
}

function frontRows(rows: readonly Row[], day: number): readonly Row[] {
  const isWeekday = (each: number): boolean => {
    const weekday = new Date(each * DAY).getUTCDay();
    return weekday !== 0 && weekday !== 6;
  };
  const before = rows.map(dayOf).filter((each) => each < day && isWeekday(each));
  if (before.length === 0) return [];
  const reference = Math.max(...before);
  const volumes: { contract: string; expiry: number; volume: number }[] = [];
  for (const row of rows) {
    if (dayOf(row) !== reference) continue;
    const known = volumes.find((each) => each.contract === row.contract);
    if (known) known.volume += row.volume;
    else volumes.push({ contract: row.contract, expiry: row.expiry, volume: row.volume });
  }
  volumes.sort((a, b) => b.volume - a.volume || a.expiry - b.expiry);
  return rows.filter((row) => row.contract === volumes[0]!.contract);
}

function dayClusters(today: readonly Row[]): Cluster[] {
  const volume = sum(today.map((row) => row.volume));
  const spanned = (periodOf(today.at(-1)!) - periodOf(today[0]!)) / QUARTER_HOUR + 1;
  return [...new Set(today.map(periodOf))].flatMap((start) => {
    const own = sum(today.filter((row) => periodOf(row) === start).map((row) => row.volume));
    return own > 4 * (volume / spanned) ? [{ start, ratio: own / (volume / today.length) }] : [];
  });
}

function trailingClusters(stream: readonly Row[], day: number): Cluster[] {
  const periods = [...Map.groupBy(stream, periodOf)];
  return periods.flatMap(([start, own], place) => {
    if (Math.floor(start / DAY) !== day || place < 20) return [];
    const before = periods.slice(place - 20, place).flatMap(([, rows]) => rows);
    const volume = sum(before.map((row) => row.volume));
    const ownVolume = sum(own.map((row) => row.volume));
    if (volume === 0 || !(ownVolume > 4 * (volume / 20))) return [];
    return [{ start, ratio: ownVolume / (volume / before.length) }];
  });
}

function tradeOf(
  stream: readonly Row[],
  today: readonly Row[],
  day: number,
  { start, ratio }: Cluster,
  past: readonly LiteralTrade[],
  mended: ReadonlySet<string>,
): LiteralTrade | undefined {
  const window = today.filter((row) => row.time >= start && row.time <= start + 14 * MINUTE);
  const low = Math.min(...window.map((row) => row.low));
  const high = Math.max(...window.map((row) => row.high));
  const modal = mended.has('low-tie-break') ? profileModal(window) : closeModal(window);
  const position = (modal - low) / (high - low + 1e-9);
  if (position > 0.15) return undefined;
  const bin = Math.min(Math.trunc(position / 0.1), 9);
  const before = today.filter((row) => row.time >= start - 5 * MINUTE && row.time <= start);
  const momentum = before.length < 2 ? 0 : (before.at(-1)!.close - before[0]!.close) / before[0]!.close;
  const strength =
    0.5 * (1 - position / 0.15) +
    0.3 * Math.min(ratio / 150, 1) +
    0.2 * Math.min(Math.max(0, 8 * momentum), 1);
  if (strength < 0.45) return undefined;
  const searchFrom = mended.has('early-entry') ? start + QUARTER_HOUR : start;
  const retest = today.find((row) => row.time >= searchFrom && Math.abs(row.close - modal) <= 0.75);
  if (retest === undefined) return undefined;
  const entry = today.find((row) => row.time > retest.time);
  if (entry === undefined) return undefined;
  const distance = Math.max(sigmaAt(stream, entry.time) * entry.close, 0.005 * entry.close);
  const stop = entry.close - distance;
  const target = entry.close + 2 * distance;
  const later = today.filter((row) => row.time > entry.time);
  if (later.length === 0) return undefined;
  const exit = exitOf(later, entry.time, stop, target, mended) ?? {
    row: later.at(-1)!,
    price: later.at(-1)!.close,
    reason: 'end_of_data',
  };
  const costs = 2.5 + 0.75 * 12.5;
  const cost = mended.has('cost-basis') ? costs / (50 * entry.close) : costs / 5000;
  return {
    day,
    clusterStart: start,
    bin,
    strength,
    entryTime: entry.time,
    entryPrice: entry.close,
    entryContract: entry.contract,
    exitTime: exit.row.time,
    exitPrice: exit.price,
    exitContract: exit.row.contract,
    reason: exit.reason,
    netReturn: (exit.price - entry.close) / entry.close - cost,
    ...sizeOf(
      past.filter((trade) => trade.bin === bin),
      strength,
      mended,
    ),
  };
}

function closeModal(window: readonly Row[]): number {
  const closes = window.map((row) => Math.round(row.close * 100) / 100);
  const count = (close: number): number => closes.filter((each) => each === close).length;
  return [...closes].sort((a, b) => count(b) - count(a) || a - b)[0]!;
}

/** Shares as fractions of one common denominator: all spreads multiplied together. */
function profileModal(window: readonly Row[]): number {
  const tick = (price: number): number => Math.round(price / 0.25);
  const width = (row: Row): bigint => BigInt(tick(row.high) - tick(row.low) + 1);
  const whole = window.reduce((product, row) => product * width(row), 1n);
  const lowest = Math.min(...window.map((row) => tick(row.low)));
  const highest = Math.max(...window.map((row) => tick(row.high)));
  const volume = window.reduce((total, row) => total + BigInt(row.volume), 0n);
  const weighted = window.reduce(
    (total, row) => total + BigInt(row.volume) * BigInt(tick(row.low) + tick(row.high)),
    0n,
  );
  const last = tick(window.at(-1)!.close);
  const candidates: { tick: number; share: bigint; fromMean: bigint; fromLast: number }[] = [];
  for (let each = lowest; each <= highest; each++) {
    const share = window
      .filter((row) => tick(row.low) <= each && tick(row.high) >= each)
      .reduce((total, row) => total + BigInt(row.volume) * (whole / width(row)), 0n);
    const signed = 2n * volume * BigInt(each) - weighted;
    candidates.push({
      tick: each,
      share,
      fromMean: signed < 0n ? -signed : signed,
      fromLast: Math.abs(each - last),
    });
  }
  const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
  candidates.sort(
    (a, b) =>
      compare(b.share, a.share) ||
      compare(a.fromMean, b.fromMean) ||
      a.fromLast - b.fromLast ||
      a.tick - b.tick,
  );
  return candidates[0]!.tick * 0.25;
}

function sigmaAt(stream: readonly Row[], time: number): number {
  const closes = stream
    .filter((row) => row.time <= time)
    .slice(-28_800)
    .map((row) => row.close);
  if (closes.length <= 100) return 0.01;
  const changes = closes.slice(1).map((close, place) => close / closes[place]! - 1);
  const mean = sum(changes) / changes.length;
  return Math.sqrt(sum(changes.map((change) => (change - mean) ** 2)) / (changes.length - 1));
}

function exitOf(
  later: readonly Row[],
  entryTime: number,
  stop: number,
  target: number,
  mended: ReadonlySet<string>,
): { row: Row; price: number; reason: string } | undefined {
  const isReal = mended.has('perfect-fills');
  for (const row of later) {
    if (row.time > entryTime + 60 * MINUTE) return { row, price: row.close, reason: 'time' };
    const stopped =
      row.low <= stop
        ? { row, price: isReal ? Math.min(stop, row.open) - 0.1875 : stop, reason: 'stop_loss' }
        : undefined;
    const reached =
      row.high >= (isReal ? target + 0.25 : target)
        ? { row, price: target, reason: 'profit_target' }
        : undefined;
    const exit = mended.has('target-first') ? (stopped ?? reached) : (reached ?? stopped);
    if (exit) return exit;
  }
  return undefined;
}

function sizeOf(
  past: readonly LiteralTrade[],
  strength: number,
  mended: ReadonlySet<string>,
): { size: number; isBayesianSized: boolean } {
  const wins = past.filter((trade) => trade.netReturn > 0).length;
  const p = (1 + wins) / (2 + past.length);
  const isBayesianSized = past.length === 0 || past.length > 2;
  const multiplier = !isBayesianSized || p <= 0.5 ? 1 : Math.min(1 + 6 * (p - 0.5), 3);
  const wanted = (1 + 0.3 * strength) * multiplier;
  return {
    isBayesianSized,
    size: mended.has('fractional-size')
      ? Math.min(Math.max(Math.floor(wanted + 1e-9), 1), 3)
      : Math.min(wanted, 2.5),
  };
}
