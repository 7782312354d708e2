import assert from "node:assert/strict";
import { test } from "node:test";
import { NumpyRandomState } from "../../../src/random/index.ts";
import {
  chinchilla,
  computeOptimal,
  fitLaw,
  optimalRatio,
  optimalRatioInterval,
  overTraining,
  power,
  predictLaw,
} from "../../../src/scaling/index.ts";
import { chinchillaByOptimum, overTrainingByOptimum } from "../../../src/scaling/laws/by-optimum.ts";
import { near } from "../points.ts";

const sizes = [1e7, 5e7, 2e8, 8e8].flatMap((parameters) =>
  [2, 8, 20, 80, 320].map((ratio) => ({ parameters, tokens: parameters * ratio })),
);
const noisy = (
  law: typeof overTraining | typeof chinchilla,
  values: Record<string, number>,
  seed: number,
) => {
  const random = new NumpyRandomState(seed);
  const losses = predictLaw({ law: law as typeof overTraining, values: values as never }, sizes);
  return sizes.map((size, at) => ({ ...size, loss: losses[at] * Math.exp(random.normal(0, 0.003)) }));
};
const over = { E: 1.8, a: 200, b: 350, eta: 0.135 };
const three = { E: 1.7, A: 406, B: 411, alpha: 0.34, beta: 0.28 };

test("laws by their optimum: the same losses as the laws they restate, and derivatives of the formula", () => {
  const check = (
    law: typeof overTrainingByOptimum | ReturnType<typeof chinchillaByOptimum>,
    restated: Float64Array,
    values: readonly number[],
  ): void => {
    const [gradient, scratch] = [new Float64Array(values.length), new Float64Array(values.length)];
    sizes.forEach((size, row) => {
      const x = new Float64Array(law.width);
      law.coordinates(size, x, 0);
      near(law.evaluate(x, 0, Float64Array.from(values), gradient), restated[row], 1e-12);
      values.forEach((value, at) => {
        const step = 1e-6 * Math.abs(value);
        const moved = (by: number) =>
          law.evaluate(
            x,
            0,
            Float64Array.from(values, (v, j) => (j === at ? v + by : v)),
            scratch,
          );
        const slope = (moved(step) - moved(-step)) / (2 * step);
        assert.ok(Math.abs(gradient[at] - slope) <= 1e-5 * (1e-4 + Math.abs(slope)), law.parameters[at]);
      });
    });
  };
  const ratio = (over.b / over.a) ** (1 / (2 * over.eta));
  check(overTrainingByOptimum, predictLaw({ law: overTraining, values: over }, sizes), [
    over.E,
    over.a,
    ratio,
    over.eta,
  ]);
  const flops = 1e21;
  const { tokensPerParameter } = computeOptimal({ law: chinchilla as never, values: three }, { flops });
  check(chinchillaByOptimum(flops), predictLaw({ law: chinchilla, values: three }, sizes), [
    three.E,
    three.A,
    tokensPerParameter,
    three.alpha,
    three.beta,
  ]);
});

test("optimalRatioInterval: is around the ratio of the fit and holds the truth about as often as it says", () => {
  const truth = optimalRatio({ law: overTraining, values: over });
  let held = 0;
  for (let seed = 0; seed < 100; seed++) {
    const fit = fitLaw(overTraining, noisy(overTraining, over, seed), { starts: [over] });
    const { value, lower, upper } = optimalRatioInterval(fit, { flops: 1e20, level: 0.8 });
    near(value, optimalRatio(fit), 1e-12);
    assert.ok(lower! < value && value < upper!);
    if (lower! <= truth && truth <= upper!) held += 1;
  }
  // 100 draws at 80 %: within three standard deviations of 4.
  assert.ok(held >= 68 && held <= 92, String(held));
});

test("optimalRatioInterval: Chinchilla's ratio grows or falls with the budget, as computeOptimal says", () => {
  const fit = fitLaw(chinchilla, noisy(chinchilla, three, 1));
  for (const flops of [1e18, 1e22]) {
    const { value, lower, upper } = optimalRatioInterval(fit, { flops });
    near(value, computeOptimal(fit, { flops }).tokensPerParameter, 1e-12);
    assert.ok(lower! < value && value < upper!);
  }
});

test("optimalRatioInterval: a robust fit has its ratio, no interval, and the reason", () => {
  const fit = fitLaw(overTraining, noisy(overTraining, over, 1), { loss: { huber: 0.01 } });
  const { value, lower, upper, reason } = optimalRatioInterval(fit, { flops: 1e20 });
  near(value, optimalRatio(fit), 1e-12);
  assert.deepEqual([lower, upper], [undefined, undefined]);
  assert.match(reason ?? "", /no profile interval; fit by least squares/);
});

test("optimalRatioInterval: refuses a law without size and tokens", () => {
  const points = [1, 10, 100, 1000].map((x) => ({ x, y: 3 * x ** -0.1 }));
  assert.throws(
    () => optimalRatioInterval(fitLaw(power, points) as never, { flops: 1e21 }),
    /over-training, chinchilla/,
  );
});
