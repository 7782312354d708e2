import { type Swarm, selectRows, shown } from "../table/index.ts";
import { evaluate } from "./evaluate.ts";
import type { Booster } from "./gbdt/booster.ts";
import type { Surrogate } from "./surrogate.ts";

/** Spearman's correlation on one test swarm, of one kind of model fitted on the first `count` runs. */
export interface LearningPoint {
  readonly count: number;
  readonly model: string;
  readonly scale: string;
  readonly spearman: number;
  /** Trees of a booster. */
  readonly trees?: number;
}

/**
 * How many proxies are enough: fits on the first n runs for several n, and tests on other swarms.
 *
 * Shape   swarm [runs × domains] → one point per size, model and test swarm
 * Random  none of its own; the fits bring their seeds
 *
 * @throws {RangeError} if a size is no whole number from 1 to the runs there are
 * @example learningCurve(swarm.train, [64, 512], { linear: fit }, { "1m": swarm.test })
 */
export function learningCurve(
  swarm: Swarm,
  sizes: readonly number[],
  fits: Readonly<Record<string, (runs: Swarm) => Surrogate>>,
  tests: Readonly<Record<string, Swarm>>,
): readonly LearningPoint[] {
  const wrong = sizes.find((size) => !Number.isInteger(size) || size < 1 || size > swarm.ids.length);
  if (wrong !== undefined) {
    throw new RangeError(
      `learningCurve: sizes must be whole numbers from 1 to ${swarm.ids.length}, got ${shown(wrong)}.`,
    );
  }
  return sizes.flatMap((count) => {
    const runs = firstRuns(swarm, count);
    return Object.entries(fits).flatMap(([model, fit]) => {
      const surrogate = fit(runs);
      const { bestIteration: trees } = surrogate as Partial<Booster>;
      return Object.entries(tests).map(([scale, test]) => ({
        count,
        model,
        scale,
        spearman: evaluate(surrogate, test).spearman,
        ...(trees === undefined ? {} : { trees }),
      }));
    });
  });
}

/** Cells of a learning curve: correlations × 100 by scale, or a number of trees. */
type CurveCell = number | Readonly<Record<string, number>>;

/** Learning curves by size, then model and scale, × 100; the boosters' trees stand beside them. */
export function curvePercent(
  points: readonly LearningPoint[],
): Readonly<Record<string, Readonly<Record<string, CurveCell>>>> {
  const out: Record<string, Record<string, CurveCell>> = {};
  for (const { count, model, scale, spearman, trees } of points) {
    out[count] ??= {};
    out[count][model] = { ...(out[count][model] as Record<string, number>), [scale]: spearman * 100 };
    if (trees !== undefined) out[count].trees = trees;
  }
  return out;
}

/**
 * The first n runs of a swarm, in its order: that of the ids where it was joined here.
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
