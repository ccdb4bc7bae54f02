/**
 * e to the power `x`, for x in [-30, 30], to about twelve digits.
 *
 * `Math.exp` may differ in its last bit between engines and so may whatever is decided by it. This one is made of additions,
 * multiplications and divisions alone, which IEEE 754 fixes: e^x = (e^(x / 1024))^1024, the inner power by its Taylor series.
 */
export function exponential(x: number): number {
  const y = x / 1024;
  let power =
    1 + y * (1 + (y / 2) * (1 + (y / 3) * (1 + (y / 4) * (1 + (y / 5) * (1 + (y / 6) * (1 + y / 7))))));
  for (let squaring = 0; squaring < 10; squaring++) power *= power;
  return power;
}
