import { displayName } from '../../market/contracts.ts';
import { type Instrument, priceOfTicks } from '../../market/instruments.ts';
import type { Tape } from '../../market/tape.ts';
import { refusalText } from '../eventText.ts';
import { newYorkText } from '../newYorkText.ts';
import type { PaperSession } from '../paperSession.ts';
import { type Banner, bannersOf } from './banners.ts';
import { type BarWindow, barWindow } from './barWindow.ts';
import type { FeedPicture } from './feedPicture.ts';
import type { MachineFigures } from './machine.ts';
import { durationText, type MarketClock, marketClock } from './marketClock.ts';
import type { RecommendationView, RecommendationViews } from './recommendationView.ts';
import type { RollOutlook } from './rollOutlook.ts';
import type { Judged } from './sessionJudge.ts';
import type { Said, SessionPicture } from './sessionPicture.ts';
import type { Holding } from './tradingPicture.ts';

/** What never changes while a session runs. */
export interface SessionFacts {
  readonly strategy: string;
  readonly source: string;
  readonly folder: string;
  readonly isSimulation: boolean;
  readonly isSynthetic: boolean;
  /** The command that ends an emergency stop. */
  readonly resetCommand: string;
}

/** Of a session what is read when a page is made. */
export type ShownSession = Pick<
  PaperSession,
  'tape' | 'halt' | 'completeUntil' | 'events' | 'recording' | 'isStopped'
>;

/** What a page shows, by section, in words and points ready to be shown. Times are New York's. */
export interface PageState {
  readonly session: Omit<SessionFacts, 'resetCommand'>;
  readonly banners: readonly Banner[];
  readonly feed: FeedView;
  /** null before the first bar. */
  readonly clock: MarketClock | null;
  readonly contract: ContractView | null;
  readonly account: AccountView;
  readonly holding: HoldingView | null;
  readonly bars: BarWindow | null;
  readonly recommendations: RecommendationsView;
  readonly refusals: RefusalsView;
  readonly statistics: Judged;
  readonly health: HealthView;
  readonly said: readonly Said[];
}

export interface FeedView {
  readonly state: FeedPicture['connection'] | 'stale';
  readonly lastBar: string | null;
  /** How old the last bar was when it came; null where it cannot be known. */
  readonly lateness: string | null;
  readonly silence: string | null;
  readonly link: string | null;
  readonly clock: string | null;
}

export interface ContractView {
  readonly name: string;
  readonly symbol: string;
  readonly expiry: string | null;
  /** `rolled from ESU4, trade date 2024-09-12`; null when it is the first. */
  readonly roll: string | null;
  /** What is traded from the next trade date on, when it is another contract. */
  readonly ahead: string | null;
  readonly since: string;
}

export interface AccountView {
  readonly equityMilli: number;
  readonly highWaterMilli: number;
  readonly trades: number;
  readonly wins: number;
  readonly netMilli: number;
}

export interface HoldingView {
  readonly kind: Holding['kind'];
  readonly side: 'long' | 'short';
  readonly quantity: number;
  readonly contract: string;
  readonly since: string;
  /** Until when an order works; null for a position. */
  readonly until: string | null;
  readonly entry: number;
  readonly stop: number;
  readonly target: number;
  readonly modal: number;
  readonly priceDecimals: number;
  /** What a position gained so far by the last close, before costs; null without a position. */
  readonly openMilli: number | null;
  readonly openTicks: number | null;
}

export interface RecommendationsView {
  /** Since the session began. */
  readonly total: number;
  readonly priceDecimals: number;
  /** The last of them, newest first. */
  readonly rows: readonly RecommendationView[];
}

export interface RefusalsView {
  readonly total: number;
  readonly byRule: readonly { readonly rule: string; readonly count: number }[];
  readonly rows: readonly { readonly at: string; readonly rule: string; readonly text: string }[];
}

export interface HealthView extends MachineFigures {
  readonly bars: number;
  readonly gaps: number;
  readonly reconnects: number;
  readonly records: number;
  readonly events: number;
  readonly lastDecisionMs: number | null;
  readonly lastSyncMs: number | null;
  readonly worstSyncMs: number | null;
}

export interface PageInputs {
  readonly facts: SessionFacts;
  readonly session: ShownSession;
  readonly picture: SessionPicture;
  readonly judged: Judged;
  readonly recommendations: RecommendationViews;
  readonly outlook: RollOutlook;
  readonly machine: MachineFigures;
  /** The market's time, UTC ms; -Infinity before the first bar. */
  readonly now: number;
}

/** The state of a page now. */
export function pageState(inputs: PageInputs): PageState {
  const { facts, session, picture, judged, machine, now } = inputs;
  const { resetCommand, ...shown } = facts;
  const { tape } = session;
  const { trading } = picture;
  const symbol = trading.holding?.contract ?? trading.roll?.to;
  return {
    session: shown,
    banners: bannersOf(picture, session.halt, resetCommand),
    feed: feedView(picture.feed),
    clock: Number.isFinite(now) ? marketClock(now) : null,
    contract: contractView(tape, inputs),
    account: {
      equityMilli: trading.equityMilli,
      highWaterMilli: trading.highWaterMilli,
      trades: trading.closedTrades,
      wins: trading.wonTrades,
      netMilli: trading.netMilli,
    },
    holding: trading.holding === undefined ? null : holdingView(tape, trading.holding),
    bars: symbol === undefined ? null : barWindow(tape, symbol, trading.holding),
    recommendations: {
      total: trading.recommended,
      priceDecimals: tape.instrument.priceDecimals,
      rows: trading.recommendations.flatMap((each) => inputs.recommendations.viewOf(tape, each)),
    },
    refusals: {
      total: trading.refused,
      byRule: [...trading.refusalsByRule].map(([rule, count]) => ({ rule, count })),
      rows: trading.refusals.map((refusal) => ({
        at: newYorkText(refusal.time).slice(0, 16),
        rule: refusal.rule,
        text: refusalText(refusal),
      })),
    },
    statistics: judged,
    health: {
      ...machine,
      bars: picture.feed.bars,
      gaps: picture.feed.gaps,
      reconnects: picture.feed.reconnects,
      records: session.recording.records,
      events: session.events,
      lastDecisionMs: picture.lastDecisionMs ?? null,
      lastSyncMs: picture.lastSyncMs ?? null,
      worstSyncMs: picture.worstSyncMs ?? null,
    },
    said: picture.said,
  };
}

function feedView(feed: FeedPicture): FeedView {
  const { connection, isStale, lastBarEnd, latenessMs, silenceMs } = feed;
  return {
    state: connection === 'connected' && isStale ? 'stale' : connection,
    lastBar: lastBarEnd === undefined ? null : newYorkText(lastBarEnd).slice(0, 16),
    lateness: latenessMs === undefined ? null : `${(latenessMs / 1000).toFixed(1)} s`,
    silence: silenceMs === undefined ? null : durationText(silenceMs),
    link: feed.linkText ?? null,
    clock: feed.clockText ?? null,
  };
}

function contractView(tape: Tape, { picture, outlook, now }: PageInputs): ContractView | null {
  const { roll, ended } = picture.trading;
  const contract =
    roll === undefined ? undefined : tape.contracts.findLast(({ rawSymbol }) => rawSymbol === roll.to);
  if (roll === undefined || contract === undefined) return null;
  const { expiry } = contract;
  const left = Number.isFinite(now) ? `, in ${durationText(expiry - now)}` : '';
  return {
    name: displayName(contract),
    symbol: contract.rawSymbol,
    expiry: Number.isFinite(expiry) ? `${newYorkText(expiry).slice(0, 16)}${left}` : null,
    roll: roll.from === null ? null : `rolled from ${roll.from}`,
    ahead: ended === undefined ? null : outlook.after(ended, tape),
    since: roll.tradeDate,
  };
}

function holdingView(tape: Tape, holding: Holding): HoldingView {
  const { kind, direction, quantity, contract, since, validUntil } = holding;
  const price = pricesOf(tape.instrument);
  const bars = tape.byContract[tape.contracts.findLastIndex(({ rawSymbol }) => rawSymbol === contract)];
  const close = bars === undefined || bars.length === 0 ? undefined : bars.close[bars.length - 1]!;
  const openTicks =
    kind === 'position' && close !== undefined ? direction * (close - holding.entryTicks) : null;
  return {
    kind,
    side: direction === 1 ? 'long' : 'short',
    quantity,
    contract,
    since: newYorkText(since).slice(0, 16),
    until: kind === 'order' ? newYorkText(validUntil).slice(0, 16) : null,
    entry: price(holding.entryTicks),
    stop: price(holding.stopTicks),
    target: price(holding.targetTicks),
    modal: price(holding.modalTicks),
    priceDecimals: tape.instrument.priceDecimals,
    openTicks,
    openMilli: openTicks === null ? null : openTicks * quantity * tape.instrument.tickValueMilli,
  };
}

function pricesOf(instrument: Instrument): (ticks: number) => number {
  return (ticks) => priceOfTicks(instrument, ticks);
}
