/**
 * Kendall's tau-b of two arrays that were checked.
 *
 * Shape   two arrays [n] → from -1 to 1; NaN where one side is constant
 * Source  Knight 1966, "A computer method for calculating Kendall's tau with ungrouped data"
 */
export function kendallTau(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const order = Uint32Array.from(x, (_, at) => at).sort((a, b) => x[a] - x[b] || y[a] - y[b]);
  const inX = Float64Array.from(order, (at) => x[at]);
  const inY = Float64Array.from(order, (at) => y[at]);
  const pairs = (order.length * (order.length - 1)) / 2;
  const tiedX = tiedPairs(order.length, (a, b) => inX[a] === inX[b]);
  const tiedBoth = tiedPairs(order.length, (a, b) => inX[a] === inX[b] && inY[a] === inY[b]);
  const discordant = sortCountingSwapsInPlace(inY);
  const tiedY = tiedPairs(order.length, (a, b) => inY[a] === inY[b]);
  if (tiedX === pairs || tiedY === pairs) return Number.NaN;
  const difference = pairs - tiedX - tiedY + tiedBoth - 2 * discordant;
  const tau = difference / Math.sqrt(pairs - tiedX) / Math.sqrt(pairs - tiedY);
  return Math.max(-1, Math.min(1, tau));
}

function tiedPairs(count: number, same: (a: number, b: number) => boolean): number {
  let pairs = 0;
  for (let from = 0; from < count; ) {
    let to = from + 1;
    while (to < count && same(from, to)) to++;
    pairs += ((to - from) * (to - from - 1)) / 2;
    from = to;
  }
  return pairs;
}

function sortCountingSwapsInPlace(values: Float64Array): number {
  let swaps = 0;
  let from: Float64Array = values;
  let to: Float64Array = new Float64Array(values.length);
  for (let width = 1; width < values.length; width *= 2) {
    for (let start = 0; start < values.length; start += 2 * width) {
      const middle = Math.min(start + width, values.length);
      const end = Math.min(start + 2 * width, values.length);
      let left = start;
      let right = middle;
      for (let at = start; at < end; at++) {
        if (right === end || (left < middle && from[left] <= from[right])) to[at] = from[left++];
        else {
          swaps += middle - left;
          to[at] = from[right++];
        }
      }
    }
    [from, to] = [to, from];
  }
  values.set(from);
  return swaps;
}
