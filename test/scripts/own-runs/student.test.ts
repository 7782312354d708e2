import assert from "node:assert/strict";
import { test } from "node:test";
import { adam } from "../../../scripts/own-runs/adam.ts";
import { vocabulary } from "../../../scripts/own-runs/source.ts";
import {
  arrays,
  beginStudent,
  lossAndGradient,
  parameterCount,
  predictInto,
  workspace,
  zeros,
} from "../../../scripts/own-runs/student.ts";

const width = 4;
const contexts = Int32Array.of(0, 65, 130, 4095, 777, 777, 2000, 64);
const words = Int32Array.of(0, 63, 5, 9, 5, 6, 7, 1);

test("parameterCount: counts every number that a student has", () => {
  for (const size of [4, 8, 64]) {
    const student = zeros(size);
    assert.equal(
      parameterCount(size),
      arrays.reduce((sum, name) => sum + student[name].length, 0),
    );
  }
});

test("lossAndGradient: every derivative is the slope between two losses near by", () => {
  const student = beginStudent(width, [1, 2]);
  const room = workspace(width, contexts.length);
  const gradient = zeros(width);
  const scratch = zeros(width);
  const loss = () => lossAndGradient(student, contexts, words, scratch, room);
  lossAndGradient(student, contexts, words, gradient, room);
  const step = 1e-5;
  let seen = 0;
  for (const name of arrays) {
    student[name].forEach((kept, at) => {
      student[name][at] = kept + step;
      const above = loss();
      student[name][at] = kept - step;
      const below = loss();
      student[name][at] = kept;
      const slope = (above - below) / (2 * step);
      // Central differences are off by step² times a third derivative, and by rounding of about 1e-16 / step.
      assert.ok(
        Math.abs(slope - gradient[name][at]) < 1e-8,
        `${name}[${at}]: ${gradient[name][at]} not ${slope}`,
      );
      if (Math.abs(slope) > 1e-4) seen += 1;
    });
  }
  assert.ok(seen > 500, `only ${seen} of ${parameterCount(width)} derivatives can be told from zero`);
});

test("lossAndGradient: the loss is the mean of −ln of the predicted shares, which sum to 1", () => {
  const student = beginStudent(width, [3]);
  const room = workspace(width, contexts.length);
  const loss = lossAndGradient(student, contexts, words, zeros(width), room);
  predictInto(room, student, contexts);
  let sum = 0;
  for (let row = 0; row < contexts.length; row++) {
    const shares = room.logits.subarray(row * vocabulary, (row + 1) * vocabulary);
    assert.ok(Math.abs(shares.reduce((total, value) => total + Math.exp(value), 0) - 1) < 1e-13);
    sum -= shares[words[row]];
  }
  assert.ok(Math.abs(sum / contexts.length - loss) < 1e-13);
});

test("adam: two steps are those of Kingma and Ba's Algorithm 1 by hand", () => {
  const [student, gradient] = [zeros(width), zeros(width)];
  const optimiser = adam(width);
  gradient.hidden[3] = -0.5;
  optimiser.stepInPlace(student, gradient, 0.01);
  assert.ok(Math.abs(student.hidden[3] - 0.01) < 1e-9);
  gradient.hidden[3] = 0.1;
  optimiser.stepInPlace(student, gradient, 0.01);
  const mean = (0.9 * 0.1 * -0.5 + 0.1 * 0.1) / (1 - 0.9 ** 2);
  const square = (0.99 * 0.01 * 0.25 + 0.01 * 0.01) / (1 - 0.99 ** 2);
  assert.ok(Math.abs(student.hidden[3] - (0.01 - (0.01 * mean) / Math.sqrt(square))) < 1e-9);
  assert.equal(student.hidden[2], 0);
});
