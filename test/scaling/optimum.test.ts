import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  chinchilla,
  computeOptimal,
  fitLaw,
  type LossLaw,
  optimalRatio,
  overTraining,
  predictLaw,
  trainingRun,
} from "../../src/scaling/index.ts";
import { near, redPajama } from "./points.ts";

test("optimalRatio: 7.42 tokens per parameter for RedPajama, as arXiv:2403.08540 prints", () => {
  assert.equal(optimalRatio(fitLaw(overTraining, redPajama)).toFixed(2), "7.42");
});

test("computeOptimal: chinchilla's optimum is Eq 4 of Hoffmann et al. by hand", () => {
  const values = { E: 1.69, A: 406.4, B: 410.7, alpha: 0.34, beta: 0.28 };
  const best = computeOptimal({ law: chinchilla, values }, { flops: 5.76e23 });
  // Eq 4 by hand: G = (.34·406.4 / (.28·410.7))^(1/.62), N = G·(9.6e22)^(.28/.62).
  const G = ((0.34 * 406.4) / (0.28 * 410.7)) ** (1 / 0.62);
  near(best.parameters, G * 9.6e22 ** (0.28 / 0.62), 1e-12);
  near(best.tokens, 9.6e22 ** (0.34 / 0.62) / G, 1e-12);
});

test("computeOptimal: no other ratio at the budget has a lower loss, for either law", () => {
  const unit = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(unit, unit, unit, unit, fc.double({ min: 18, max: 24, noNaN: true }), (p, q, r, s, power) => {
      const flops = 10 ** power;
      const fits: readonly LossLaw[] = [
        { law: overTraining, values: { E: 1.8, a: 100 + 200 * p, b: 100 + 400 * q, eta: 0.1 + 0.08 * r } },
        {
          law: chinchilla,
          values: { E: 1.7, A: 200 + 400 * p, B: 200 + 400 * q, alpha: 0.3 + 0.1 * r, beta: 0.25 + 0.1 * s },
        },
      ];
      for (const fit of fits) {
        const best = computeOptimal(fit, { flops });
        near(6 * best.parameters * best.tokens, flops, 1e-12);
        near(best.loss, predictLaw(fit, [best])[0], 1e-14);
        for (const factor of [0.5, 0.99, 1.01, 2]) {
          const other = trainingRun(fit, { flops, tokensPerParameter: best.tokensPerParameter * factor });
          assert.ok(other.loss > best.loss);
        }
      }
    }),
    { numRuns: 50 },
  );
});

test("optimalRatio: refuses laws and values that have none, and says where to look", () => {
  const values = { E: 1.7, A: 406, B: 411, alpha: 0.34, beta: 0.28 };
  assert.throws(() => optimalRatio({ law: chinchilla, values }), /got chinchilla\. Take computeOptimal/);
  const flat = { law: overTraining, values: { E: 1, a: 1, b: 2, eta: -0.1 } };
  assert.throws(() => optimalRatio(flat), /eta must be above 0 for an optimum to exist, got -0\.1/);
  assert.throws(
    () => computeOptimal({ law: chinchilla, values: { ...values, beta: 0 } }, { flops: 1e21 }),
    /beta must be above 0/,
  );
  assert.throws(() => computeOptimal({ law: chinchilla, values }, { flops: -1 }), /flops must be .* got -1/);
});
