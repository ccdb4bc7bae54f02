import { compileChart } from '../chart.ts';
import { colour } from '../theme.ts';

/** The two charts of one trade. Their data (`bars`, `levels`, `marks`) is put in by the page's script. */

const TIME = {
  type: 'temporal',
  title: null,
  scale: { type: 'utc', nice: false },
  axis: { format: '%H:%M', grid: false, tickCount: 7 },
};
const BAR_TIME = { ...TIME, field: 'time', bandPosition: 0 };
const PRICE_AXIS = { grid: true, tickCount: 6, minExtent: 58, maxExtent: 58 };
const PRICE = {
  type: 'quantitative',
  title: null,
  scale: { zero: false, nice: false, padding: 12 },
  axis: PRICE_AXIS,
};
const LEVELS = {
  domain: ['target', 'stop', 'entry', 'modal price'],
  range: [colour('gain'), colour('loss'), colour('ink'), colour('muted')],
};
const MARKS = { domain: ['signal', 'entry', 'exit'], range: ['triangle-down', 'circle', 'square'] };

/** Bars as open-high-low-close, the levels of the trade from its entry to its exit, and its three moments. */
export function pricePanelSpec(): object {
  const bars = { data: { name: 'bars' } };
  const words = [{ field: 'words', title: ' ' }];
  return compileChart(
    {
      layer: [
        {
          ...bars,
          mark: { type: 'rule', color: colour('muted'), strokeWidth: 1 },
          encoding: {
            x: { ...BAR_TIME, field: 'middle' },
            y: { ...PRICE, field: 'low' },
            y2: { field: 'high' },
          },
        },
        {
          ...bars,
          mark: { type: 'bar', stroke: colour('muted'), strokeWidth: 1, minBandSize: 1 },
          encoding: {
            x: { ...TIME, field: 'left' },
            x2: { field: 'right' },
            y: { ...PRICE, field: 'open' },
            y2: { field: 'close' },
            fill: {
              field: 'kind',
              type: 'nominal',
              scale: {
                domain: ['up', 'down', 'signal'],
                range: [colour('surface'), colour('muted'), colour('accent')],
              },
              legend: null,
            },
            tooltip: words,
          },
        },
        {
          data: { name: 'levels' },
          mark: { type: 'rule', strokeWidth: 1.75 },
          encoding: {
            x: { ...TIME, field: 'from' },
            x2: { field: 'to' },
            y: { ...PRICE, field: 'price' },
            color: { field: 'name', type: 'nominal', scale: LEVELS, legend: null },
            strokeDash: {
              field: 'name',
              type: 'nominal',
              scale: {
                domain: LEVELS.domain,
                range: [
                  [6, 3],
                  [2, 2],
                  [1, 0],
                  [8, 3, 2, 3],
                ],
              },
              legend: null,
            },
            tooltip: words,
          },
        },
        {
          data: { name: 'marks' },
          mark: {
            type: 'point',
            size: 95,
            filled: true,
            opacity: 1,
            stroke: colour('surface'),
            strokeWidth: 1.5,
            fill: colour('ink'),
          },
          encoding: {
            x: { ...TIME, field: 'time' },
            y: { ...PRICE, field: 'price' },
            shape: {
              field: 'name',
              type: 'nominal',
              scale: MARKS,
              legend: null,
            },
            tooltip: words,
          },
        },
      ],
      // Without this the hidden legends of lines and marks, both by name, would be merged.
      resolve: { legend: { color: 'independent', shape: 'independent', strokeDash: 'independent' } },
    },
    300,
  );
}

/** Volume of the same bars; the bar of the signal stands out. */
export function volumePanelSpec(): object {
  return compileChart(
    {
      data: { name: 'bars' },
      mark: { type: 'bar' },
      encoding: {
        x: { ...BAR_TIME, axis: { ...TIME.axis, labels: false, ticks: false } },
        x2: { field: 'end' },
        y: {
          field: 'volume',
          type: 'quantitative',
          title: 'volume',
          axis: { tickCount: 2, minExtent: 40, maxExtent: 40, format: '~s' },
        },
        y2: { datum: 0 },
        color: {
          field: 'kind',
          type: 'nominal',
          scale: {
            domain: ['up', 'down', 'signal'],
            range: [colour('line'), colour('line'), colour('accent')],
          },
          legend: null,
        },
        tooltip: [{ field: 'words', title: ' ' }],
      },
    },
    90,
  );
}
