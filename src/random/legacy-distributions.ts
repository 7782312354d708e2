import { exactLog } from "./exact/log.ts";
import { exactPow } from "./exact/pow.ts";
import type { MersenneTwister } from "./mersenne-twister.ts";

/** A pair of normal numbers is made at a time; the second waits here. */
export interface WaitingNormal {
  value: number | undefined;
}

/** Comparisons closer than this (relative) are decided with exact logarithms; `Math.log` is wrong by 2^-52 at most. */
const doubtful = 2 ** -49;

/** Standard exponential number. */
export const legacyExponential = (twister: MersenneTwister): number => -exactLog(1 - twister.double());

/** Standard normal number by Marsaglia's polar method. */
export function legacyNormal(twister: MersenneTwister, waiting: WaitingNormal): number {
  if (waiting.value !== undefined) {
    const value = waiting.value;
    waiting.value = undefined;
    return value;
  }
  for (;;) {
    const x = 2 * twister.double() - 1;
    const y = 2 * twister.double() - 1;
    const square = x * x + y * y;
    if (square >= 1 || square === 0) continue;
    const factor = Math.sqrt((-2 * exactLog(square)) / square);
    waiting.value = factor * x;
    return factor * y;
  }
}

/** Standard gamma number of any shape ≥ 0. */
export function legacyGamma(twister: MersenneTwister, shape: number, waiting: WaitingNormal): number {
  if (shape < 1) return shape === 0 ? 0 : smallGamma(twister, shape);
  return shape === 1 ? legacyExponential(twister) : largeGamma(twister, shape, waiting);
}

/** Moves a stream past one gamma number: the same accepted and rejected draws, without the number. */
export function skipLegacyGamma(twister: MersenneTwister, shape: number, waiting: WaitingNormal): void {
  if (shape >= 1) legacyGamma(twister, shape, waiting);
  else if (shape > 0) while (!smallGammaAccepts(twister, shape));
}

/** Ahrens and Dieter's rejection for shapes below 1. */
function smallGamma(twister: MersenneTwister, shape: number): number {
  const inverse = 1 / shape;
  for (;;) {
    const u = twister.double();
    const v = twister.double();
    let x: number;
    let y = 0;
    if (u <= 1 - shape) {
      x = exactPow(u, inverse);
      if (x <= v) return x; // since v ≤ -ln(1 - v)
    } else {
      y = -exactLog((1 - u) / shape);
      x = exactPow(1 - shape + shape * y, inverse);
    }
    if (withinExponential(x, y, v)) return x;
  }
}

/** Whether x ≤ y - ln(1 - v), with the correctly rounded logarithm where the fast one leaves doubt. */
function withinExponential(x: number, y: number, v: number): boolean {
  const fast = -Math.log(1 - v);
  const near = Math.abs(x - (fast + y)) <= doubtful * (fast + Math.abs(y));
  return near ? x <= -exactLog(1 - v) + y : x <= fast + y;
}

/** One round of `smallGamma` that only says whether it accepts; powers are estimated unless the decision is near. */
function smallGammaAccepts(twister: MersenneTwister, shape: number): boolean {
  const u = twister.double();
  const v = twister.double();
  const inverse = 1 / shape;
  if (u <= 1 - shape) {
    const fourth = u * u * u * u;
    const above = shape > 0.25 ? u : shape > 0.0625 ? fourth : fourth * fourth * fourth * fourth;
    if (above < v * 0.999999) return true; // since u^(1 / shape) ≤ above and v ≤ -ln(1 - v)
    const x = u ** inverse;
    const bound = -Math.log(1 - v);
    return Math.abs(x - bound) > 1e-9 * bound ? x < bound : withinExponential(exactPow(u, inverse), 0, v);
  }
  const fastY = -Math.log((1 - u) / shape);
  const x = (1 - shape + shape * fastY) ** inverse;
  const bound = fastY - Math.log(1 - v);
  // An error of 2^-53 in the base grows by the power to 2^-53 / shape; shapes below 1e-5 are decided exactly.
  if (shape > 1e-5 && Math.abs(x - bound) > 1e-9 * (1 + bound)) return x < bound;
  const y = -exactLog((1 - u) / shape);
  return withinExponential(exactPow(1 - shape + shape * y, inverse), y, v);
}

/** Marsaglia and Tsang's rejection for shapes above 1. */
function largeGamma(twister: MersenneTwister, shape: number, waiting: WaitingNormal): number {
  const b = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * b);
  for (;;) {
    let x: number;
    let v: number;
    do {
      x = legacyNormal(twister, waiting);
      v = 1 + c * x;
    } while (v <= 0);
    v = v * v * v;
    const u = twister.double();
    if (u < 1 - 0.0331 * (x * x) * (x * x)) return b * v;
    const fast = Math.log(u);
    const fastBound = 0.5 * x * x + b * (1 - v + Math.log(v));
    const near = Math.abs(fast - fastBound) <= doubtful * (Math.abs(fast) + x * x + b * (v + 1));
    if (near ? exactLog(u) < 0.5 * x * x + b * (1 - v + exactLog(v)) : fast < fastBound) return b * v;
  }
}
