import assert from "node:assert/strict";
import type { LossPoint } from "../../src/scaling/index.ts";

/** The five default points of RedPajama, arXiv:2403.08540: loss on C4. */
export const redPajama: readonly LossPoint[] = [
  [10569312, 20, 5.38702091510821],
  [78914048, 20, 3.899942990231468],
  [153677376, 20, 3.531147408490181],
  [411616256, 20, 3.149769456671634],
  [10569312, 320, 4.572292613487238],
].map(([parameters, ratio, loss]) => ({ parameters, tokens: parameters * ratio, loss }));

/** Sizes over two decades at four ratios. */
export const sizes: readonly { readonly parameters: number; readonly tokens: number }[] = [
  1e7, 3e7, 1e8, 3e8, 1e9,
].flatMap((parameters) => [5, 20, 80, 320].map((ratio) => ({ parameters, tokens: parameters * ratio })));

export function near(actual: number | undefined, expected: number, relative: number, what = ""): void {
  assert.ok(
    actual !== undefined && Math.abs(actual - expected) <= relative * Math.abs(expected),
    `${what} ${actual} is not within ${relative} of ${expected}`,
  );
}
