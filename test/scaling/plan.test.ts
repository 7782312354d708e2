import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { trainingPlan } from "../../src/figure/index.ts";
import { NumpyRandomState } from "../../src/random/index.ts";
import {
  bootstrap,
  chinchilla,
  downstream,
  fitLaw,
  fitWarnings,
  irreduciblePower,
  optimalRatioInterval,
  overTraining,
  plan,
  planCurve,
  predictError,
  predictLaw,
  predictWithInterval,
  trainingRun,
} from "../../src/scaling/index.ts";
import { near, redPajama, sizes } from "./points.ts";

const truth = { E: 1.8, a: 210, b: 370, eta: 0.136 };
const task = { epsilon: 0.86, k: 2.2, gamma: 0.71 };

/** A sweep and the errors of its models, with noise. */
function sweep(random: NumpyRandomState, noise: number) {
  const losses = predictLaw({ law: overTraining, values: truth }, sizes);
  const models = sizes.map((size, at) => ({ ...size, loss: losses[at] + random.normal(0, noise) }));
  const errors = predictLaw({ law: downstream, values: task }, models);
  const points = models.map(({ loss }, at) => ({ loss, error: errors[at] + random.normal(0, noise) }));
  return {
    loss: fitLaw(overTraining, models, { starts: [truth] }),
    error: fitLaw(downstream, points, { starts: [task] }),
  };
}

test("predictError: the chain's value is Eq 5 of Eq 4, and without the loss's part the error's own interval", () => {
  const { loss, error } = sweep(new NumpyRandomState(1), 0.004);
  const size = { parameters: 7e9, tokens: 1.4e11 };
  const [chained] = predictError(loss, error, [size]);
  const [alone] = predictWithInterval(loss, [size]);
  const [own] = predictWithInterval(error, [{ loss: alone.predicted }]);
  assert.deepEqual(chained.loss, alone);
  assert.equal(chained.predicted, own.predicted);
  const moved = predictLaw(error, [{ loss: alone.upper ?? 0 }])[0] - own.predicted;
  near(chained.upper, own.predicted + Math.hypot(moved, (own.upper ?? 0) - own.predicted), 1e-14);
  assert.ok((chained.lower ?? 1) < (own.lower ?? 0) && (chained.upper ?? 0) > (own.upper ?? 1));
  assert.deepEqual(
    chained.warnings.map((warning) => warning.split(" ")[0]),
    ["parameters", "flops", "loss"],
  );
});

test("predictError: where the error falls as the loss rises, the loss's upper end moves it down", () => {
  const { loss } = sweep(new NumpyRandomState(1), 0.004);
  const odd = [0.5, 0.6, 0.66, 0.75, 0.85].map((error, at) => ({ loss: [5, 4, 3.5, 3, 2.5][at], error }));
  const error = fitLaw(downstream, odd);
  const [chained] = predictError(loss, error, [{ parameters: 7e9, tokens: 1.4e11 }]);
  const [own] = predictWithInterval(error, [{ loss: chained.loss.predicted }]);
  const moved = predictLaw(error, [{ loss: chained.loss.upper ?? 0 }])[0] - own.predicted;
  assert.ok(moved < 0);
  near(chained.lower, own.predicted - Math.hypot(moved, own.predicted - (own.lower ?? 0)), 1e-14);
});

test("predictError: of 200 repeated sweeps 80 % hold a new model's error", () => {
  const random = new NumpyRandomState(12);
  const size = { parameters: 3e9, tokens: 2e11 };
  const [far] = predictLaw({ law: overTraining, values: truth }, [size]);
  let held = 0;
  for (let round = 0; round < 200; round++) {
    const { loss, error } = sweep(random, 0.004);
    const model = far + random.normal(0, 0.004);
    const real =
      predictLaw({ law: downstream, values: task }, [{ loss: model }])[0] + random.normal(0, 0.004);
    const [{ lower, upper }] = predictError(loss, error, [size], { level: 0.8 });
    if ((lower ?? -1) <= real && real <= (upper ?? 2)) held++;
  }
  assert.ok(Math.abs(held / 200 - 0.8) <= 0.085, `${held} of 200`);
});

test("predictError: takes draws of either law, and has no side that one of its parts lacks", () => {
  const { loss, error } = sweep(new NumpyRandomState(3), 0.004);
  const size = { parameters: 7e9, tokens: 1.4e11 };
  const draws = bootstrap(loss, { resample: "residuals", count: 200, random: new NumpyRandomState(4) });
  assert.equal(predictError(loss, error, [size], { lossDraws: draws })[0].loss.method, "bootstrap");
  const [open] = predictError(fitLaw(overTraining, redPajama), error, [size]);
  assert.equal(open.lower, undefined);
  assert.ok((open.upper ?? 0) > open.predicted);
  assert.match(open.reason ?? "", /^loss has no lower bound/);
});

test("plan: spends the budget, names the optimum and what leaving it costs", () => {
  const laws = sweep(new NumpyRandomState(5), 0.004);
  const made = plan(laws, { flops: 1e21, tokensPerParameter: 200 });
  near(6 * made.parameters * made.tokens, 1e21, 1e-14);
  near(made.tokens / made.parameters, 200, 1e-14);
  const { optimal, cost } = made;
  assert.ok(optimal !== undefined && cost !== undefined);
  assert.ok(cost.lossAboveOptimal > 0 && cost.parametersShare < 1);
  // The factor has a closed form for this law: ((a·M^η + b·M^−η) / (a·M*^η + b·M*^−η))^(1/η).
  const { a, b, eta } = laws.loss.values;
  const height = (ratio: number): number => a * ratio ** eta + b * ratio ** -eta;
  near(cost.sameLoss.computeFactor, (height(200) / height(optimal.tokensPerParameter)) ** (1 / eta), 1e-9);
  const longer = trainingRun(laws.loss, { flops: cost.sameLoss.flops, tokensPerParameter: 200 });
  near(longer.loss, optimal.loss.predicted, 1e-12);
  near(cost.sameLoss.parametersShare, longer.parameters / optimal.parameters, 1e-14);
  near(cost.parametersShare, made.parameters / optimal.parameters, 1e-14);
  assert.deepEqual(made.error, predictError(laws.loss, laws.error, [made])[0]);
});

test("plan: at the optimum it costs nothing, for chinchilla too", () => {
  const values = { E: 1.7, A: 406, B: 411, alpha: 0.34, beta: 0.28 };
  const losses = predictLaw({ law: chinchilla, values }, sizes);
  const loss = fitLaw(
    chinchilla,
    sizes.map((size, at) => ({ ...size, loss: losses[at] + (at % 3) / 500 })),
  );
  const { optimal } = plan({ loss }, { flops: 1e21, tokensPerParameter: 20 });
  const { cost, error } = plan(
    { loss },
    { flops: 1e21, tokensPerParameter: optimal?.tokensPerParameter ?? 0 },
  );
  assert.ok(Math.abs(cost?.lossAboveOptimal ?? 1) < 1e-12);
  near(cost?.sameLoss.computeFactor, 1, 1e-6);
  assert.equal(error, undefined);
});

test("plan: warns where the points do not reach, and refuses budgets that are none", () => {
  const loss = fitLaw(overTraining, redPajama);
  const { warnings } = plan({ loss }, { flops: 1e21, tokensPerParameter: 640 });
  assert.ok(warnings.includes("tokensPerParameter 640 is 2.0 × the largest fitted (320)"));
  assert.ok(
    warnings.includes("compute-optimal run: tokensPerParameter 7.42 is 2.7 × below the least fitted (20)"),
  );
  assert.throws(
    () => plan({ loss }, { flops: 0, tokensPerParameter: 20 }),
    /flops must be a number above 0, got 0/,
  );
  const flat = plan(
    { loss: { ...loss, values: { ...loss.values, eta: -0.1 } } },
    { flops: 1e21, tokensPerParameter: 20 },
  );
  assert.equal(flat.optimal, undefined);
  assert.match(flat.warnings.at(-1) ?? "", /no compute-optimal run: .*eta must be above 0/);
});

test("planCurve: agrees with plan at each ratio, marks the choices and what the points span", () => {
  const laws = sweep(new NumpyRandomState(6), 0.004);
  const curve = planCurve(laws, {
    flops: 1e21,
    tokensPerParameter: [2, 20, 200, 2000],
    choices: { chosen: 200 },
  });
  const one = plan(laws, { flops: 1e21, tokensPerParameter: 200 });
  assert.deepEqual(
    [curve.loss.value[2], curve.loss.low?.[2], curve.error?.high?.[2]],
    [one.loss.predicted, one.loss.lower, one.error?.upper],
  );
  assert.deepEqual(curve.supported, [false, true, true, false]);
  assert.deepEqual(curve.fitted, [5, 320]);
  const ends = planCurve(laws, { flops: 1e21, tokensPerParameter: curve.fitted });
  assert.deepEqual(ends.supported, [true, true]);
  assert.deepEqual(
    curve.choices.map(({ name, error }) => [name, error]),
    [
      ["compute-optimal", one.optimal?.error?.predicted],
      ["chosen", one.error?.predicted],
    ],
  );
  assert.match(trainingPlan(curve).title, /How to spend/);
  assert.equal(curve.intervalName, "95 % profile interval of one more run");
  const open = planCurve(
    { loss: fitLaw(overTraining, redPajama) },
    { flops: 1e21, tokensPerParameter: [20, 640] },
  );
  assert.equal(open.loss.low, undefined);
  assert.match(open.reason ?? "", /no lower bound/);
  const one5 = plan({ loss: fitLaw(overTraining, redPajama) }, { flops: 1e21, tokensPerParameter: 640 });
  assert.equal(open.loss.value[1], one5.loss.predicted);
  assert.throws(
    () => planCurve(laws, { flops: 1e21, tokensPerParameter: [20, 20] }),
    /tokensPerParameter must be above 0 and rise, got 20 at place 2/,
  );
});

test("fitLaw and plan: show themselves in words, which are no part of their data", () => {
  const fit = fitLaw(overTraining, redPajama);
  assert.match(
    inspect(fit),
    /^over-training: L = .*\n {2}E {2}1\.83665 ± 0\.22\n.*\n.*\n {2}η {2}0\.136425 ± 0\.013\n/,
  );
  assert.match(inspect(fit), /128 of 128 starts converged, 128 to this place\nwarning: 1 degree of freedom/);
  const bundle = (fit as unknown as Record<symbol, () => object>)[Symbol.for("Jupyter.display")]();
  assert.deepEqual(bundle, { "text/plain": inspect(fit) });
  assert.deepEqual(Object.getOwnPropertySymbols({ ...fit }), []);
  assert.match(
    inspect(plan({ loss: fit }, { flops: 1e21, tokensPerParameter: 200 }, { level: 0.5 })),
    /^1e21 FLOPs\nat this ratio: 9\.13e8 parameters, 1\.83e11 tokens, 200 tokens per parameter\n {2}loss 2\.6763 nats per token \[2\.61\d\d, 2\.73\d\d\] at 50 %\n/,
  );
});

test("fitWarnings: starts that disagree, and values that make no sense", () => {
  const fit = fitLaw(overTraining, redPajama);
  const odd = {
    ...fit,
    values: { ...fit.values, E: -3, eta: -0.1 },
    starts: { tried: 9, converged: 9, agreed: 1 },
  };
  const warnings = fitWarnings(odd).join("\n");
  assert.match(warnings, /only 1 of 9 starts/);
  assert.match(warnings, /E is -3\.00, below 0/);
  assert.match(warnings, /η is -0\.1, not above 0/);
  const scores = (errors: readonly number[]) =>
    fitWarnings(
      fitLaw(
        downstream,
        errors.map((error, at) => ({ loss: [5, 4, 3.5, 3, 2.5][at], error })),
      ),
    ).join("\n");
  assert.match(
    scores([0.5, 0.6, 0.66, 0.75, 0.85]),
    /k is -1\.57 and γ 0\.435: the error does not rise with the loss/,
  );
  assert.doesNotMatch(scores([0.8, 0.75, 0.7, 0.62, 0.52]), /look at the points/);
  const rising = { ...fit, values: { ...fit.values, E: 1, eta: 0.1, k: -0.1, gamma: -0.2 } };
  assert.match(fitWarnings(rising).join("\n"), /γ is -0\.2, below 0: the error rises ever faster/);
  const power = fitLaw(
    irreduciblePower,
    [4, 3, 2.5, 2.2].map((y, at) => ({ x: 10 ** at, y })),
  );
  const growing = { ...power, values: { ...power.values, b: -0.1 } };
  assert.match(fitWarnings(growing).join("\n"), /b is -0\.1, not above 0: the law does not fall/);
});

test("fitWarnings: points without scatter have no intervals worth the name", () => {
  const fit = fitLaw(overTraining, redPajama);
  const losses = predictLaw(fit, redPajama);
  const exact = fitLaw(
    overTraining,
    redPajama.map((point, at) => ({ ...point, loss: losses[at] })),
  );
  assert.match(fitWarnings(exact).join("\n"), /lie on the law to within rounding/);
});

test("predictWithInterval: says that a value cannot be", () => {
  const fit = fitLaw(
    downstream,
    [0.76, 0.7, 0.64, 0.51, 0.3].map((error, at) => ({ loss: [5, 4, 3.5, 3, 2.5][at], error })),
  );
  const [value] = predictWithInterval(fit, [{ loss: 1 }]);
  assert.match(
    value.warnings.join("\n"),
    /error comes out as -2\.01, where it must be a share between 0 and 1/,
  );
  assert.deepEqual(predictWithInterval(fit, [{ loss: 3 }])[0].warnings, []);
  assert.throws(
    () => predictWithInterval(fit, [{ loss: 3 }], { covers: "both" as "run" }),
    /covers must be "run" or "law", got "both"/,
  );
});

test("plan: the optimum comes with the interval of its ratio", () => {
  const { loss } = sweep(new NumpyRandomState(3), 0.004);
  const { optimal } = plan({ loss }, { flops: 1e21, tokensPerParameter: 200 }, { level: 0.9 });
  assert.deepEqual(optimal?.ratio, optimalRatioInterval(loss, { flops: 1e21, level: 0.9 }));
  assert.equal(optimal?.ratio.value, optimal?.tokensPerParameter);
  const text = inspect(plan({ loss }, { flops: 1e21, tokensPerParameter: 200 }));
  assert.match(text, /compute-optimal: .* tokens per parameter \[[\d.]+, [\d.]+\] at 95 %/);
});

test("plan: without a ratio is the compute-optimal run; a law that has none asks for the ratio", () => {
  const fit = fitLaw(overTraining, redPajama);
  const made = plan({ loss: fit }, { flops: 1e21 });
  assert.equal(made.tokensPerParameter, made.optimal?.tokensPerParameter);
  assert.equal(made.cost?.lossAboveOptimal, 0);
  near(made.cost?.sameLoss.computeFactor, 1, 1e-12, "compute");
  assert.match(inspect(made), /^1e21 FLOPs\ncompute-optimal: .*\n {2}loss .*\nwarning: /);
  const rising = fitLaw(
    overTraining,
    redPajama.map((point) => ({ ...point, loss: 8 - point.loss })),
  );
  assert.throws(
    () => plan({ loss: rising }, { flops: 1e21 }),
    /plan: tokensPerParameter must be given, since there is no compute-optimal run: .*must fall/,
  );
});
