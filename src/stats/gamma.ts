/**
 * What Stirling's formula leaves out: ln Gamma(x + 1) - [(x + 1/2) ln x - x + ln(2 pi) / 2], for x > 0.
 *
 * Series for x >= 16, where its last term is below 1e-16; below that the recurrence
 * d(x) = d(x + 1) + (x + 1/2) ln(1 + 1/x) - 1. Absolute error about 1e-15.
 */
export function stirlingError(x: number): number {
  let shifted = x;
  let sum = 0;
  while (shifted < 16) {
    sum += (shifted + 0.5) * Math.log1p(1 / shifted) - 1;
    shifted++;
  }
  const inverse = 1 / shifted;
  const square = inverse * inverse;
  const series =
    inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))));
  return sum + series;
}

/**
 * ln B(a, b) for a, b > 0, by Stirling's formula with the large terms cancelled by hand, so that it keeps its digits
 * where the three log-gammas it stands for are millions and their difference is small.
 */
export function logBeta(a: number, b: number): number {
  const total = a + b;
  return (
    stirlingError(a) +
    stirlingError(b) -
    stirlingError(total) +
    (a - 0.5) * -Math.log1p(b / a) +
    (b - 0.5) * -Math.log1p(a / b) +
    0.5 * Math.log((2 * Math.PI) / total)
  );
}
