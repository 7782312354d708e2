import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { checkSchedule, type LearningRateSchedule, learningRateAt } from "../../../src/train/index.ts";

/** lit-gpt's get_lr, in iterations of micro-batches. */
function getLr(iteration: number, peak: number, floor: number, warmup: number, decay: number): number {
  if (iteration < warmup) return (peak * iteration) / warmup;
  if (iteration > decay) return floor;
  return floor + 0.5 * (1 + Math.cos((Math.PI * (iteration - warmup)) / (decay - warmup))) * (peak - floor);
}

test("learningRateAt: RegMix's proxies climb 100 steps from 0 and stay", () => {
  const schedule = { kind: "constant", peak: 4e-4, warmupSteps: 100 } as const;
  assert.equal(learningRateAt(schedule, 0), 0);
  assert.equal(learningRateAt(schedule, 50), 2e-4);
  assert.equal(learningRateAt(schedule, 100), 4e-4);
  assert.equal(learningRateAt(schedule, 999), 4e-4);
});

test("learningRateAt: a cosine starts at the peak, is half-way in the middle and stays at its floor", () => {
  const schedule = { kind: "cosine", peak: 4e-4, warmupSteps: 1000, steps: 25_000, floor: 1e-5 } as const;
  assert.equal(learningRateAt(schedule, 1000), 4e-4);
  assert.ok(Math.abs(learningRateAt(schedule, 13_000) - 2.05e-4) < 1e-18);
  assert.ok(Math.abs(learningRateAt(schedule, 25_000) - 1e-5) < 1e-18);
  assert.equal(learningRateAt(schedule, 30_000), 1e-5);
});

test("learningRateAt: is lit-gpt's rate at the last micro-batch of a step", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ min: 1, max: 64 }),
      fc.integer({ min: 0, max: 50 }),
      fc.integer({ min: 51, max: 250 }),
      (step, accumulation, warmupSteps, steps) => {
        const schedule = { kind: "cosine", peak: 3e-3, warmupSteps, steps, floor: 3e-5 } as const;
        const last = (step + 1) * accumulation - 1;
        const theirs = getLr(last, 3e-3, 3e-5, warmupSteps * accumulation, steps * accumulation);
        assert.ok(Math.abs(learningRateAt(schedule, step, { accumulation }) - theirs) < 1e-12);
      },
    ),
  );
});

test("learningRateAt: refuses steps and schedules that are none", () => {
  const schedule: LearningRateSchedule = { kind: "constant", peak: 1, warmupSteps: 0 };
  assert.equal(checkSchedule("test", schedule), schedule);
  assert.throws(() => learningRateAt(schedule, -1), /learningRateAt: step must be/);
  assert.throws(() => learningRateAt(schedule, 1, { accumulation: 0 }), /accumulation must be/);
  const cases: [Partial<Record<keyof LearningRateSchedule, unknown>>, RegExp][] = [
    [{ kind: "linear" }, /^test: kind must be "constant" or "cosine", got "linear"/],
    [{ peak: -1 }, /^test: peak must be a number from 0 up, got -1/],
    [{ warmupSteps: Number.NaN }, /^test: warmupSteps must be/],
    [{ kind: "cosine" }, /^test: steps must be a number above warmupSteps \(0\) for a cosine, got undefined/],
    [{ kind: "cosine", warmupSteps: 9, steps: 9 }, /^test: steps must be a number above warmupSteps \(9\)/],
  ];
  for (const [change, message] of cases)
    assert.throws(() => checkSchedule("test", { ...schedule, ...change } as LearningRateSchedule), {
      name: "RangeError",
      message,
    });
});
