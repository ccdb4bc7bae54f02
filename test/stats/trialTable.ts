/**
 * Six trials of 240 days without randomness: fractional parts of multiples as shocks, carried over from day to day by
 * 0.4, around six different means. The same table was built in numpy for the golden values.
 */
export function trialTable(): number[][] {
  return [0, 0.0004, -0.0003, 0.0008, -0.004, 0.0001].map((shift, trial) => {
    const column: number[] = [];
    let last = 0;
    for (let day = 0; day < 240; day++) {
      last = ((((day + 1) * (7919 + 613 * trial)) % 10007) / 10007 - 0.5) * 0.02 + shift + 0.4 * last;
      column.push(last);
    }
    return column;
  });
}
