/** A line's points as they are drawn. */
export interface LinePoints {
  readonly x: number[];
  readonly y: number[];
}

/**
 * A long line with as many points as a picture can show: of each upright strip of the plot the first point,
 * the lowest, the highest and the last, so that every spike stays.
 *
 * @param place where a value of x stands, from 0 at the left of the plot to 1 at its right
 */
export function thinLine(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  place: (x: number) => number,
  strips: number,
): LinePoints {
  const kept: number[] = [];
  let from = 0;
  while (from < x.length) {
    const strip = Math.floor(place(x[from]) * strips);
    let [low, high, to] = [from, from, from];
    while (to + 1 < x.length && Math.floor(place(x[to + 1]) * strips) === strip) {
      to += 1;
      if (y[to] < y[low]) low = to;
      if (y[to] > y[high]) high = to;
    }
    kept.push(...[...new Set([from, low, high, to])].sort((a, b) => a - b));
    from = to + 1;
  }
  return { x: kept.map((at) => x[at]), y: kept.map((at) => y[at]) };
}
