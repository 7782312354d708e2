import assert from "node:assert/strict";
import { test } from "node:test";
import { PythonRandom } from "../../src/random/index.ts";
import draws from "../golden/random/draws.json" with { type: "json" };
import golden from "../golden/random/python.json" with { type: "json" };
import { assertStream, digest, hexOf } from "./streams.ts";

const range = (n: number): number[] => Array.from({ length: n }, (_, at) => at);

test("random: 100 000 numbers of each seed are CPython's, bit for bit", () => {
  for (const stream of golden.random) {
    const random = new PythonRandom(BigInt(stream.seed));
    const values = Float64Array.from({ length: stream.count }, () => random.random());
    assertStream(values, stream, `seed ${stream.seed}`);
  }
});

test("random: a number and a bigint of the same value seed alike, and so does its negative", () => {
  const first = [12345, 12345n, -12345, -12345n].map((seed) => new PythonRandom(seed).random());
  assert.equal(new Set(first).size, 1);
});

test("randbelow, getrandbits: 100 000 whole numbers are CPython's", () => {
  for (const { seed, call, count, first, sha256 } of golden.steps) {
    const random = new PythonRandom(seed);
    const size = Number(call[1]);
    const values = range(count).map(() =>
      call[0] === "randbelow" ? random.randbelow(size) : random.getrandbits(size),
    );
    assert.deepEqual(values.slice(0, 5), first, JSON.stringify(call));
    assert.equal(digest(values), sha256, JSON.stringify(call));
  }
});

test("getrandbitsBig: any number of bits is CPython's", () => {
  const random = new PythonRandom(97);
  for (const [k, bits] of golden.big)
    assert.equal(String(random.getrandbitsBig(Number(k))), bits, `${k} bits`);
});

test("sample: pool and set method are CPython's on both sides of the limit", () => {
  const random = new PythonRandom(5);
  for (const [n, k, draw] of golden.sample) {
    assert.deepEqual(random.sample(range(Number(n)), Number(k)), draw, `${k} of ${n}`);
  }
});

test("choices, choice, shuffleInPlace: one interleaved stream is CPython's", () => {
  const random = new PythonRandom(6);
  const { weights, plain, weighted, cumulative, choice, shuffle, after } = golden.mixed;
  assert.deepEqual(random.choices(range(1000), { k: 50 }), plain);
  assert.deepEqual(random.choices(range(5), { k: 50, weights }), weighted);
  assert.deepEqual(
    random.choices(range(5), { k: 20, cumulativeWeights: [3, 3, 4.5, 4.75, 11.75] }),
    cumulative,
  );
  assert.deepEqual(
    range(30).map(() => random.choice(range(17))),
    choice,
  );
  const items = range(40);
  random.shuffleInPlace(items);
  assert.deepEqual(items, shuffle);
  assert.equal(hexOf(random.random()), after);
});

test("sample: few-shot draws for the pools of 13 tasks are CPython's, 2000 documents long", () => {
  for (const [task, pool] of Object.entries(draws.pools)) {
    const items = range(pool.size);
    for (const [shots, wanted] of Object.entries(pool.firstThreeDocuments)) {
      const random = new PythonRandom(draws.seed);
      for (const draw of wanted)
        assert.deepEqual(random.sample(items, Number(shots) + pool.extra), draw, task);
    }
    const random = new PythonRandom(draws.seed);
    let hash = 0;
    for (let document = 0; document < 2000; document++) {
      random.sample(items, 5 + pool.extra).forEach((index, at) => {
        hash = (hash * 31 + index + at) % 1000000007;
      });
    }
    assert.equal(hash, pool.hashOf2000DocumentsAtFiveShots, task);
  }
});

test("clone: goes on from the same place, and neither moves the other", () => {
  const random = new PythonRandom(3);
  random.random();
  const copy = random.clone();
  assert.deepEqual(copy.sample(range(100), 9), random.sample(range(100), 9));
});

test("PythonRandom: refuses bad arguments, and names them", () => {
  const random = new PythonRandom(1);
  const cases: [() => unknown, RegExp][] = [
    [() => new PythonRandom(0.5), /seed must be a whole number, got 0.5/],
    [() => new PythonRandom(2 ** 60), /Beyond 2\^53 give a bigint/],
    [() => random.getrandbits(54), /k must be at most 53, got 54. Use getrandbitsBig/],
    [() => random.getrandbits(-1), /k must be a whole number from 0 up, got -1/],
    [() => random.randbelow(0), /n must be at least 1, got 0/],
    [() => random.choice([]), /items must not be empty/],
    [() => random.choices([]), /items must not be empty/],
    [() => random.choices([1, 2], { weights: [1] }), /weights must have 2 entries, got 1/],
    [() => random.choices([1, 2], { weights: [0, 0] }), /weights must have a positive sum, got 0/],
    [() => random.choices([1, 2], { weights: [1, -1] }), /weight must be a number from 0 up, got -1/],
    [() => random.sample([1, 2], 3), /k must be at most the 2 items there are, got 3/],
  ];
  for (const [run, message] of cases) assert.throws(run, { name: "RangeError", message });
  assert.throws(() => random.choices([1], { weights: [1], cumulativeWeights: [1] }), { name: "TypeError" });
});
