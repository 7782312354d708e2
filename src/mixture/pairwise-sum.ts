const longestRun = 128;

/**
 * Sum of a stretch of numbers in numpy's order: eight running sums side by side, halves for long stretches.
 *
 * Shares depend on the last bit of such sums; a plain loop gives another one.
 *
 * Shape   values [any], of which those from `start` to before `end`
 * Source  np.sum over a contiguous axis, numpy 2.4.6
 *
 * @example pairwiseSum([0.1, 0.2, 0.3]) // 0.6000000000000001
 */
export function pairwiseSum(values: ArrayLike<number>, start = 0, end: number = values.length): number {
  const count = end - start;
  if (count < 8) {
    let sum = 0;
    for (let at = start; at < end; at++) sum += values[at];
    return sum;
  }
  if (count > longestRun) {
    const half = Math.floor(count / 2);
    const middle = start + half - (half % 8);
    return pairwiseSum(values, start, middle) + pairwiseSum(values, middle, end);
  }
  const lanes = new Float64Array(8);
  const rest = end - (count % 8);
  for (let at = start; at < rest; at++) lanes[(at - start) % 8] += values[at];
  const [a, b, c, d, e, f, g, h] = lanes;
  let sum = a + b + (c + d) + (e + f + (g + h));
  for (let at = rest; at < end; at++) sum += values[at];
  return sum;
}
