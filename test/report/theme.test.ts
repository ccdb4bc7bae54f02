import { describe, expect, test } from 'vitest';
import { DARK, LIGHT, type Theme } from '../../src/report/theme.ts';

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((from) => {
    const share = Number.parseInt(colour.slice(from, from + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

test('the measure itself is right', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 6);
  // The known border case of AA on white.
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});

describe.each<[string, Theme]>([
  ['light', LIGHT],
  ['dark', DARK],
])('the %s scheme', (_name, theme) => {
  test.each(['ink', 'muted', 'accent', 'gain', 'loss'] as const)(
    'has %s readable as text on every ground',
    (name) => {
      for (const ground of [theme.paper, theme.surface, theme.faint]) {
        expect(contrast(theme[name], ground)).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  test('has a readable notice, and dots that stand out from their interval', () => {
    expect(contrast(theme.noticeInk, theme.notice)).toBeGreaterThanOrEqual(7);
    expect(contrast(theme.accent, theme.band)).toBeGreaterThanOrEqual(3);
  });
});

/** How people without one kind of cone see a colour (Vienot, Brettel and Mollon 1999, in linear RGB). */
const DEFICIENCIES: Readonly<Record<string, readonly (readonly number[])[]>> = {
  protanopia: [
    [0.11238, 0.88762, 0],
    [0.11238, 0.88762, 0],
    [0.00401, -0.00401, 1],
  ],
  deuteranopia: [
    [0.29275, 0.70725, 0],
    [0.29275, 0.70725, 0],
    [-0.02234, 0.02234, 1],
  ],
};

test.each(Object.keys(DEFICIENCIES))('gain and loss stay apart with %s', (name) => {
  for (const theme of [LIGHT, DARK]) {
    const seen = [theme.gain, theme.loss].map((colour) => {
      const linear = [1, 3, 5].map(
        (from) => (Number.parseInt(colour.slice(from, from + 2), 16) / 255) ** 2.2,
      );
      return DEFICIENCIES[name]!.map((row) =>
        row.reduce((sum, weight, index) => sum + weight * linear[index]!, 0),
      );
    });
    // The blue share of the light tells them apart.
    const blueShare = seen.map(([red, green, blue]) => blue! / (red! + green! + blue!));
    expect(blueShare[0]! - blueShare[1]!).toBeGreaterThan(0.25);
  }
});
