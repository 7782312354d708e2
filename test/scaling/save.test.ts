import assert from "node:assert/strict";
import { test } from "node:test";
import { fitLaw, overTraining, power, profile, readLaw, writeLaw } from "../../src/scaling/index.ts";
import { redPajama } from "./points.ts";

const fit = fitLaw(overTraining, redPajama);
const text = writeLaw(fit);

test("readLaw: gives back what writeLaw wrote, bit for bit, with its intervals", () => {
  const read = readLaw(text, overTraining);
  assert.deepEqual(read, fit);
  assert.deepEqual(profile(read, "a", { level: 0.5 }), profile(fit, "a", { level: 0.5 }));
  assert.equal(writeLaw(readLaw(text)), text);
  const robust = fitLaw(
    power,
    [1, 2, 3].map((x) => ({ x, y: 3 / x + x / 9 })),
    { loss: { huber: 0.01 } },
  );
  assert.deepEqual(readLaw(writeLaw(robust), power), robust);
});

test("readLaw: says what is wrong with a file", () => {
  const changed = (change: object): string => JSON.stringify({ ...JSON.parse(text), ...change });
  const cases: readonly [string, RegExp][] = [
    ["nonsense", /a law must be JSON with "format": "mixlab law", got "nonsense" in laws\.json/],
    ["[1]", /must be JSON with/],
    [changed({ version: 2 }), /version must be 1, got 2/],
    [changed({ law: "moore" }), /law must be one of over-training, .* got "moore"/],
    [changed({ law: "chinchilla" }), /law must be over-training, got "chinchilla"/],
    [changed({ objective: { residuals: "odd" } }), /objective must have residuals/],
    [changed({ values: { ...fit.values, a: -1 } }), /values\.a must be a number above 0, got -1/],
    [changed({ values: { E: 1 } }), /values\.a must be a number above 0, got undefined/],
    [changed({ values: { ...fit.values, E: 1.9 } }), /values must be the fit of the points/],
    [changed({ points: [] }), /points must be at least 4, got 0/],
    [changed({ points: "many" }), /points must be a list/],
    [
      changed({ points: [...redPajama, { parameters: 1, tokens: "2", loss: 3 }] }),
      /readLaw: tokens must be a number above 0, got "2" at point 6 .* File: laws\.json\./,
    ],
    [
      changed({ points: [...redPajama, { parameters: 1, tokens: 2, loss: null }] }),
      /loss must be above 0, got null/,
    ],
  ];
  for (const [bad, message] of cases)
    assert.throws(() => readLaw(bad, overTraining, { file: "laws.json" }), message);
});
