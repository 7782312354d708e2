import { column, type Matrix, type Swarm } from "../table/index.ts";
import type { LinearModel } from "./linear.ts";
import { pearson } from "./metrics.ts";

/** A number for every pair of a row and a column, all by name. */
export interface NamedGrid {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Row → column → number. */
  readonly values: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/**
 * Fills a grid by name.
 *
 * Shape   [rows × columns]
 */
export function namedGrid(
  rows: readonly string[],
  columns: readonly string[],
  cell: (row: string, column: string) => number,
): NamedGrid {
  const values = Object.fromEntries(
    rows.map((row) => [row, Object.fromEntries(columns.map((column) => [column, cell(row, column)]))]),
  );
  return { rows, columns, values };
}

/**
 * What each training domain does to each target: minus the coefficients of linear models, one model per target, so
 * that a positive cell says that more of the domain goes with a lower loss.
 *
 * Shape   n models over d domains → grid [d × n]
 * Source  Liu et al. 2024, arXiv:2407.01492, figure 6 (v1)
 * Differs ridge instead of plain least squares, whose coefficients carry an arbitrary common offset because the
 *         weights of a run sum to 1
 */
export function benefits(models: Readonly<Record<string, LinearModel>>): NamedGrid {
  const targets = Object.keys(models);
  const domains = Object.keys(models[targets[0]]?.coefficients ?? {});
  return namedGrid(domains, targets, (domain, target) => -models[target].coefficients[domain]);
}

/** Whether a domain's row is positive for every target but its own. */
export function helpsAllOthers({ rows, columns, values }: NamedGrid): Readonly<Record<string, boolean>> {
  return Object.fromEntries(
    rows.map((row) => [row, columns.every((column) => column === row || values[row][column] > 0)]),
  );
}

/** A model that explains its predictions, domain by domain. */
export interface Explained {
  readonly features: readonly string[];
  /** SHAP values [rows × features], in the order of `features`. */
  shap(mixtures: Matrix): { readonly contributions: Matrix };
}

/**
 * Mean absolute SHAP value of each domain for each target.
 *
 * Shape   mixtures [n × domains] → grid [domains × targets]
 * Units   those of the targets: nats per token
 */
export function meanAbsoluteShap(models: Readonly<Record<string, Explained>>, mixtures: Matrix): NamedGrid {
  const targets = Object.keys(models);
  const explained = Object.fromEntries(
    targets.map((target) => [target, models[target].shap(mixtures).contributions]),
  );
  return namedGrid(models[targets[0]]?.features ?? [], targets, (domain, target) => {
    const values = column(explained[target], domain);
    return values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length;
  });
}

/** Weight of a domain in training against the loss on its own validation text, run by run. */
export interface OwnWeight {
  readonly weight: Float64Array;
  readonly loss: Float64Array;
}

/**
 * Own weight against own loss of every domain that has both.
 *
 * Shape   swarm [runs × …] → domain → arrays [runs]
 * Source  Liu et al. 2024, arXiv:2407.01492, figure 7 (v1, number unverified)
 */
export function ownWeights(swarm: Swarm): Readonly<Record<string, OwnWeight>> {
  return Object.fromEntries(
    swarm.losses.names
      .filter((domain) => swarm.mixtures.names.includes(domain))
      .map((domain) => [
        domain,
        { weight: column(swarm.mixtures, domain), loss: column(swarm.losses, domain) },
      ]),
  );
}

/**
 * How straight each domain's own loss is in its own weight on log-log axes: Pearson's correlation of the logarithms
 * over the runs that hold the domain at all. -1 is a falling power law.
 *
 * Source  Liu et al. 2024, arXiv:2407.01492, figure 7 (v1), says it in words: DM Mathematics near linear, Pile-CC not
 */
export function logLogStraightness(
  panels: Readonly<Record<string, OwnWeight>>,
): readonly { readonly domain: string; readonly runs: number; readonly correlation: number }[] {
  return Object.entries(panels).map(([domain, { weight, loss }]) => {
    const held = Array.from(weight.keys()).filter((run) => weight[run] > 0);
    const logs = (values: Float64Array) => held.map((run) => Math.log(values[run]));
    return { domain, runs: held.length, correlation: pearson(logs(weight), logs(loss)) };
  });
}
