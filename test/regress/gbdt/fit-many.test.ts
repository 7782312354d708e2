import assert from "node:assert/strict";
import { test } from "node:test";
import { fitBooster, fitBoosters } from "../../../src/regress/index.ts";
import { randomSwarm } from "./random-swarm.ts";

const swarm = randomSwarm(90, 4, 3);
const settings = { numIterations: 40, minDataInLeaf: 5, metrics: ["l2"] } as const;

for (const threads of [1, 2]) {
  test(`fitBoosters: ${threads} thread(s) give the boosters of fitBooster, bit for bit`, async () => {
    const seen: string[] = [];
    const boosters = await fitBoosters(swarm, {
      ...settings,
      threads,
      onProgress: ({ target, done, total }) => seen.push(`${target} ${done}/${total}`),
    });
    assert.deepEqual(Object.keys(boosters), ["target_0", "target_1", "target_2"]);
    for (const [target, booster] of Object.entries(boosters)) {
      const alone = fitBooster(swarm, { ...settings, target });
      assert.deepEqual(booster.toText(), alone.toText());
      assert.deepEqual(booster.ensemble, alone.ensemble);
      assert.deepEqual(booster.history, alone.history);
      assert.deepEqual(
        [booster.bestIteration, booster.stoppedBy, booster.stopSet, booster.parameters],
        [alone.bestIteration, alone.stoppedBy, alone.stopSet, alone.parameters],
      );
      assert.deepEqual(booster.predict(swarm.mixtures), alone.predict(swarm.mixtures));
    }
    assert.equal(seen.length, 3);
    assert.match(seen[2], / 3\/3$/);
  });
}

for (const threads of [1, 2]) {
  test(`fitBoosters: on ${threads} thread(s) an abort ends what waits and what runs, with the signal's reason`, async () => {
    const controller = new AbortController();
    let fitted = 0;
    const fitting = fitBoosters(swarm, {
      ...settings,
      threads,
      signal: controller.signal,
      onProgress: () => {
        fitted += 1;
        controller.abort(new Error("enough"));
      },
    });
    await assert.rejects(fitting, /enough/);
    assert.equal(fitted, 1);
  });
}

test("fitBoosters: an unknown target is refused by its nearest name", async () => {
  await assert.rejects(
    fitBoosters(swarm, { targets: ["target_9"] }),
    /fitBoosters: target must be one of the 3 known names, got "target_9". Did you mean "target_0"\?/,
  );
  await assert.rejects(fitBoosters(swarm, { targets: [] }), /targets must name loss columns/);
});
