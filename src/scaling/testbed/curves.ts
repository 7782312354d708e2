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

/** A straight line through points by least squares; the slope is not a number where x does not vary. */
export function straightLine(
  x: readonly number[],
  y: readonly number[],
): { readonly slope: number; readonly intercept: number; readonly slopeError: number } {
  const n = x.length;
  const meanX = x.reduce((sum, value) => sum + value, 0) / n;
  const meanY = y.reduce((sum, value) => sum + value, 0) / n;
  let squares = 0;
  let products = 0;
  for (let at = 0; at < n; at++) {
    squares += (x[at] - meanX) ** 2;
    products += (x[at] - meanX) * (y[at] - meanY);
  }
  const slope = squares === 0 ? Number.NaN : products / squares;
  const intercept = meanY - slope * meanX;
  const rest = y.reduce((sum, value, at) => sum + (value - intercept - slope * x[at]) ** 2, 0);
  return { slope, intercept, slopeError: Math.sqrt(rest / (n - 2) / squares) };
}
