import type { Estimate } from '../results/model.ts';
import { type ChartLink, chart } from './chart.ts';
import type { Reference } from './figure.ts';
import { intervalText, number, seen } from './format.ts';
import type { Html } from './html.ts';
import { colour } from './theme.ts';

export interface WhiskerRow {
  readonly label: string;
  readonly estimate: Estimate | null;
  readonly n: number;
}

export interface WhiskerParts {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly axis: string;
  /** d3 format of the axis. */
  readonly format: string;
  readonly show: (value: number) => string;
  readonly rows: readonly WhiskerRow[];
  readonly reference: Reference | null;
  /** Bounds of the axis where they are known, e.g. 0 and 1 of a rate. */
  readonly domain?: readonly [number, number];
  /** A column of the trades that the labels are values of, and what a selection shows. */
  readonly link?: ChartLink;
  readonly table: Html;
}

/** Estimates one below the other: a dot on its interval, its n beside it, against a reference. */
export function whiskerChart(parts: WhiskerParts): Html {
  const { rows, show, reference } = parts;
  const values = rows.map(({ label, estimate, n }) => ({
    label,
    n: `n = ${number(n)}`,
    ...(estimate === null
      ? {}
      : {
          value: seen(estimate.value),
          low: seen(estimate.interval.low),
          high: seen(estimate.interval.high),
          words: `${show(estimate.value)} (${intervalText(estimate.interval, show)})`,
        }),
  }));
  const y = {
    field: 'label',
    type: 'nominal',
    // Not `sort` by these labels: that becomes an expression, and labels are from data.
    sort: null,
    scale: { domain: rows.map((row) => row.label) },
    title: null,
    axis: { labelColor: colour('ink'), labelPadding: 9, labelLimit: 140, labelOverlap: false },
  };
  const scale = parts.domain === undefined ? { zero: false, nice: true } : { domain: parts.domain };
  const x = {
    field: 'value',
    type: 'quantitative',
    title: parts.axis,
    scale,
    axis: {
      format: parts.format,
      grid: true,
      labelFlush: false,
      ...(parts.domain === undefined ? { tickCount: 5 } : { values: quarters(parts.domain) }),
    },
  };
  const tooltip = [
    { field: 'label', title: ' ' },
    { field: 'words', title: parts.axis },
    { field: 'n', title: 'from' },
  ];
  const drawn = { filter: 'isValid(datum.value)' };
  const spec = {
    data: { values },
    encoding: { y },
    layer: [
      ...(reference === null
        ? []
        : [
            {
              data: { values: [{ reference: seen(reference.value) }] },
              mark: { type: 'rule', color: colour('loss'), strokeDash: [4, 3], strokeWidth: 1.5 },
              encoding: { x: { field: 'reference', type: 'quantitative' }, y: null },
            },
          ]),
      {
        transform: [drawn],
        mark: { type: 'rule', strokeWidth: 6, strokeCap: 'round', color: colour('band') },
        encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, tooltip },
      },
      {
        transform: [drawn],
        mark: { type: 'point', filled: true, size: 70, color: colour('accent'), opacity: 1 },
        encoding: { x, tooltip },
      },
      ...(parts.link === undefined ? [] : selectedLayers(x, tooltip)),
      {
        mark: { type: 'text', align: 'left', dx: 8, color: colour('muted'), fontSize: 11 },
        encoding: { x: { value: 'width' }, text: { field: 'n' } },
      },
    ],
  };
  const { id, title, description, table, link } = parts;
  const height = 48 + (link === undefined ? 24 : 30) * rows.length;
  return chart({ id, title, description, spec, height, table, ...(link === undefined ? {} : { link }) });
}

/** What is selected, below each mark: hollow, so that it differs by more than its colour. */
function selectedLayers(x: object, tooltip: object): object[] {
  const data = { name: 'selected', values: [] };
  return [
    {
      data,
      mark: { type: 'rule', strokeWidth: 2, color: colour('ink'), yOffset: 9 },
      encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, tooltip },
    },
    {
      data: { name: 'selected' },
      mark: {
        type: 'point',
        shape: 'diamond',
        filled: true,
        size: 52,
        fill: colour('surface'),
        stroke: colour('ink'),
        strokeWidth: 1.5,
        opacity: 1,
        yOffset: 9,
      },
      encoding: { x, tooltip },
    },
  ];
}

function quarters([from, to]: readonly [number, number]): number[] {
  return [0, 1, 2, 3, 4].map((quarter) => from + ((to - from) * quarter) / 4);
}
