import type { DayPeriod, LiveDay } from '../../src/results/dayModel.ts';
import type { RunResult, TradeRow } from '../../src/results/model.ts';
import { anytimeRateInterval } from '../../src/stats/anytimeRate.ts';
import { winRate } from './costScenarios.ts';

/** The last day of a live session whose paper account made the trades of a run, made up. */
export function sampleDay(run: RunResult): LiveDay {
  const { trades, header } = run;
  const date = trades.at(-1)?.tradeDate ?? '2025-06-03';
  const closed = trades.filter((trade) => trade.tradeDate === date);
  const won = (all: readonly TradeRow[]): number => all.filter((trade) => trade.netMilli > 0).length;
  const period = (of: readonly TradeRow[], from: string, tradeDates: number): DayPeriod => ({
    from,
    to: date,
    tradeDates,
    signals: of.length + 1,
    outsideHours: 2,
    orders: of.length,
    entries: of.length,
    trades: of.length,
    wins: won(of),
    rate: winRate(won(of), of.length),
    utilisation: winRate(Math.floor(of.length / 2), of.length),
    netMilli: of.reduce((sum, trade) => sum + trade.netMilli, 0),
    commissionMilli: of.reduce((sum, trade) => sum + trade.commissionMilli, 0),
    slippageMilli: of.reduce((sum, trade) => sum + trade.slippageMilli, 0),
    refusals: of.length === 0 ? [] : [{ rule: 'cooldown', count: 1 }],
  });
  const all = period(trades, trades[0]?.tradeDate ?? date, run.equity.length);
  const none = { low: 0, high: 1 };
  return {
    session: 'data',
    date,
    strategy: header.strategy,
    source: 'replay:sample',
    isSynthetic: header.dataset.isSynthetic,
    instrument: header.instrument.root,
    priceDecimals: header.instrument.priceDecimals,
    tickNano: header.instrument.tickNano,
    day: period(closed, date, 1),
    week: period(closed, date, 1),
    all,
    closed,
    closedSoFar: trades,
    sequence: trades.map((_, place) => {
      const wins = won(trades.slice(0, place + 1));
      return {
        trades: place + 1,
        rate: wins / (place + 1),
        interval: anytimeRateInterval(wins, place + 1, 0.95),
      };
    }),
    halts: trades.length === 0 ? [] : ['2025-06-03 10:15  pause after losses (3 in a row, limit 3)'],
    claim: {
      claimed: 0.647,
      against: 0.5,
      rate: all.rate,
      sequence: trades.length === 0 ? none : anytimeRateInterval(all.wins, all.trades, 0.95),
      level: 0.95,
      isClaimRuledOut: false,
      isOtherRuledOut: false,
      tradesNeeded: 78,
      tradesToCome: Math.max(0, 78 - trades.length),
      tradesPerWeek: trades.length === 0 ? null : 4.4,
      weeks: run.equity.length / 5,
      standing: 'neither 64.7% nor 50.0% is ruled out yet',
      verdict: '31 of 78 trades to come for the exact test',
      expectation: '2 to 5 trades a week were expected',
    },
    executed:
      trades.length === 0
        ? null
        : {
            rows: [{ name: 'shortfall', day: '1.00 USD', week: '2.00 USD', all: '3.00 USD' }],
            notes: ['Entry worse: by a tick'],
          },
    command: `tapebench daily --session data --date ${date} --html day.html`,
    codeVersion: header.codeVersion,
  };
}
