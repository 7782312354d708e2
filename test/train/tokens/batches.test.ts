import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { packageFolder } from "../../../src/dataset/index.ts";
import { train } from "../../../src/index.ts";
import { fingerprintOf } from "../../../src/train/tokens/fingerprint.ts";
import { permutation } from "../../../src/train/tokens/permutation.ts";

const folder = mkdtempSync(join(tmpdir(), "mixlab-batches-"));
after(() => rmSync(folder, { recursive: true }));
const stream = async (count: number) => {
  const file = join(folder, `${count}.tokens`);
  await train.writeTokens(file, [Int32Array.from({ length: count }, (_, at) => at)], {
    vocabularySize: 65_536,
  });
  return train.openTokens(file);
};

test("permutation: is one, for every count, seed and epoch", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 700 }),
      fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
      fc.integer({ min: 0, max: 2 ** 40 }),
      (count, seed, epoch) => {
        const order = permutation(count, seed, epoch);
        const seen = new Set(Array.from({ length: count }, (_, place) => order(place)));
        assert.equal(seen.size, count);
        for (const number of seen) assert.ok(number >= 0 && number < count);
      },
    ),
    { numRuns: 200 },
  );
});

test("permutation: every number comes first equally often (chi-square of 4000 seeds over 40 numbers below 80)", () => {
  for (const draw of [(at: number) => permutation(40, at, 0), (at: number) => permutation(40, 7, at)]) {
    const times = new Float64Array(40);
    for (let at = 0; at < 4000; at++) times[draw(at)(0)] += 1;
    const chiSquare = times.reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
    // 39 degrees of freedom: 80 is passed once in 10 000 draws; what is drawn here is fixed by the seeds.
    assert.ok(chiSquare < 80, `${chiSquare}`);
  }
});

test("permutation: neighbours are as far apart as in a fair order, at a million and at 2^48", () => {
  for (const count of [1_000_000, 2 ** 48]) {
    const order = permutation(count, 3, 5);
    let distance = 0;
    for (let place = 0; place < 3000; place++) distance += Math.abs(order(place + 1) - order(place)) / count;
    assert.ok(Math.abs(distance / 3000 - 1 / 3) < 0.02, `${distance / 3000}`);
  }
  assert.throws(() => permutation(0, 1, 1), /^RangeError: permutation: count must be .* got 0\.$/);
});

test("batches: an epoch predicts every token but the first exactly once, and the next in another order", async () => {
  const tokens = await stream(1 + 8 * 30 + 5);
  const source = train.batches(tokens, { sequences: 5, length: 8, seed: 1 });
  const epochs = [0, 1].map(async (epoch) => {
    const targets: number[] = [];
    for (let batch = 6 * epoch; batch < 6 * epoch + 6; batch++) {
      const rows = await source.at(batch);
      assert.equal(rows.length, 5 * 9);
      for (let row = 0; row < 5; row++) targets.push(...rows.subarray(row * 9 + 1, row * 9 + 9));
      assert.equal(source.epochAt(batch), epoch);
    }
    return targets;
  });
  const [first, second] = await Promise.all(epochs);
  const all = Array.from({ length: 240 }, (_, at) => at + 1);
  for (const targets of [first, second])
    assert.deepEqual(
      targets.toSorted((a, b) => a - b),
      all,
    );
  assert.notDeepEqual(first, second);
  await tokens.close();
});

test("batches: the same number gives the same batch whatever came before; another seed another", async () => {
  const tokens = await stream(5000);
  const options = { sequences: 3, length: 16, seed: 42 };
  const one = train.batches(tokens, options);
  const other = train.batches(tokens, options);
  for (const batch of [40, 2, 300, 41, 0]) {
    await one.at(batch + 1);
    assert.deepEqual(await one.at(batch), await other.at(batch));
  }
  assert.notDeepEqual(await one.at(0), await train.batches(tokens, { ...options, seed: 43 }).at(0));
  await tokens.close();
});

test("permutation: the orders are those of an implementation in Python", () => {
  const file = join(packageFolder(), "test/golden/train/permutation.json");
  const { cases } = JSON.parse(readFileSync(file, "utf8")) as { cases: readonly OrderCase[] };
  for (const { count, seed, epoch, numbers } of cases)
    assert.deepEqual(
      numbers.map((_, place) => permutation(count, seed, epoch)(place)),
      numbers,
    );
});

interface OrderCase {
  readonly count: number;
  readonly seed: number;
  readonly epoch: number;
  readonly numbers: readonly number[];
}

test("batches: rows begin where windowsAt says", async () => {
  const tokens = await stream(1001);
  const source = train.batches(tokens, { sequences: 4, length: 10, seed: 2024 });
  for (const batch of [0, 1, 25, 1e9]) {
    const rows = await source.at(batch);
    const starts = source.windowsAt(batch).map(({ token }) => token);
    assert.deepEqual(
      starts,
      [0, 1, 2, 3].map((row) => rows[row * 11]),
    );
  }
  await tokens.close();
});

test("batches: refuses tokens that fill no window, and sizes that are none", async () => {
  const tokens = await stream(8);
  const options = { sequences: 1, length: 8, seed: 1 };
  assert.throws(() => train.batches(tokens, options), /must hold the 9 tokens of one window, got 8/);
  for (const [change, message] of [
    [{ sequences: 0 }, /sequences must be a whole number of at least 1, got 0/],
    [{ length: 2.5 }, /length must be a whole number of at least 1, got 2\.5/],
    [{ seed: -1 }, /seed must be a whole number of at least 0, got -1/],
  ] as const)
    assert.throws(() => train.batches(tokens, { ...options, ...change }), message);
  await tokens.close();
});

test("fingerprints: a file too large to read whole is told from another by size and samples", async () => {
  const { open, stat } = await import("node:fs/promises");
  const file = join(folder, "1001.tokens");
  const handle = await open(file);
  const { size } = await stat(file);
  const part = { file, size, handle, first: 0, type: "uint16", offset: 512, count: 1001 } as const;
  const whole = await fingerprintOf(part);
  const sampled = await fingerprintOf(part, 1000);
  assert.deepEqual([whole.isWhole, sampled.isWhole], [true, false]);
  assert.notEqual(whole.sha256, sampled.sha256);
  assert.deepEqual([whole.largest, whole.largestAt], [1000, 1000]);
  await handle.close();
});
