/** Where training stands after an iteration. */
export interface StopDecision {
  /** Trees to keep, and the metric that decided it. */
  readonly bestIteration: number;
  readonly metric: string;
}

/**
 * Stops at the first metric, in the given order, that has not improved for some rounds; that metric's best iteration
 * counts. If none ever fails, the first metric's best counts after the last round.
 *
 * Source  LightGBM's early_stopping callback with min_delta 0
 *
 * @returns after each iteration's values, a decision or undefined to go on
 */
export function makeEarlyStopping(
  metrics: readonly string[],
  stoppingRounds: number,
  iterations: number,
): (iteration: number, values: readonly number[]) => StopDecision | undefined {
  const best = new Float64Array(metrics.length);
  const bestIteration = new Int32Array(metrics.length);
  return (iteration, values) => {
    for (let at = 0; at < metrics.length; at++) {
      if (iteration === 0 || values[at] < best[at]) {
        best[at] = values[at];
        bestIteration[at] = iteration;
      }
      if (iteration - bestIteration[at] >= stoppingRounds || iteration === iterations - 1) {
        return { bestIteration: bestIteration[at] + 1, metric: metrics[at] };
      }
    }
    return undefined;
  };
}
