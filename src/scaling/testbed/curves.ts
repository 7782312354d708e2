import { linearRegression } from "simple-statistics";

/** Values from one to another, evenly spaced in their logarithms. */
export function logSpaced(from: number, to: number, count: number): Float64Array {
  const [low, high] = [Math.log(from), Math.log(to)];
  const values = Float64Array.from({ length: count }, (_, at) =>
    Math.exp(low + ((high - low) * at) / (count - 1)),
  );
  values[0] = from;
  values[count - 1] = to;
  return values;
}

/** Values from one to another, evenly spaced. */
export const evenlySpaced = (from: number, to: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, at) => from + ((to - from) * at) / (count - 1));

/** A straight line through points by least squares; its slope is not a number where x does not vary. */
export function straightLine(
  x: readonly number[],
  y: readonly number[],
): { readonly slope: number; readonly intercept: number } {
  if (new Set(x).size < 2) return { slope: Number.NaN, intercept: Number.NaN };
  const { m, b } = linearRegression(x.map((value, at) => [value, y[at]]));
  return { slope: m, intercept: b };
}
