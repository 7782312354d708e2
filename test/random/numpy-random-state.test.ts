import assert from "node:assert/strict";
import { test } from "node:test";
import { bigLog, fractionBits } from "../../src/random/exact/big.ts";
import { type ChoiceOptions, NumpyRandomState } from "../../src/random/index.ts";
import golden from "../golden/random/numpy.json" with { type: "json" };
import { assertStream, doubleOf, type GoldenStream, hexOf } from "./streams.ts";

interface Compared extends GoldenStream {
  readonly different: readonly (readonly (string | number)[])[];
  readonly after: string;
}

/** Puts numpy's misrounded values in place of ours, each of which must be the correct one of the golden. */
function withTheirRounding(ours: Float64Array, { different }: Compared, title: string): Float64Array {
  const theirs = ours.slice();
  for (const [at, numpy, correct] of different) {
    const place = Number(at);
    assert.equal(hexOf(ours[place]), correct, `${title}: correctly rounded value at ${at}`);
    theirs[place] = doubleOf(String(numpy));
  }
  return theirs;
}

const ulpsApart = (left: string | number, right: string | number): bigint => {
  const distance = BigInt(`0x${left}`) - BigInt(`0x${right}`);
  return distance < 0n ? -distance : distance;
};

test("randomSample: 100 000 numbers of each seed are numpy's, bit for bit", () => {
  for (const stream of golden.uniform) {
    const values = new Float64Array(stream.count);
    new NumpyRandomState(stream.seed).randomSampleInPlace(values);
    assertStream(values, stream, `seed ${stream.seed}`);
  }
});

test("standardGamma: 100 000 numbers of each shape are numpy's but for glibc's last-bit errors", () => {
  for (const stream of golden.gamma) {
    const title = `shape ${stream.shape}`;
    const random = new NumpyRandomState(stream.seed);
    const ours = Float64Array.from({ length: stream.count }, () => random.standardGamma(stream.shape));
    assertStream(withTheirRounding(ours, stream, title), stream, title);
    assert.equal(hexOf(random.randomSample()), stream.after, `${title}: position of the stream`);
    // A last-bit error of ln is carried through the power 1 / shape, or through the subtraction in 1 + c·x.
    const carried = BigInt(Math.max(8, Math.ceil(1 / stream.shape)));
    for (const [at, numpy, correct] of stream.different) {
      assert.ok(ulpsApart(numpy, correct) <= carried, `${title}: ulps between numpy and the truth at ${at}`);
    }
    assert.ok(stream.different.length < stream.count / 500, `${title}: places that differ`);
  }
});

test("standardGamma(1): where numpy's logarithm differs it is one ulp off, and 200 bits prove ours nearer", () => {
  const stream = golden.gamma.find(({ shape }) => shape === 1);
  assert.ok(stream !== undefined && stream.different.length > 50);
  const uniform = new Float64Array(stream.count);
  new NumpyRandomState(stream.seed).randomSampleInPlace(uniform);
  const fixed = (x: number) => BigInt(Math.round(x * 2 ** 100)) << BigInt(fractionBits - 100);
  const absolute = (x: bigint) => (x < 0n ? -x : x);
  for (const [at, numpy, correct] of stream.different) {
    const truth = -bigLog(1 - uniform[Number(at)]);
    const [theirs, ours] = [numpy, correct].map((hex) => absolute(truth - fixed(doubleOf(String(hex)))));
    assert.ok(ours < theirs, `at ${at}`);
    assert.equal(ulpsApart(numpy, correct), 1n, `at ${at}`);
  }
});

test("standardNormal: 100 000 numbers are numpy's but for glibc's last-bit errors", () => {
  for (const stream of golden.normal) {
    const title = `seed ${stream.seed}`;
    const random = new NumpyRandomState(stream.seed);
    const ours = Float64Array.from({ length: stream.count }, () => random.standardNormal());
    assertStream(withTheirRounding(ours, stream, title), stream, title);
    assert.equal(hexOf(random.standardNormal()), stream.partner, `${title}: waiting partner`);
    assert.equal(hexOf(random.randomSample()), stream.after, `${title}: position of the stream`);
  }
});

test("dirichlet: rows are numpy's but for glibc's last-bit errors", () => {
  for (const stream of golden.dirichlet) {
    const title = `${stream.alpha.length} columns`;
    const random = new NumpyRandomState(stream.seed);
    const ours = random.dirichlet(stream.alpha, stream.rows);
    assertStream(withTheirRounding(ours, stream, title), stream, title);
    assert.equal(hexOf(random.randomSample()), stream.after, `${title}: position of the stream`);
  }
});

test("dirichlet: first row, column sums and zeros of RegMix's 100 000 draws are the notebook's", () => {
  const { seed, alpha, rows, sums, zeros, firstRow } = golden.columnSums;
  const values = new NumpyRandomState(seed).dirichlet(alpha, rows);
  assert.deepEqual([...values.subarray(0, 17)], firstRow);
  const ours = new Array<number>(17).fill(0);
  let none = 0;
  values.forEach((value, at) => {
    ours[at % 17] += value;
    if (value === 0) none += 1;
  });
  assert.deepEqual(ours, sums);
  assert.equal(none, zeros);
  assert.equal(none, 39865);
});

test("skipDirichlet: leaves the stream where making the rows would", () => {
  const alphas = [
    golden.columnSums.alpha,
    [0.5, 1, 2.5],
    [0.999, 1e-7, 30],
    golden.columnSums.alpha.map((a) => a * 5),
  ];
  for (const alpha of alphas) {
    const made = new NumpyRandomState(8);
    const skipped = made.clone();
    made.dirichlet(alpha, 20_000);
    skipped.skipDirichlet(alpha, 20_000);
    assert.equal(skipped.randomSample(), made.randomSample(), `alpha ${alpha}`);
    assert.equal(skipped.standardNormal(), made.standardNormal());
  }
});

test("randint, permutation, shuffleInPlace, choice, normal, gamma: one interleaved stream is numpy's", () => {
  const random = new NumpyRandomState(golden.whole.seed);
  for (const { call, value } of golden.whole.steps) {
    const [name, first, second] = call;
    const many = (draw: () => number) => value.map(draw);
    const run: Record<string, () => number[]> = {
      randint: () => many(() => random.randint(Number(first), Number(second))),
      permutation: () => random.permutation(Number(first)),
      shuffle: () => {
        const items = Array.from({ length: Number(first) }, (_, at) => at);
        random.shuffleInPlace(items);
        return items;
      },
      choice: () => random.choice(Number(first), second as ChoiceOptions),
      randomSample: () => many(() => random.randomSample()),
      normal: () => many(() => random.normal(Number(first), Number(second))),
      gamma: () => many(() => random.gamma(Number(first), Number(second))),
    };
    assert.deepEqual(run[String(name)](), value, JSON.stringify(call));
  }
});

test("choice and permutation: elements of an array are chosen by their positions", () => {
  const items = ["a", "b", "c", "d", "e"];
  const positions = new NumpyRandomState(5).choice(5, { size: 4, replace: false });
  assert.deepEqual(
    new NumpyRandomState(5).choice(items, { size: 4, replace: false }),
    positions.map((at) => items[at]),
  );
  assert.deepEqual(
    new NumpyRandomState(5).permutation(items),
    new NumpyRandomState(5).permutation(5).map((at) => items[at]),
  );
  assert.deepEqual(items, ["a", "b", "c", "d", "e"]);
});

test("clone: goes on from the same place, the waiting normal included, and neither moves the other", () => {
  const random = new NumpyRandomState(3);
  random.standardNormal();
  const copy = random.clone();
  const draws = (from: NumpyRandomState) => [
    from.standardNormal(),
    from.standardGamma(0.3),
    from.randint(0, 9),
  ];
  assert.deepEqual(draws(copy), draws(random));
});

test("NumpyRandomState: refuses what numpy refuses, and names it", () => {
  const random = new NumpyRandomState(1);
  const cases: [() => unknown, RegExp][] = [
    [() => new NumpyRandomState(-1), /seed must be a whole number from 0 to 4294967295, got -1/],
    [() => new NumpyRandomState(2 ** 32), /got 4294967296/],
    [() => new NumpyRandomState(0.5), /got 0.5/],
    [() => new NumpyRandomState([]), /seed must not be empty/],
    [() => new NumpyRandomState([1, -2]), /got -2/],
    [() => random.standardGamma(-0.1), /standardGamma: shape must be a number from 0 up, got -0.1/],
    [() => random.gamma(1, Number.NaN), /gamma: scale must be a number from 0 up, got NaN/],
    [() => random.normal(0, -1), /normal: deviation/],
    [() => random.dirichlet([], 2), /alpha must not be empty/],
    [() => random.dirichlet([1, 0], 2), /alpha must be positive, got 0 at position 1/],
    [() => random.dirichlet([1, 2], -1), /count must be a whole number from 0 up, got -1/],
    [() => random.dirichletInPlace(new Float64Array(3), [1, 1]), /rows must hold rows of 2 values, got 3/],
    [() => random.skipDirichlet([1, -1], 2), /alpha must be positive, got -1 at position 1/],
    [() => random.randint(3, 3), /randint: high must be a whole number above low/],
    [() => random.choice(0), /pool must not be empty/],
    [() => random.choice(2, { size: 3, replace: false }), /size must be at most 2/],
    [() => random.choice(2, { p: [0.5, 0.6] }), /p must sum to 1, got a sum of 1.1/],
    [() => random.choice(2, { p: [1.5, -0.5] }), /p must not be negative, got -0.5 at position 1/],
    [() => random.choice(2, { p: [1] }), /p must have 2 entries, got 1/],
    [() => random.choice(2, { size: 2, replace: false, p: [1, 0] }), /at least 2 positive entries, got 1/],
  ];
  for (const [run, message] of cases) assert.throws(run, { name: "RangeError", message });
});
