import assert from "node:assert/strict";
import { test } from "node:test";
import { betterThanStar, starPercents } from "../../../src/scaling/index.ts";

const point = (kind: "window" | "random", percent: number) => ({ kind, percent, flops: 1, points: 5 });
const star = { flops: 1, points: 5, percent: 2 };
const windows = [
  {
    target: "6.9B, M = 20",
    undetermined: 0,
    panels: [
      {
        quantity: "loss" as const,
        title: "loss",
        star,
        points: [
          point("window", 1),
          point("window", 3),
          point("random", 2),
          point("random", 5),
          point("random", 0.5),
        ],
      },
    ],
  },
];

test("betterThanStar: counts the sets that are strictly better, by kind, beside the middle one", () => {
  const common = { target: "6.9B, M = 20", quantity: "loss", starPercent: 2 };
  assert.deepEqual(betterThanStar(windows), [
    { ...common, kind: "window", better: 1, sets: 2, medianPercent: 2 },
    { ...common, kind: "random", better: 1, sets: 3, medianPercent: 2 },
  ]);
});

test("starPercents: by target and quantity", () => {
  assert.deepEqual(starPercents(windows), { "6.9B, M = 20": { loss: 2 } });
});
