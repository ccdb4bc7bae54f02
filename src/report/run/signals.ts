import { newYorkMinutesOfDay } from '../../market/newYork.ts';
import type { RunResult, SignalRow } from '../../results/model.ts';
import { chart } from '../chart.ts';
import { clock, count, number, percent } from '../format.ts';
import { shareOf } from '../groups.ts';
import { type Html, html } from '../html.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';
import { colour } from '../theme.ts';
import { selectedBars } from './selected.ts';

const STEP_MINUTES = 5;
const OUTCOMES = ['accepted', 'refused', 'outside hours'] as const;
type Outcome = (typeof OUTCOMES)[number];

/** When signals come in the day, and what became of them. */
export function signalsSection(run: RunResult): Section {
  const { signals, summary } = run;
  if (signals.length === 0)
    return section('signals', 'When signals come', null, html`<p>No signal was given.</p>`);
  const outside = signals.filter((signal) => signal.status === 'outside-hours').length;
  const lede = html`${count(signals.length, 'signal')} in ${number(summary.weeks, 1)} weeks, ${number(outside)} of them outside market hours. In market hours that is ${number(summary.signalsPerWeek, 1)} a week; ${number(summary.tradesPerWeek, 1)} a week became trades. A crowd at the open or the close says as much about the volume of the day as about the strategy.`;
  return section('signals', 'When signals come', lede, minuteChart(signals));
}

function outcomeOf(signal: SignalRow): Outcome {
  if (signal.status === 'outside-hours') return 'outside hours';
  return signal.status === 'refused' ? 'refused' : 'accepted';
}

interface StackedCount {
  /** Milliseconds of the clock, which the chart reads as UTC. */
  readonly from: number;
  readonly to: number;
  readonly outcome: Outcome;
  readonly n: number;
  readonly base: number;
  readonly top: number;
  readonly words: string;
}

/** Signals of each step of the day, the outcomes one upon the other. */
function stackedCounts(signals: readonly SignalRow[]): StackedCount[] {
  const steps = Map.groupBy(signals, (signal) => Math.floor(newYorkMinutesOfDay(signal.time) / STEP_MINUTES));
  return [...steps]
    .sort((a, b) => a[0] - b[0])
    .flatMap(([step, group]) => {
      const start = step * STEP_MINUTES;
      const end = start + STEP_MINUTES;
      let base = 0;
      return OUTCOMES.flatMap((outcome) => {
        const n = group.filter((signal) => outcomeOf(signal) === outcome).length;
        if (n === 0) return [];
        base += n;
        const words = `${clock(start)} to ${clock(end)}`;
        return [{ from: start * 60_000, to: end * 60_000, outcome, n, base: base - n, top: base, words }];
      });
    });
}

function minuteChart(signals: readonly SignalRow[]): Html {
  const values = stackedCounts(signals);
  const halfHours = Map.groupBy(signals, (signal) => Math.floor(newYorkMinutesOfDay(signal.time) / 30) * 30);
  const busiest = [...halfHours].sort((a, b) => b[1].length - a[1].length || a[0] - b[0])[0]!;
  const share = shareOf(busiest[1].length, signals.length)!;
  const x = {
    field: 'from',
    type: 'temporal',
    title: null,
    scale: { type: 'utc' },
    axis: { format: '%H:%M', grid: false, tickCount: 8 },
  };
  const height = { type: 'quantitative', title: 'signals', axis: { tickMinStep: 1, tickCount: 5 } };
  return chart({
    id: 'signals-by-minute',
    title: 'Signals by time of day, New York',
    description: `In steps of five minutes. Busiest half hour: ${clock(busiest[0])}, ${percent(share.value, 0)} of ${signals.length}.`,
    height: 210,
    link: { column: 'timeOfDay', by: 'range', shows: 'count' },
    spec: {
      layer: [
        {
          data: { values },
          mark: { type: 'bar', binSpacing: 0.5 },
          encoding: {
            x,
            x2: { field: 'to' },
            y: { field: 'top', ...height },
            y2: { field: 'base' },
            color: {
              field: 'outcome',
              type: 'nominal',
              scale: { domain: OUTCOMES, range: [colour('accent'), colour('loss'), colour('muted')] },
            },
            tooltip: [
              { field: 'words', title: 'time' },
              { field: 'outcome', title: 'became' },
              { field: 'n', title: 'signals' },
            ],
          },
        },
        selectedBars(x, { field: 'n', ...height }),
      ],
    },
    table: table(
      'Signals by half hour',
      [
        { title: 'from' },
        ...OUTCOMES.map((outcome) => ({ title: outcome, isNumber: true })),
        { title: 'all', isNumber: true },
      ],
      [...halfHours]
        .sort((a, b) => a[0] - b[0])
        .map(([from, group]) => [
          clock(from),
          ...OUTCOMES.map((outcome) => group.filter((signal) => outcomeOf(signal) === outcome).length),
          group.length,
        ]),
    ),
  });
}
