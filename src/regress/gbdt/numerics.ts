/** LightGBM's float32 literal 1e-15 as a double: seeds of hessian sums, "is zero" tests of the start score. */
export const epsilon: number = Math.fround(1e-15);

/** LightGBM's float32 literal 1e-35 as a double: values within it of zero count as zero. */
export const zeroThreshold: number = Math.fround(1e-35);

const double = new Float64Array(1);
const bits = new BigInt64Array(double.buffer);

/** The next double above a finite number; infinity stays. */
export function nextUp(value: number): number {
  if (value === Number.POSITIVE_INFINITY) return value;
  double[0] = value + 0;
  if (value === 0) bits[0] = 1n;
  else bits[0] += value > 0 ? 1n : -1n;
  return double[0];
}

/** Zero for values within the zero threshold (and for -0), the value otherwise. */
export const zeroed = (value: number): number =>
  value >= -zeroThreshold && value <= zeroThreshold ? 0 : value;

/** LightGBM's rounding of counts: half up for what is positive, truncated towards zero. */
export const roundCount = (value: number): number => Math.trunc(value + 0.5);
