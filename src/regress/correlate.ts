import {
  column,
  DataError,
  type Matrix,
  rowsById,
  type Swarm,
  selectColumns,
  shown,
} from "../table/index.ts";
import { type NamedGrid, namedGrid } from "./interactions.ts";
import { pearson, ranks, spearman } from "./metrics.ts";

/** Correlation of every column of one table with every column of another. */
export interface CrossCorrelation {
  readonly pearson: NamedGrid;
  readonly spearman: NamedGrid;
}

/**
 * Correlates the columns of two tables whose rows belong together.
 *
 * Shape   left [n × a], right [n × b] → grids [a × b]
 *
 * @throws {RangeError} if the tables differ in their number of rows
 * @example correlateColumns(swarm.mixtures, swarm.losses).spearman.values.arxiv.arxiv
 */
export function correlateColumns(left: Matrix, right: Matrix): CrossCorrelation {
  if (left.rows !== right.rows) {
    throw new RangeError(
      `correlateColumns: tables must have as many rows as each other, got ${left.rows} and ${right.rows}.`,
    );
  }
  const grid = (correlation: typeof pearson) =>
    namedGrid(left.names, right.names, (row, name) => correlation(column(left, row), column(right, name)));
  return { pearson: grid(pearson), spearman: grid(spearman) };
}

/**
 * Correlates -loss with score, so that a positive cell says: a lower loss goes with a better score.
 *
 * Shape   runs [n × losses], scores [n × tasks] → grids [losses × tasks]; rows joined by id
 * Source  Liu et al. 2024, arXiv:2407.01492, figure 4a (v1)
 * Differs the paper does not say which coefficient it draws; both are given
 *
 * @throws {DataError} if a run has no scores
 */
export function correlateLossesWithScores(
  runs: Swarm,
  scores: { readonly ids: readonly string[]; readonly scores: Matrix },
): CrossCorrelation {
  const ordered = rowsById({ ids: scores.ids, numbers: scores.scores, file: "scores" }, runs.ids);
  const negated = { ...runs.losses, values: runs.losses.values.map((loss) => -loss) };
  return correlateColumns(negated, ordered);
}

/**
 * Name of the row with the largest mean.
 *
 * @throws {RangeError} if a row has no mean, as where a column was constant
 */
export function strongestRow({ rows, values }: NamedGrid): string {
  const means = rows.map((row) => {
    const cells = Object.values(values[row]);
    return cells.reduce((sum, value) => sum + value, 0) / cells.length;
  });
  const empty = means.findIndex(Number.isNaN);
  if (empty >= 0 || rows.length === 0) {
    throw new RangeError(`strongestRow: grid must hold numbers, got none for ${shown(rows[empty])}.`);
  }
  return rows[means.indexOf(Math.max(...means))];
}

/**
 * Ranks of the same mixtures at two scales by the loss on one target, 1 being the lowest, and how well they agree.
 *
 * Shape   small, large [runs]
 */
export interface RankTransfer {
  readonly small: Float64Array;
  readonly large: Float64Array;
  readonly spearman: number;
}

/**
 * Rank invariance: do small and large models rank the same mixtures alike?
 *
 * Shape   two swarms of n runs with the same ids and mixtures → target → record
 * Source  Liu et al. 2024, arXiv:2407.01492, §3 and Table 2
 *
 * @throws {DataError} if a run is missing at the larger scale or was trained on another mixture
 * @throws {RangeError} if a domain is missing at the larger scale
 */
export function rankTransfer(small: Swarm, large: Swarm): Readonly<Record<string, RankTransfer>> {
  const { names } = small.mixtures;
  const byName = selectColumns(large.mixtures, names);
  const mixtures = rowsById({ ids: large.ids, numbers: byName, file: large.name }, small.ids);
  const differs = mixtures.values.findIndex((weight, at) => weight !== small.mixtures.values[at]);
  if (differs >= 0 || large.mixtures.names.length !== names.length) {
    const run = small.ids[Math.floor(Math.max(differs, 0) / names.length)];
    throw new DataError(
      `rankTransfer: both swarms must have trained on the same mixtures, got others for run ${shown(run)}.`,
      { file: large.name, row: run },
    );
  }
  const losses = rowsById({ ids: large.ids, numbers: large.losses, file: large.name }, small.ids);
  return Object.fromEntries(
    small.losses.names.map((target) => {
      const [from, to] = [column(small.losses, target), column(losses, target)];
      return [target, { small: ranks(from), large: ranks(to), spearman: spearman(from, to) }];
    }),
  );
}
