import { type Decomposition, decompose } from "../../regress/index.ts";
import { type FittedLaw, isFlat } from "../fitted-law.ts";
import { coordinatesOf, lawData, valuesInOrder } from "../law-data.ts";
import type { LawData } from "../objective.ts";
import { brief, symbolOf } from "../show.ts";

/** A law at its fitted values, made straight: what all intervals begin with. */
export interface LinearModel {
  readonly data: LawData;
  readonly values: Float64Array;
  readonly degreesOfFreedom: number;
  /** Deviation of the residuals, in the objective's scale: values, or their logarithms; NaN without degrees of freedom. */
  readonly deviation: number;
  /** Smallest over largest singular value of the derivatives, their columns scaled to length 1. */
  readonly conditioning: number;
  /** Why there are no standard errors. */
  readonly reason: string | undefined;
  /** Factors of the covariance, Σ = FᵀF: [rank][parameters]. */
  readonly factors: readonly Float64Array[];
}

/** Derivatives whose smallest singular value is below this share of the largest leave a direction open. */
const leastConditioning = 1e-10;
/** Weight in an open direction from which a parameter is named as part of it. */
const named = 0.1;

/**
 * Makes a fitted law straight about its values.
 *
 * Derivatives are by the law's own parameters; columns are scaled before the decomposition, since a is in the hundreds
 * and η in the tenths.
 *
 * Source  covariance s²·(JᵀJ)⁻¹ with s² = SSE/(n − p); with Huber's function that of Huber 1981, Eq 6.5 of ch 7
 */
export function linearModel<Input, Point extends Input, Name extends string>(
  fit: FittedLaw<Input, Point, Name>,
): LinearModel {
  const { law, points, objective } = fit;
  const data = lawData(law, points);
  const values = valuesInOrder(law, fit.values);
  const { residuals, columns } = derivatives(fit, data, values);
  const degreesOfFreedom = points.length - values.length;
  const huber = objective.loss === "squares" ? Number.POSITIVE_INFINITY : objective.loss.huber;
  const deviation = scatter(residuals, values.length, huber);
  const lengths = columns.map((column) => Math.sqrt(column.reduce((sum, value) => sum + value * value, 0)));
  const parts = decompose(
    columns.map((column, at) => (lengths[at] === 0 ? column : column.map((value) => value / lengths[at]))),
  );
  const largest = Math.max(...parts.singular);
  const conditioning = Math.min(...parts.singular) / largest;
  const factors = parts.right.map((direction, at) =>
    direction.map((share, name) => (deviation * share) / (parts.singular[at] * lengths[name])),
  );
  const base = { data, values, degreesOfFreedom, deviation, conditioning, factors };
  return { ...base, reason: reasonAgainst(fit, base, parts) };
}

/** Residuals and derivatives in the objective's scale: [points], [parameters][points]. */
function derivatives<Input, Point extends Input, Name extends string>(
  { law, objective }: FittedLaw<Input, Point, Name>,
  { x, y }: LawData,
  values: Float64Array,
): { readonly residuals: Float64Array; readonly columns: readonly Float64Array[] } {
  const columns = law.parameters.map(() => new Float64Array(y.length));
  const gradient = new Float64Array(values.length);
  const isLogarithm = objective.residuals === "logarithm";
  const residuals = y.map((observed, at) => {
    const predicted = law.evaluate(x, at * law.width, values, gradient);
    columns.forEach((column, name) => {
      column[at] = isLogarithm ? gradient[name] / predicted : gradient[name];
    });
    return isLogarithm ? Math.log(observed) - Math.log(predicted) : observed - predicted;
  });
  return { residuals, columns };
}

/** √(SSE/(n − p)), or what stands for it in a robust fit. */
function scatter(residuals: Float64Array, parameters: number, huber: number): number {
  const count = residuals.length;
  if (count <= parameters) return Number.NaN;
  const within = residuals.filter((value) => Math.abs(value) <= huber).length;
  if (within <= parameters) return Number.NaN;
  const near = within / count;
  const clipped = residuals.reduce((sum, value) => sum + Math.min(Math.abs(value), huber) ** 2, 0);
  const correction = 1 + ((parameters / count) * (1 - near)) / near;
  return (correction * Math.sqrt(clipped / (count - parameters))) / near;
}

function reasonAgainst<Input, Point extends Input, Name extends string>(
  fit: FittedLaw<Input, Point, Name>,
  { data, degreesOfFreedom, deviation, conditioning }: Omit<LinearModel, "reason">,
  { right, singular }: Decomposition,
): string | undefined {
  const { name: law, parameters: names } = fit.law;
  if (degreesOfFreedom < 1)
    return `${law} has ${names.length} parameters and there are ${data.y.length} points, which leaves nothing to tell the scatter of runs from: add runs, or give the standard errors of the measured values to bootstrap (resample: "measurement")`;
  if (isFlat(fit))
    return `the fit is flat at ${brief(fit.predicted[0])}: the points do not change as ${law} does, and no other parameter means anything: look whether the runs are in order, or add runs that differ more`;
  if (!(conditioning > leastConditioning)) {
    const open = right[singular.indexOf(Math.min(...singular))];
    const trading = names.filter((_, at) => Math.abs(open[at]) > named).map(symbolOf);
    return `the points cannot tell ${trading.join(", ")} apart: add runs at other sizes and ratios, or fit a law with fewer parameters`;
  }
  if (!Number.isFinite(deviation))
    return `no more residuals lie within Huber's bound than ${law} has parameters, which leaves nothing to tell the scatter from: take a larger huber, or least squares`;
  return undefined;
}

/**
 * Standard deviation of the law at an input, in the objective's scale, and the value there.
 *
 * Shape   factors [rank][parameters] · derivatives [parameters] → 1
 */
export function deviationAt<Input, Point extends Input, Name extends string>(
  { law, objective }: FittedLaw<Input, Point, Name>,
  { values, factors }: LinearModel,
  input: Input,
): { readonly predicted: number; readonly deviation: number } {
  const gradient = new Float64Array(values.length);
  const predicted = law.evaluate(coordinatesOf(law, [input], "predict"), 0, values, gradient);
  const scale = objective.residuals === "logarithm" ? 1 / predicted : 1;
  let variance = 0;
  for (const factor of factors)
    variance += factor.reduce((sum, value, at) => sum + value * gradient[at] * scale, 0) ** 2;
  return { predicted, deviation: Math.sqrt(variance) };
}
