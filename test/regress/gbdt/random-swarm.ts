import { lcg } from "../../../src/regress/gbdt/lcg.ts";
import { matrix, type Swarm } from "../../../src/table/index.ts";

/** Runs whose losses fall with the logarithm of the weights; the same on every call. */
export function randomSwarm(runs: number, domains: number, targets: number): Swarm {
  const random = lcg(runs + domains);
  const names = Array.from({ length: domains }, (_, at) => `domain_${at}`);
  const mixtures = Array.from({ length: runs }, () => {
    const weights = names.map(() => random.float() ** 3);
    const sum = weights.reduce((a, b) => a + b, 0) || 1;
    return weights.map((weight) => Math.round((1000 * weight) / sum) / 1000);
  });
  const losses = mixtures.map((weights) =>
    Array.from({ length: targets }, (_, at) => 5 - Math.log(0.02 + weights[at % domains]) + weights[0]),
  );
  return {
    name: "random",
    ids: mixtures.map((_, run) => `run ${run}`),
    mixtures: matrix(names, Float64Array.from(mixtures.flat())),
    losses: matrix(
      Array.from({ length: targets }, (_, at) => `target_${at}`),
      Float64Array.from(losses.flat()),
    ),
  };
}
