/**
 * The colours of a page in both schemes. Gain and loss are blue and orange, which people with any of the common colour
 * vision deficiencies tell apart; neither is ever the only sign.
 */
export interface Theme {
  readonly paper: string;
  readonly surface: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly faint: string;
  readonly accent: string;
  readonly gain: string;
  readonly loss: string;
  readonly band: string;
  readonly notice: string;
  readonly noticeInk: string;
}

export const LIGHT: Theme = {
  paper: '#fbfaf7',
  surface: '#ffffff',
  ink: '#1c1e22',
  muted: '#5b5f67',
  line: '#d8d5cd',
  faint: '#f1eee8',
  accent: '#1d5c9e',
  gain: '#1f66ad',
  loss: '#ad4a05',
  band: '#c5d8ec',
  notice: '#fdf0d5',
  noticeInk: '#5a3b00',
};

export const DARK: Theme = {
  paper: '#14161a',
  surface: '#1b1e23',
  ink: '#e8e6e1',
  muted: '#a5a9b1',
  line: '#3a3e46',
  faint: '#23262c',
  accent: '#82b6ea',
  gain: '#79b4ec',
  loss: '#f0a368',
  band: '#2c4763',
  notice: '#3a2e12',
  noticeInk: '#f6dca0',
};

/** The colours as CSS custom properties. */
export function customProperties(theme: Theme): string {
  return Object.entries(theme)
    .map(([name, value]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}:${value}`)
    .join(';');
}

/** A colour of the theme in a chart's spec: the page's script puts the scheme's colour in its place. */
export function colour(name: keyof Theme): string {
  return `@${name}`;
}
