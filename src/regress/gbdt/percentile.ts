/** How differences are rounded: the library takes labels as float32, residuals as doubles. */
export type Rounding = (value: number) => number;

/**
 * Value below which a share `alpha` of the values lies, interpolated between neighbours as LightGBM does.
 *
 * Shape   values [count], reordered in place
 * Source  LightGBM 4.7.0 PercentileFun
 */
export function percentileInPlace(values: Float64Array, alpha: number, rounded: Rounding): number {
  const count = values.length;
  if (count <= 1) return values[0] ?? 0;
  values.sort().reverse();
  const place = (count - 1) * (1 - alpha);
  const at = Math.trunc(place) + 1;
  if (at < 1) return values[0];
  if (at >= count) return values[count - 1];
  const [above, below] = [values[at - 1], values[at]];
  return rounded(above - rounded(above - below) * (place - (at - 1)));
}

/**
 * Value at which the running sum of weights passes a share `alpha` of their total.
 *
 * Shape   values, weights [count]
 * Source  LightGBM 4.7.0 WeightedPercentileFun; earlier versions interpolate in the neighbouring interval
 */
export function weightedPercentile(
  values: Float64Array,
  weights: Float64Array,
  alpha: number,
  rounded: Rounding,
): number {
  const count = values.length;
  if (count <= 1) return values[0] ?? 0;
  const order = Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
  const sums = new Float64Array(count);
  let sum = 0;
  for (let at = 0; at < count; at++) {
    sum = at === 0 ? weights[order[0]] : sum + weights[order[at]];
    sums[at] = sum;
  }
  const wanted = sum * alpha;
  let at = sums.findIndex((below) => below > wanted);
  if (at < 0) at = count - 1;
  if (at === 0 || at === count - 1) return values[order[at]];
  const [low, high] = [values[order[at - 1]], values[order[at]]];
  const width = sums[at] - sums[at - 1];
  return width >= 1 ? rounded(((wanted - sums[at - 1]) / width) * rounded(high - low) + low) : low;
}
