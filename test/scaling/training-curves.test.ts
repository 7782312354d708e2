import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ownRuns, type TrainingLog } from "../../src/dataset/index.ts";
import { trainingCurves as figureOfCurves } from "../../src/figure/index.ts";
import { trainingCurves } from "../../src/scaling/index.ts";
import { near } from "./points.ts";

/** A log of one record a step, tokens 10 a step, seconds half a step. */
function logOf(losses: readonly number[], steps = losses.map((_, at) => at + 1)): TrainingLog {
  return {
    name: "run",
    parameters: 1000,
    details: {},
    steps: Float64Array.from(steps),
    tokens: Float64Array.from(steps, (step) => 10 * step),
    lossNats: Float64Array.from(losses),
    learningRate: Float64Array.from(steps, (step) => 1 / (1 + step)),
    seconds: Float64Array.from(steps, (step) => step / 2),
    validation: { tokens: Float64Array.of(10 * steps[1]), lossNats: Float64Array.of(2.5) },
    isCutShort: false,
  };
}

test("trainingCurves: draws against tokens, steps, seconds, or 6·N·D FLOPs", () => {
  const log = logOf([4, 3, 2]);
  const x = (by: "tokens" | "steps" | "flops" | "seconds") => trainingCurves([log], { by })[0].x;
  assert.deepEqual(x("tokens"), [10, 20, 30]);
  assert.deepEqual(x("steps"), [1, 2, 3]);
  assert.deepEqual(x("flops"), [60_000, 120_000, 180_000]);
  assert.deepEqual(x("seconds"), [0.5, 1, 1.5]);
  const [curve] = trainingCurves([log], { by: "flops" });
  assert.deepEqual(curve.validation, { x: [120_000], loss: [2.5] });
  assert.deepEqual(curve.learningRate, [1 / 2, 1 / 3, 1 / 4]);
});

test("trainingCurves: at smoothing 1 a record at half or twice the step weighs half, whatever the axis", () => {
  const log = logOf([4, 3, 2], [1, 2, 4]);
  for (const by of ["tokens", "seconds"] as const) {
    const { smoothed, loss } = trainingCurves([log], { by, smoothing: 1 })[0];
    // Weights by steps since the record before: 1, 1, 2.
    assert.deepEqual(
      smoothed.map((value) => value.toFixed(12)),
      [
        (4 + 3 / 2 + (2 * 2) / 4) / (1 + 1 / 2 + 2 / 4),
        (4 / 2 + 3 + (2 * 2) / 2) / (1 / 2 + 1 + 2 / 2),
        (4 / 4 + 3 / 2 + 2 * 2) / (1 / 4 + 1 / 2 + 2),
      ].map((value) => value.toFixed(12)),
    );
    assert.deepEqual(loss, [4, 3, 2]);
  }
  assert.deepEqual(trainingCurves([log], { smoothing: 0 })[0].smoothed, [4, 3, 2]);
});

test("trainingCurves: a record of one step amid records of many hardly moves the mean", () => {
  const steps = [100, 200, 300, 301, 400, 500];
  const { smoothed } = trainingCurves([logOf([3, 3, 3, 1, 3, 3], steps)], { smoothing: 0.5 })[0];
  for (const value of smoothed) assert.ok(value > 2.98, String(value));
});

test("trainingCurves: a loss that falls by a power is followed without lag", () => {
  const losses = Array.from({ length: 5000 }, (_, at) => 2 + 3 / Math.sqrt(at + 1));
  const { smoothed, loss } = trainingCurves([logOf(losses)])[0];
  // Both ends are means to one side.
  for (let at = 20; at < smoothed.length - 20; at++) near(smoothed[at], loss[at], 0.003);
});

test("trainingCurves: a constant stays itself, and means lie within what they mean", () => {
  const losses = fc.array(fc.double({ min: 0.1, max: 9, noNaN: true }), { minLength: 2, maxLength: 40 });
  fc.assert(
    fc.property(losses, fc.double({ min: 0.01, max: 100, noNaN: true }), (drawn, smoothing) => {
      const { smoothed } = trainingCurves([logOf(drawn)], { smoothing })[0];
      for (const value of smoothed)
        assert.ok(value <= Math.max(...drawn) * (1 + 1e-12) && value >= Math.min(...drawn) * (1 - 1e-12));
      const flat = trainingCurves([logOf(drawn.map(() => 3))], { smoothing })[0].smoothed;
      for (const value of flat) near(value, 3, 1e-12);
    }),
  );
});

test("trainingCurves: long logs keep at most 200 records, rising, both ends, about even in log x, smoothed over all", () => {
  const losses = Array.from({ length: 50_000 }, (_, at) => 2 + 3 / Math.sqrt(at + 1));
  const log = logOf(losses);
  const { x, smoothed } = trainingCurves([log])[0];
  assert.ok(x.length > 100 && x.length <= 200, String(x.length));
  assert.equal(x[0], 10);
  assert.equal(x[x.length - 1], 500_000);
  const late = x.filter((value) => value > 1e4).slice(0, -1);
  late.slice(1).forEach((value, at) => {
    assert.ok(value > late[at]);
    near(Math.log(value / late[at]), Math.log(50_000) / 199, 0.05);
  });
  const all = trainingCurves([log], { points: 50_000 })[0];
  assert.equal(all.x.length, 50_000);
  assert.equal(smoothed[smoothed.length - 1], all.smoothed[49_999]);
});

test("trainingCurves: never more than the points asked for, ends among them", () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 2, maxLength: 60 });
  fc.assert(
    fc.property(gaps, fc.integer({ min: 2, max: 20 }), (drawn, points) => {
      let step = 0;
      const steps = drawn.map((gap) => {
        step += gap;
        return step;
      });
      const { x } = trainingCurves(
        [
          logOf(
            drawn.map(() => 1),
            steps,
          ),
        ],
        { by: "steps", points },
      )[0];
      assert.ok(x.length <= Math.max(points, 2) && x.length <= steps.length);
      assert.deepEqual([x[0], x[x.length - 1]], [steps[0], step]);
      assert.equal(new Set(x).size, x.length);
    }),
  );
});

test("trainingCurves: a record before the first token has no place on a logarithmic axis", () => {
  const log = logOf([5, 4, 3], [0, 1, 2]);
  assert.deepEqual(trainingCurves([log])[0].x, [10, 20]);
});

test("trainingCurves: refuses options and logs that have no curve", () => {
  const log = logOf([4, 3]);
  assert.throws(
    () => trainingCurves([log], { by: "hours" as "seconds" }),
    /by must be one of .* got "hours"/,
  );
  assert.throws(() => trainingCurves([log], { smoothing: -1 }), /smoothing must be .* got -1/);
  assert.throws(() => trainingCurves([log], { points: 1 }), /points must be .* at least 2, got 1/);
  const empty = { ...logOf([1, 1]), steps: new Float64Array(0), tokens: new Float64Array(0), name: "begun" };
  assert.throws(() => trainingCurves([empty]), /record with tokens above 0, got 0 without at "begun"/);
});

test("trainingCurves: the figure of that name draws what it gives, validations and rates included", async () => {
  const { logs } = await ownRuns();
  const curves = trainingCurves(logs, { by: "flops" });
  const drawn = figureOfCurves(curves, "training FLOPs");
  assert.equal(drawn.data.filter((trace) => trace.yaxis === "y2").length, logs.length);
  for (const { smoothed, loss, validation, name } of curves) {
    assert.ok(smoothed.length <= 200 && validation.loss.length === 8, name);
    // The last validation and the smoothed end of the training losses are means of the same thing.
    near(smoothed[smoothed.length - 1], validation.loss[7], 0.05, name);
    assert.ok(loss[0] > 3.9, name);
  }
});
