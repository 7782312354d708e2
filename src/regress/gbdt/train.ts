import { DataError, type Matrix, selectColumns, shown } from "../../table/index.ts";
import { type BoostResult, boost } from "./boost.ts";
import { type BinnedTable, binRows, binTable } from "./dataset.ts";
import { type Metric, metricNames } from "./metric.ts";
import { type Parameters, resolveParameters } from "./parameters.ts";

/** Rows held back to measure progress on. */
export interface Validation {
  readonly features: Matrix;
  readonly labels: Float64Array;
  readonly weights?: Float64Array | undefined;
}

/** What `train` takes beside LightGBM's parameters. */
export interface TrainOptions {
  readonly weights?: Float64Array | undefined;
  readonly validation?: Validation | undefined;
  /** Measured on the validation rows, in this order. */
  readonly metrics?: readonly Metric[] | undefined;
  /** Stop when a metric has not improved for so many rounds; 0 trains to the end. */
  readonly stoppingRounds?: number | undefined;
  readonly onIteration?: ((iteration: number, values: readonly number[]) => void) | undefined;
}

/**
 * Trains gradient-boosted trees: the same trees, bit for bit, as LightGBM on one thread.
 *
 * Shape   features [rows × columns], labels [rows]
 * Random  only through the seeds in the parameters
 * Source  LightGBM 4.7.0; test/golden/lightgbm
 * Differs refuses NaN labels and infinite features, which LightGBM takes for 0 and for large numbers
 *
 * @throws {RangeError} for unknown parameters or values out of range
 * @throws {DataError} for rows that cannot be trained on
 * @example train(mixtures, losses, { learningRate: 0.01 }, { validation, stoppingRounds: 3 })
 */
export function train(
  features: Matrix,
  labels: Float64Array,
  parameters: Partial<Parameters> = {},
  options: TrainOptions = {},
): BoostResult {
  const resolved = resolveParameters("train", parameters);
  checkFeatures("train", features);
  return trainOn(binTable(features, resolved), labels, resolved, options);
}

/** `train` on a table that is already binned. */
export function trainOn(
  table: BinnedTable,
  labels: Float64Array,
  parameters: Parameters,
  { weights, validation, metrics = ["l1", "l2"], stoppingRounds = 0, onIteration }: TrainOptions,
): BoostResult {
  for (const metric of metrics) {
    if (!metricNames.includes(metric)) {
      throw new RangeError(`train: metrics must be among ${metricNames.join(", ")}, got ${shown(metric)}.`);
    }
  }
  return boost(table, parameters, {
    labels: readLabels("labels", labels, table.rows),
    weights: weights === undefined ? undefined : readWeights("weights", weights, table.rows),
    validation:
      validation === undefined
        ? undefined
        : {
            bins: binRows(selectColumns(validation.features, table.names), table.columns),
            labels: readLabels("validation labels", validation.labels, validation.features.rows),
            weights:
              validation.weights === undefined
                ? undefined
                : readWeights("validation weights", validation.weights, validation.features.rows),
          },
    metrics,
    stoppingRounds,
    onIteration,
  });
}

/** Refuses tables without rows or columns, and infinite values. */
function checkFeatures(where: string, { names, rows, values }: Matrix): void {
  if (rows === 0 || names.length === 0) {
    throw new RangeError(
      `${where}: features must have rows and columns, got ${rows} rows and ${names.length} columns.`,
    );
  }
  const at = values.findIndex(
    (value) => value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY,
  );
  if (at < 0) return;
  const row = Math.floor(at / names.length);
  const name = names[at % names.length];
  throw new DataError(
    `${where}: features must be finite or NaN, got ${values[at]} at row ${row}, column ${shown(name)}.`,
    { row, column: name },
  );
}

function readLabels(what: string, labels: Float64Array, rows: number): Float32Array {
  if (labels.length !== rows) {
    throw new RangeError(`train: ${what} must have one value per row (${rows}), got ${labels.length}.`);
  }
  const row = labels.findIndex((label) => !Number.isFinite(label));
  if (row >= 0) {
    throw new DataError(`train: ${what} must be finite, got ${labels[row]} at row ${row}. Drop the row.`, {
      row,
    });
  }
  return Float32Array.from(labels, (label) => Math.min(1e38, Math.max(-1e38, label)));
}

function readWeights(what: string, weights: Float64Array, rows: number): Float32Array {
  if (weights.length !== rows) {
    throw new RangeError(`train: ${what} must have one value per row (${rows}), got ${weights.length}.`);
  }
  const row = weights.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (row >= 0) {
    throw new DataError(`train: ${what} must be finite and 0 or more, got ${weights[row]} at row ${row}.`, {
      row,
    });
  }
  return Float32Array.from(weights);
}
