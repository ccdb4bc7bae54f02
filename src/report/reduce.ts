/** At most `most` of the rows, evenly, the last among them: for marks that are pointed at and need not be drawn each. */
export function thinned<Row>(rows: readonly Row[], most: number): readonly Row[] {
  if (rows.length <= most) return rows;
  const step = Math.ceil(rows.length / most);
  return rows.filter((_, place) => (rows.length - 1 - place) % step === 0);
}

/**
 * The rows of a line that can be seen when it is drawn `pixels` wide: of every column of pixels the first, the lowest, the
 * highest and the last, in their order (the M4 aggregation of Jugel et al. 2014). The drawn line is the same.
 */
export function reduceToPixels<Row>(
  rows: readonly Row[],
  pixels: number,
  measure: (row: Row) => number,
): readonly Row[] {
  if (rows.length <= 4 * pixels) return rows;
  const kept: Row[] = [];
  for (let pixel = 0; pixel < pixels; pixel++) {
    const from = Math.floor((pixel * rows.length) / pixels);
    const to = Math.floor(((pixel + 1) * rows.length) / pixels);
    let lowest = from;
    let highest = from;
    for (let index = from + 1; index < to; index++) {
      if (measure(rows[index]!) < measure(rows[lowest]!)) lowest = index;
      if (measure(rows[index]!) > measure(rows[highest]!)) highest = index;
    }
    const places = new Set([from, lowest, highest, to - 1].sort((a, b) => a - b));
    for (const place of places) kept.push(rows[place]!);
  }
  return kept;
}
