import { type Swarm, selectRows, shown } from "../table/index.ts";
import { evaluate } from "./evaluate.ts";
import type { Surrogate } from "./surrogate.ts";

/** Spearman's correlation on each test swarm after fitting on the first `runs` runs. */
export interface LearningPoint {
  readonly runs: number;
  readonly surrogate: Surrogate;
  readonly spearman: Readonly<Record<string, number>>;
}

/**
 * How many proxies are enough: fits on the first n runs for several n, and tests on other swarms.
 *
 * Shape   swarm [runs × domains] → one point per size
 * Random  none of its own; `fit` brings its seed
 *
 * @throws {RangeError} if a size is no whole number from 1 to the runs there are
 * @example learningCurve(swarm.train, [64, 512], fit, { "1M": swarm.test })
 */
export function learningCurve(
  swarm: Swarm,
  sizes: readonly number[],
  fit: (runs: Swarm) => Surrogate,
  tests: Readonly<Record<string, Swarm>>,
): readonly LearningPoint[] {
  const wrong = sizes.find((size) => !Number.isInteger(size) || size < 1 || size > swarm.ids.length);
  if (wrong !== undefined) {
    throw new RangeError(
      `learningCurve: sizes must be whole numbers from 1 to ${swarm.ids.length}, got ${shown(wrong)}.`,
    );
  }
  return sizes.map((runs) => {
    const surrogate = fit(firstRuns(swarm, runs));
    const spearman = Object.fromEntries(
      Object.entries(tests).map(([name, runs]) => [name, evaluate(surrogate, runs).spearman]),
    );
    return { runs, surrogate, spearman };
  });
}

/**
 * The first n runs of a swarm, in id order.
 *
 * Shape   [runs × …] → [n × …]
 */
export function firstRuns(swarm: Swarm, count: number): Swarm {
  const rows = Array.from({ length: count }, (_, row) => row);
  return {
    name: `${swarm.name}, first ${count}`,
    ids: swarm.ids.slice(0, count),
    mixtures: selectRows(swarm.mixtures, rows),
    losses: selectRows(swarm.losses, rows),
  };
}
