import { NumpyRandomState } from "../random/index.ts";
import { column, orderedIds, type Swarm, selectRows, shown } from "../table/index.ts";
import { type Evaluation, evaluate } from "./evaluate.ts";
import type { Surrogate } from "./surrogate.ts";

/** Fits a surrogate to the runs it is given. */
export type Fit = (train: Swarm) => Surrogate;

/** Into how many parts, and by which draw. */
export interface CrossValidationOptions {
  readonly folds?: number;
  readonly seed: number;
}

/** Predictions of every run by a surrogate that has not seen it. */
export interface CrossValidation extends Evaluation {
  /** In the order of the swarm, as all arrays here. */
  readonly ids: readonly string[];
  readonly predicted: Float64Array;
  readonly actual: Float64Array;
  /** Fold in which each run was left out, from 0. */
  readonly fold: Int32Array;
}

/**
 * Predicts each run by a surrogate fitted without it, fold by fold.
 *
 * Shape   swarm [runs × domains] → arrays [runs] and metrics over all of them
 * Random  folds are drawn over the ordered run ids with `seed`: the order of the rows does not matter
 *
 * @throws {RangeError} if folds is not a whole number from 2 to the runs there are, or an id stands twice
 * @example crossValidate(swarm.train, (train) => fitLinear(train, { target: "pile_cc" }), { folds: 5, seed: 42 })
 */
export function crossValidate(
  swarm: Swarm,
  fit: Fit,
  { folds = 5, seed }: CrossValidationOptions,
): CrossValidation {
  return leavingOut("crossValidate", swarm, fit, folds, seed);
}

/** How models are chosen inside, and the choice tested outside. */
export interface NestedOptions {
  readonly outerFolds?: number;
  readonly innerFolds?: number;
  readonly seed: number;
  /** What decides inside: the smallest error or the largest correlation. */
  readonly by?: "meanSquaredError" | "meanAbsoluteError" | "spearman";
}

/** An honest score of a choice among models: no run helped to choose the model that predicted it. */
export interface NestedCrossValidation extends CrossValidation {
  /** The candidate chosen for each outer fold. */
  readonly chosen: readonly string[];
  /** For each outer fold, the deciding metric of every candidate inside. */
  readonly inner: readonly Readonly<Record<string, number>>[];
}

/**
 * Chooses among models by cross-validation inside each training part, and predicts the part left out with the choice.
 *
 * Shape   swarm [runs × domains] → arrays [runs] and metrics over all of them
 * Random  outer and inner folds are drawn over the ordered run ids with `seed`
 * Source  Stone 1974; Cawley and Talbot 2010, on why the inner score of the winner flatters it
 *
 * @throws {RangeError} if there are no candidates, or folds do not fit the runs
 * @example nestedCrossValidate(swarm, { ols, ridge }, { seed: 42 }).chosen
 */
export function nestedCrossValidate(
  swarm: Swarm,
  candidates: Readonly<Record<string, Fit>>,
  { outerFolds = 5, innerFolds = 5, seed, by = "meanSquaredError" }: NestedOptions,
): NestedCrossValidation {
  const names = Object.keys(candidates);
  if (names.length === 0)
    throw new RangeError("nestedCrossValidate: candidates must have one or more, got {}.");
  const chosen: string[] = [];
  const inner: Record<string, number>[] = [];
  const fitBest: Fit = (train) => {
    const scores = Object.fromEntries(
      names.map((name) => [
        name,
        leavingOut("nestedCrossValidate", train, candidates[name], innerFolds, seed)[by],
      ]),
    );
    const loss = (name: string) => (by === "spearman" ? -scores[name] : scores[name]);
    const best = names.reduce((least, name) => (loss(name) < loss(least) ? name : least));
    chosen.push(best);
    inner.push(scores);
    return candidates[best](train);
  };
  const outer = leavingOut("nestedCrossValidate", swarm, fitBest, outerFolds, seed);
  return { ...outer, chosen, inner };
}

/**
 * Parts a swarm by a draw over its run ids.
 *
 * Shape   swarm [runs] → test [round(runs × share)], train [the rest], both in id order
 * Random  reads only `seed`; the order of the rows does not matter
 *
 * @throws {RangeError} if the share does not leave runs on both sides, or an id stands twice
 * @example const { train, test } = holdOut(swarm, 0.2, 42)
 */
export function holdOut(swarm: Swarm, share: number, seed: number): { train: Swarm; test: Swarm } {
  const drawn = drawnRows("holdOut", swarm, seed);
  const count = Math.round(drawn.length * share);
  if (!(count >= 1 && count < drawn.length)) {
    throw new RangeError(
      `holdOut: share must leave runs on both sides of ${drawn.length}, got ${shown(share)}.`,
    );
  }
  const part = (rows: readonly number[], name: string) => inIdOrder(swarm, rows, `${swarm.name}, ${name}`);
  const word = `hold-out of ${count}, seed ${seed}`;
  return {
    train: part(drawn.slice(count), `without ${word}`),
    test: part(drawn.slice(0, count), word),
  };
}

function leavingOut(where: string, swarm: Swarm, fit: Fit, folds: number, seed: number): CrossValidation {
  const runs = swarm.ids.length;
  if (!(Number.isInteger(folds) && folds >= 2 && folds <= runs)) {
    throw new RangeError(
      `${where}: folds must be a whole number from 2 to the ${runs} runs, got ${shown(folds)}.`,
    );
  }
  const drawn = drawnRows(where, swarm, seed);
  const predicted = new Float64Array(runs);
  const fold = new Int32Array(runs);
  drawn.forEach((row, at) => {
    fold[row] = at % folds;
  });
  let target: string | undefined;
  for (let left = 0; left < folds; left++) {
    const train = drawn.filter((row) => fold[row] !== left);
    const surrogate = fit(inIdOrder(swarm, train, `${swarm.name}, without fold ${left + 1} of ${folds}`));
    target ??= surrogate.target;
    if (surrogate.target !== target) {
      throw new RangeError(
        `${where}: fit must keep to one target, got ${shown(target)} and ${shown(surrogate.target)}.`,
      );
    }
    const held = drawn.filter((row) => fold[row] === left);
    const values = surrogate.predict(selectRows(swarm.mixtures, held));
    held.forEach((row, at) => {
      predicted[row] = values[at];
    });
  }
  const features = swarm.mixtures.names;
  const outOfFold: Surrogate = { kind: "out of fold", target: target!, features, predict: () => predicted };
  const evaluation = evaluate(outOfFold, swarm);
  return { ...evaluation, ids: swarm.ids, predicted, actual: column(swarm.losses, target!), fold };
}

/** Rows of the swarm in an order drawn over its ids. */
function drawnRows(where: string, swarm: Swarm, seed: number): number[] {
  const rowOf = new Map(swarm.ids.map((id, row) => [id, row]));
  if (rowOf.size < swarm.ids.length) {
    const twice = swarm.ids.find((id, row) => rowOf.get(id) !== row);
    throw new RangeError(`${where}: swarm must have each run once, got ${shown(twice)} twice.`);
  }
  return new NumpyRandomState(seed).permutation(orderedIds(swarm.ids)).map((id) => rowOf.get(id)!);
}

function inIdOrder(swarm: Swarm, rows: readonly number[], name: string): Swarm {
  const rowOf = new Map(rows.map((row) => [swarm.ids[row], row]));
  const ids = orderedIds([...rowOf.keys()]);
  const sorted = ids.map((id) => rowOf.get(id)!);
  return {
    name,
    ids,
    mixtures: selectRows(swarm.mixtures, sorted),
    losses: selectRows(swarm.losses, sorted),
  };
}
