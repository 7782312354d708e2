import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  chinchilla,
  downstream,
  fitLaw,
  irreduciblePower,
  type Law,
  type LossPoint,
  overTraining,
  power,
  predictLaw,
} from "../../src/scaling/index.ts";
import { near, redPajama } from "./points.ts";

test("fitLaw: all 128 published starts end in the optimum that 40-digit arithmetic gives", () => {
  const { values, starts, sumOfSquares } = fitLaw(overTraining, redPajama);
  // Gauss–Newton with mpmath at 40 digits, to a step below 1e-30.
  near(values.a, 212.236110248463, 1e-11, "a");
  near(values.b, 366.687173791266, 1e-11, "b");
  near(values.eta, 0.136425351254837, 1e-12, "eta");
  near(values.E, 1.83664837844982, 1e-12, "E");
  near(sumOfSquares, 0.0004256476704419511, 1e-11, "sum of squares");
  assert.deepEqual(starts, { tried: 128, converged: 128, agreed: 128 });
});

test("predictLaw: the public notebook's two losses, .7103 and .7320 % off", () => {
  const fit = fitLaw(overTraining, redPajama);
  const sizes = [
    { parameters: 1439795200, tokens: 1439795200 * 640 },
    { parameters: 6889410560, tokens: 6889410560 * 20 },
  ];
  const percent = predictLaw(fit, sizes).map((loss, at) => {
    const truth = [2.502053562117363, 2.424993099368689][at];
    return (100 * Math.abs(loss - truth)) / truth;
  });
  assert.deepEqual(
    Array.from(percent, (value) => value.toFixed(4)),
    ["0.7103", "0.7320"],
  );
});

test("laws: each derivative is that of the formula", () => {
  const check = <Input, Point extends Input, Name extends string>(
    law: Law<Input, Point, Name>,
    input: Input,
    values: readonly number[],
  ): void => {
    const x = new Float64Array(law.width);
    law.coordinates(input, x, 0);
    const gradient = new Float64Array(values.length);
    law.evaluate(x, 0, Float64Array.from(values), gradient);
    const scratch = new Float64Array(values.length);
    values.forEach((value, at) => {
      const step = 1e-6 * Math.max(1e-3, Math.abs(value));
      const moved = (by: number): number =>
        law.evaluate(
          x,
          0,
          Float64Array.from(values, (v, j) => (j === at ? v + by : v)),
          scratch,
        );
      const slope = (moved(step) - moved(-step)) / (2 * step);
      assert.ok(Math.abs(gradient[at] - slope) <= 1e-6 * (1e-3 + Math.abs(slope)), law.parameters[at]);
    });
  };
  const size = { parameters: 4e8, tokens: 8e9 };
  check(overTraining, size, [1.8, 212, 366, 0.136]);
  check(chinchilla, size, [1.7, 406, 411, 0.34, 0.28]);
  check(downstream, { loss: 2.9 }, [0.85, 2.2, 0.71]);
  check(irreduciblePower, { x: 1e19 }, [1.8, 300, 0.1]);
  check(power, { x: 1e19 }, [300, 0.1]);
});

test("fitLaw: finds the parameters that made the points, for every law", () => {
  const sizes = [1e7, 8e7, 1.5e8, 4e8, 1e9].flatMap((parameters) =>
    [5, 20, 80, 320].map((ratio) => ({ parameters, tokens: parameters * ratio })),
  );
  const predict = <Input, Point extends Input, Name extends string>(
    law: Law<Input, Point, Name>,
    values: Record<Name, number>,
    inputs: readonly Input[],
  ): number[] => Array.from(predictLaw({ law, values }, inputs));
  const same = <Name extends string>(fit: { values: Record<Name, number> }, values: Record<Name, number>) => {
    for (const name of Object.keys(values) as Name[]) near(fit.values[name], values[name], 1e-6, name);
  };
  const unit = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.tuple(unit, unit, unit, unit, unit), ([p, q, r, s, t]) => {
      const over = { E: 1 + p, a: 100 + 200 * q, b: 100 + 400 * r, eta: 0.1 + 0.08 * s };
      same(
        fitLaw(
          overTraining,
          predict(overTraining, over, sizes).map((loss, at) => ({ ...sizes[at], loss })),
        ),
        over,
      );
      const three = {
        E: 1 + p,
        A: 200 + 400 * q,
        B: 200 + 400 * r,
        alpha: 0.3 + 0.1 * s,
        beta: 0.25 + 0.1 * t,
      };
      same(
        fitLaw(
          chinchilla,
          predict(chinchilla, three, sizes).map((loss, at) => ({ ...sizes[at], loss })),
        ),
        three,
      );
      const task = { epsilon: 0.75 + 0.1 * p, k: 1 + 1.5 * q, gamma: 0.5 + 0.5 * r };
      const losses = [2.5, 3, 3.5, 4, 5, 6].map((loss) => ({ loss }));
      same(
        fitLaw(
          downstream,
          predict(downstream, task, losses).map((error, at) => ({ ...losses[at], error })),
        ),
        task,
      );
      const line = { E: 1 + p, a: 50 + 300 * q, b: 0.08 + 0.1 * r };
      const compute = [1e16, 1e17, 1e18, 1e19, 1e20].map((x) => ({ x }));
      same(
        fitLaw(
          irreduciblePower,
          predict(irreduciblePower, line, compute).map((y, at) => ({ ...compute[at], y })),
        ),
        line,
      );
    }),
    { numRuns: 40 },
  );
});

test("fitLaw: a plain power law is the straight line of logarithms", () => {
  const points = [
    { x: 1, y: 3 },
    { x: 10, y: 2 },
    { x: 100, y: 0.9 },
    { x: 1000, y: 0.7 },
  ];
  const [u, v] = [points.map(({ x }) => Math.log(x)), points.map(({ y }) => Math.log(y))];
  const mean = (list: number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
  const slope =
    mean(u.map((value, at) => (value - mean(u)) * (v[at] - mean(v)))) /
    mean(u.map((value) => (value - mean(u)) ** 2));
  const { values } = fitLaw(power, points);
  near(values.b, -slope, 1e-12);
  near(values.a, Math.exp(mean(v) - slope * mean(u)), 1e-12);
});

test("fitLaw: Huber's loss of logarithms with one wild run, as scipy has it; least squares are carried away", () => {
  const truth = { E: 1.7, A: 406, B: 411, alpha: 0.34, beta: 0.28 };
  const sizes = [1e7, 3e7, 1e8, 3e8, 1e9].flatMap((parameters) =>
    [5, 20, 80, 320].map((ratio) => ({ parameters, tokens: parameters * ratio })),
  );
  const losses = predictLaw({ law: chinchilla, values: truth }, sizes);
  const points = sizes.map((size, at) => ({ ...size, loss: losses[at] * (at === 7 ? 1.3 : 1) }));
  const robust = fitLaw(chinchilla, points, { residuals: "logarithm", loss: { huber: 1e-3 } });
  // scipy 1.17.1: least_squares(log f(q) - log y, loss="huber", f_scale=1e-3, xtol=ftol=gtol=1e-15)
  near(robust.values.E, 1.6984799148565166, 1e-7, "E");
  near(robust.values.A, 402.4742404107427, 1e-6, "A");
  near(robust.values.B, 410.7579382364147, 1e-6, "B");
  near(robust.values.alpha, 0.33934433, 1e-7, "alpha");
  near(robust.values.beta, 0.28000809, 1e-7, "beta");
  const squares = fitLaw(chinchilla, points);
  assert.ok(Math.abs(squares.values.E - truth.E) > 0.01);
});

test("fitLaw: says what is wrong with points and what to do", () => {
  const refuse = (points: readonly LossPoint[], message: RegExp): void =>
    void assert.throws(() => fitLaw(overTraining, points), message);
  refuse(
    redPajama.slice(0, 3),
    /points must be at least 4, since over-training has 4 parameters \(E, a, b, η\), got 3\. Add runs/,
  );
  refuse(
    [redPajama[0], redPajama[0], redPajama[0], redPajama[1]],
    /must differ in parameters or tokens at 4 places.*got 2 different among 4/,
  );
  refuse(
    [...redPajama.slice(0, 4), { ...redPajama[1], parameters: 2e8, tokens: 4e9 }],
    /at least two ratios of tokens to parameters, got 20\.0 alone/,
  );
  refuse(
    [...redPajama, { ...redPajama[0], loss: Number.NaN }],
    /loss must be above 0, got NaN at point 6 of 6\. Drop the run/,
  );
  refuse([...redPajama, { ...redPajama[0], loss: -1 }], /loss must be above 0, got -1 at point 6 of 6/);
  refuse(
    [...redPajama, { ...redPajama[0], tokens: 0 }],
    /tokens must be a number above 0, got 0 at point 6 of 6/,
  );
  assert.throws(
    () =>
      fitLaw(
        chinchilla,
        [1e7, 2e7, 4e7, 8e7, 16e7].map((parameters, at) => ({
          parameters,
          tokens: 1e10 + at,
          loss: 5 - at / 10,
        })),
      ),
    /points must differ in tokens/,
  );
  assert.throws(() => fitLaw(overTraining, redPajama, { iterations: 1 }), /must converge, got none/);
  assert.throws(() => fitLaw(overTraining, redPajama, { loss: { huber: 0 } }), /huber must be above 0/);
  assert.throws(
    () =>
      fitLaw(
        overTraining,
        [20, 40, 80, 160, 320].map((ratio) => ({ ...redPajama[0], tokens: 1e7 * ratio })),
      ),
    /points must differ in parameters, got 1\.06e\+7 alone: their term cannot be told from E/,
  );
  refuse(
    [...redPajama, { ...redPajama[0], loss: "5.4" as unknown as number }],
    /loss must be above 0, got "5\.4" at point 6 of 6/,
  );
});

test("fitLaw: options that mean nothing are refused, not passed over", () => {
  const refuse = (options: object, message: RegExp): void =>
    void assert.throws(() => fitLaw(overTraining, redPajama, options), message);
  refuse({ loss: "absolute" }, /loss must be "squares" or \{ huber: number \}, got "absolute"/);
  refuse({ loss: null }, /loss must be "squares"/);
  refuse({ loss: { huber: "1" } }, /loss\.huber must be above 0, got "1"/);
  refuse({ starts: [] }, /starts must hold one at least/);
  refuse(
    { starts: [{ E: 1, a: 1, b: 1 }] },
    /starts must give eta as a number, got undefined at start 1 of 1/,
  );
  refuse({ starts: [{ E: 1, a: -1, b: 1, eta: 0.1 }] }, /starts must give a as a number above 0, got -1/);
});

test("fitLaw: counts the starts that end in the best place, and those that end elsewhere not", () => {
  const errors = [0.5, 0.6, 0.66, 0.75, 0.85].map((error, at) => ({ loss: [5, 4, 3.5, 3, 2.5][at], error }));
  const { starts, sumOfSquares } = fitLaw(downstream, errors);
  assert.ok(starts.agreed > 1 && starts.agreed < starts.tried, JSON.stringify(starts));
  const alone = downstream.starts(errors).map(([epsilon, k, gamma]) => {
    const fit = fitLaw(downstream, errors, { starts: [{ epsilon, k, gamma }] });
    return fit.sumOfSquares <= sumOfSquares * (1 + 1e-6);
  });
  assert.equal(alone.filter((isBest) => isBest).length, starts.agreed);
});

test("fitLaw, predictLaw: a record in place of a list is a TypeError with the remedy", () => {
  const one = redPajama[0] as never;
  const fit = fitLaw(overTraining, redPajama);
  for (const [where, call] of [
    ["predictLaw: inputs", () => predictLaw(fit, one)],
    ["fitLaw: points", () => fitLaw(overTraining, one)],
    ["predictLaw: inputs", () => predictLaw(fit, undefined as never)],
  ] as const)
    assert.throws(call, (error: Error) => {
      assert.ok(error instanceof TypeError);
      assert.ok(error.message.startsWith(`${where} must be a list of { parameters, tokens }, got `));
      assert.match(error.message, /Put \[ \] about a single one\.$/);
      return true;
    });
});

test("fitLaw: as a string a fit is its description, which copies and JSON leave out", () => {
  const fit = fitLaw(overTraining, redPajama);
  assert.match(String(fit), /^over-training: L = E .*\n {2}E {2}1\.83665/);
  assert.ok(!Object.keys(fit).includes("toString"));
});
