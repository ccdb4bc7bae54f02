import type { Estimate } from '../results/model.ts';
import { number, standing } from './format.ts';
import { type Html, type HtmlValue, html } from './html.ts';

/** A number that a page stands on: its value, what it is made from, and its interval drawn against what matters. */
export interface FigureParts {
  readonly label: string;
  readonly value: string;
  /** n and interval in words, and whatever else must be said with the number. */
  readonly standing: HtmlValue;
  readonly drawing?: Html;
}

export function figure(parts: FigureParts): Html {
  return html`<div class="figure"><dt>${parts.label}</dt><dd><span class="value">${parts.value}</span>${parts.drawing}<span class="standing">${parts.standing}</span></dd></div>`;
}

export function figures(all: readonly Html[]): Html {
  return html`<dl class="figures">${all}</dl>`;
}

export interface Reference {
  readonly value: number;
  readonly label: string;
}

/** An estimate as a figure: its interval drawn against a reference, such as break-even. */
export function estimateFigure(
  label: string,
  estimate: Estimate | null,
  show: (value: number) => string,
  reference: Reference | null,
  more: HtmlValue = null,
): Html {
  if (estimate === null)
    return figure({ label, value: 'undefined', standing: html`n = 0: nothing can be said. ${more}` });
  return figure({
    label,
    value: show(estimate.value),
    drawing: intervalDrawing(label, estimate, show, reference),
    standing: html`${standing(estimate, show)}. ${more}`,
  });
}

const WIDTH = 200;
const MARGIN = 6;

/** The interval as a bar with the estimate as a dot, and the reference as a mark with its name. */
export function intervalDrawing(
  label: string,
  estimate: Estimate,
  show: (value: number) => string,
  reference: Reference | null,
): Html {
  const { low, high } = estimate.interval;
  const points = [low, high, estimate.value, ...(reference === null ? [] : [reference.value])].filter(
    Number.isFinite,
  );
  const least = Math.min(...points);
  const span = Math.max(...points) - least || 1;
  const place = (value: number): string => {
    const share = (Math.min(Math.max(value, least), least + span) - least) / span;
    return number(MARGIN + 20 + share * (WIDTH - 2 * MARGIN - 40), 1).replace(/,/g, '');
  };
  const width = (Number(place(high)) - Number(place(low))).toFixed(1);
  const mark =
    reference === null
      ? null
      : html`<line class="reference" x1="${place(reference.value)}" x2="${place(reference.value)}" y1="4" y2="26"/><text class="reference-name" x="${place(reference.value)}" y="38" text-anchor="${anchor(Number(place(reference.value)))}">${reference.label}</text>`;
  const words = `${label}: interval ${show(low)} to ${show(high)}${reference === null ? '' : `, ${reference.label}`}`;
  return html`<svg class="interval" viewBox="0 0 ${WIDTH} 42" role="img" aria-label="${words}"><line class="axis" x1="${MARGIN}" x2="${WIDTH - MARGIN}" y1="15" y2="15"/><rect class="range" x="${place(low)}" width="${width}" y="11" height="8" rx="4"/>${mark}<circle class="dot" cx="${place(estimate.value)}" cy="15" r="5"/></svg>`;
}

/** Names near an edge are written towards the middle. */
function anchor(x: number): 'start' | 'middle' | 'end' {
  if (x < 60) return 'start';
  return x > WIDTH - 60 ? 'end' : 'middle';
}
