import { DataError, shown } from "../table/index.ts";
import type { Law, LawValues } from "./law.ts";
import type { LawData } from "./objective.ts";

/**
 * The points of a law as flat numbers, each checked.
 *
 * Shape   points [n] → x [n][width], y [n]
 *
 * @throws {DataError} naming the point and the value that the law cannot have
 */
export function lawData<Input, Point extends Input, Name extends string>(
  law: Law<Input, Point, Name>,
  points: readonly Point[],
): LawData {
  const x = coordinatesOf(law, points, "fitLaw");
  const y = Float64Array.from(points, (point, at) => {
    const value: unknown = law.observed(point);
    if (typeof value === "number" && law.rule.holds(value)) return value;
    throw new DataError(
      `fitLaw: ${law.output} must be ${law.rule.must}, got ${shown(value)} at point ${at + 1} of ${points.length}. Drop the run or mend its ${law.output}.`,
      { row: at + 1, column: law.output },
    );
  });
  return { x, y };
}

/**
 * Coordinates of inputs.
 *
 * Shape   inputs [n] → [n][width]
 *
 * @throws {DataError} naming the input that is not finite and positive
 * @throws {TypeError} if the inputs are no list
 */
export function coordinatesOf<Input, Point extends Input, Name extends string>(
  law: Law<Input, Point, Name>,
  inputs: readonly Input[],
  where: string,
): Float64Array {
  if (!Array.isArray(inputs)) {
    const what = where === "fitLaw" ? "points" : "inputs";
    throw new TypeError(
      `${where}: ${what} must be a list of { ${law.inputs.join(", ")} }, got ${shown(inputs)}. Put [ ] about a single one.`,
    );
  }
  const x = new Float64Array(inputs.length * law.width);
  inputs.forEach((input, at) => {
    for (const name of law.inputs) {
      const value: unknown = input[name];
      if (typeof value === "number" && Number.isFinite(value) && value > 0) continue;
      throw new DataError(
        `${where}: ${name} must be a number above 0, got ${shown(value)} at point ${at + 1} of ${inputs.length}. Drop the run or mend its ${name}.`,
        { row: at + 1, column: name },
      );
    }
    law.coordinates(input, x, at * law.width);
  });
  return x;
}

/** Values of a law at flat coordinates [n][width] → [n]. */
export function evaluateAll<Input, Point extends Input, Name extends string>(
  law: Law<Input, Point, Name>,
  x: Float64Array,
  values: Float64Array,
  count: number,
): Float64Array {
  const gradient = new Float64Array(law.parameters.length);
  return Float64Array.from({ length: count }, (_, at) => law.evaluate(x, at * law.width, values, gradient));
}

/** The parameters of a fitted law in the order of its law [parameters]. */
export function valuesInOrder<Name extends string>(
  law: { readonly parameters: readonly Name[] },
  values: LawValues<Name>,
): Float64Array {
  return Float64Array.from(law.parameters, (name) => values[name]);
}
