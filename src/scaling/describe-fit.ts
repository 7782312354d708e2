import { type FittedLaw, isExact } from "./fitted-law.ts";
import { brief, symbolOf } from "./show.ts";
import { covariance } from "./uncertainty/covariance.ts";

/** From so few degrees of freedom on, Student's t is within a third of the normal distribution. */
const enough = 5;

/** A fit in words: formula, parameters with their standard errors, points, scatter, starts, and what to be wary of. */
export function describeFit<Input, Point extends Input, Name extends string>(
  fit: FittedLaw<Input, Point, Name>,
): string {
  const { law, values, objective, starts } = fit;
  const { standardErrors, deviation, reason } = covariance(fit);
  const rows = law.parameters.map((name) => {
    const error = standardErrors === undefined ? "" : ` ± ${significant(standardErrors[name], 2)}`;
    return `  ${symbolOf(name).padEnd(3)}${significant(values[name], 6)}${error}`;
  });
  const how =
    (objective.loss === "squares" ? "least squares" : `Huber's loss at ${objective.loss.huber}`) +
    (objective.residuals === "logarithm" ? " of logarithms" : "");
  const scatter =
    reason === undefined
      ? `; residual deviation ${significant(deviation, 3)}${objective.residuals === "logarithm" ? " in logarithms" : ""}`
      : "";
  return [
    `${law.name}: ${law.formula}`,
    ...rows,
    `${fit.points.length} points, ${how}${scatter}`,
    `${starts.converged} of ${starts.tried} starts converged, ${starts.agreed} to this place`,
    ...fitWarnings(fit).map((warning) => `warning: ${warning}`),
  ].join("\n");
}

/**
 * What a careful reader should know about a fit: few degrees of freedom, starts that disagree, values that make no sense.
 *
 * @example fitWarnings(fit) // ["1 degree of freedom …"]
 */
export function fitWarnings<Input, Point extends Input, Name extends string>(
  fit: FittedLaw<Input, Point, Name>,
): readonly string[] {
  const { law, values, points, degreesOfFreedom, starts } = fit;
  const { factor, reason } = covariance(fit);
  const warnings: string[] = [];
  if (reason !== undefined) warnings.push(`no standard errors: ${reason}`);
  else if (degreesOfFreedom < enough && !isExact(fit))
    warnings.push(
      `${degreesOfFreedom} ${degreesOfFreedom === 1 ? "degree" : "degrees"} of freedom (${points.length} points, ${law.parameters.length} parameters): a 95 % interval takes ${factor.toFixed(1)} standard errors, not 2; add runs`,
    );
  else if (isExact(fit))
    warnings.push(
      "the points lie on the law to within rounding: intervals have no width, which those of trained models never do",
    );
  if (starts.agreed < 2 && starts.tried > 1)
    warnings.push(
      `only 1 of ${starts.tried} starts ended in the best place: there may be a better one; give starts near it`,
    );
  return [...warnings, ...senseless(law.exponents, values)];
}

/** What a law's values say that no runs would. */
function senseless(
  exponents: readonly string[],
  values: Readonly<Record<string, number>>,
): readonly string[] {
  const { E = 0, k = 1, gamma = 1 } = values;
  const warnings = exponents
    .filter((name) => values[name] <= 0)
    .map(
      (name) =>
        `${symbolOf(name)} is ${brief(values[name])}, not above 0: the law does not fall; look at the points`,
    );
  if (k * gamma <= 0)
    warnings.push(
      `k is ${brief(k)} and γ ${brief(gamma)}: the error does not rise with the loss; look at the points`,
    );
  else if (gamma < 0)
    warnings.push(
      `γ is ${brief(gamma)}, below 0: the error rises ever faster with the loss and levels off nowhere; look at the points`,
    );
  if (E < 0)
    warnings.push(`E is ${E.toPrecision(3)}, below 0: no loss can fall so far; the points hardly bend`);
  return warnings;
}

const significant = (value: number, digits: number): string => String(Number(value.toPrecision(digits)));
