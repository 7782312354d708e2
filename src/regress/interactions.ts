import { column, type Matrix, type Swarm } from "../table/index.ts";
import type { LinearModel } from "./linear.ts";

/**
 * What each training domain does to each target.
 *
 * Shape   values [domains × targets], row after row
 */
export interface Interactions {
  readonly domains: readonly string[];
  readonly targets: readonly string[];
  readonly values: Float64Array;
}

/**
 * Minus the coefficients of linear models, one model per target: positive where more of a domain goes with a lower
 * loss.
 *
 * Shape   n models over d domains → [d × n]
 * Source  Liu et al. 2024, arXiv:2407.01492, figure 6 (v1)
 * Differs ridge instead of plain least squares, whose coefficients carry an arbitrary common offset because the
 *         weights of a run sum to 1
 */
export function benefits(models: Readonly<Record<string, LinearModel>>): Interactions {
  const targets = Object.keys(models);
  const domains = Object.keys(models[targets[0]]?.coefficients ?? {});
  return {
    domains,
    targets,
    values: Float64Array.from(
      domains.flatMap((domain) => targets.map((target) => -models[target].coefficients[domain])),
    ),
  };
}

/** Domains whose row is positive for every target but their own. */
export function helpsAllOthers({ domains, targets, values }: Interactions): readonly string[] {
  return domains.filter((domain, row) =>
    targets.every((target, at) => target === domain || values[row * targets.length + at] > 0),
  );
}

/** A model that explains its predictions, domain by domain. */
export interface Explained {
  readonly features: readonly string[];
  shap(mixtures: Matrix): Matrix;
}

/**
 * Mean absolute SHAP value of each domain for each target.
 *
 * Shape   mixtures [n × domains] → [domains × targets]
 * Units   those of the targets: nats per token
 */
export function meanAbsoluteShap(
  models: Readonly<Record<string, Explained>>,
  mixtures: Matrix,
): Interactions {
  const targets = Object.keys(models);
  const domains = models[targets[0]]?.features ?? [];
  const byTarget = targets.map((target) => {
    const values = models[target].shap(mixtures);
    return domains.map(
      (domain) => column(values, domain).reduce((sum, value) => sum + Math.abs(value), 0) / values.rows,
    );
  });
  return {
    domains,
    targets,
    values: Float64Array.from(domains.flatMap((_, row) => targets.map((__, at) => byTarget[at][row]))),
  };
}

/** Weight of a domain in training against the loss on its own validation text, run by run. */
export interface OwnWeight {
  readonly domain: string;
  readonly weights: Float64Array;
  readonly losses: Float64Array;
}

/**
 * Own weight against own loss of every domain that has both.
 *
 * Shape   swarm [runs × …] → arrays [runs] per domain
 * Source  Liu et al. 2024, arXiv:2407.01492, figure 7 (v1, number unverified)
 */
export function ownWeights(swarm: Swarm): readonly OwnWeight[] {
  return swarm.losses.names
    .filter((domain) => swarm.mixtures.names.includes(domain))
    .map((domain) => ({
      domain,
      weights: column(swarm.mixtures, domain),
      losses: column(swarm.losses, domain),
    }));
}
