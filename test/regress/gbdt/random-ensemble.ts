import fc from "fast-check";
import type { Ensemble, Tree } from "../../../src/regress/gbdt/tree.ts";
import { type Matrix, matrix } from "../../../src/table/index.ts";

const tiny = Math.fround(1e-35);

/** Values near which comparisons go wrong: zero, the zero threshold and its neighbours, infinities, NaN, ties. */
export const awkward: readonly number[] = [
  0,
  -0,
  tiny,
  -tiny,
  tiny * (1 + Number.EPSILON),
  -tiny * (1 + Number.EPSILON),
  5e-324,
  1e-36,
  0.25,
  0.5,
  -0.5,
  1,
  Infinity,
  -Infinity,
  Number.NaN,
];

interface Draw {
  readonly features: number;
  readonly leaves: readonly number[];
  readonly picks: readonly number[];
}

const thresholds = awkward.filter((value) => !Number.isNaN(value));
const types = [0, 2, 4, 6, 8, 10];

function treeOf(leaves: number, features: number, next: () => number): Tree {
  const inner = leaves - 1;
  const leftChild = new Int32Array(inner);
  const rightChild = new Int32Array(inner);
  const parents = new Int32Array(leaves).fill(-1);
  for (let node = 0; node < inner; node++) {
    const split = node === 0 ? 0 : next() % (node + 1);
    const parent = parents[split];
    if (parent >= 0) {
      if (leftChild[parent] === ~split) leftChild[parent] = node;
      else rightChild[parent] = node;
    }
    leftChild[node] = ~split;
    rightChild[node] = ~(node + 1);
    parents[split] = node;
    parents[node + 1] = node;
  }
  const internalCount = new Int32Array(inner);
  const leafCount = Int32Array.from({ length: leaves }, () => 1 + (next() % 50));
  const countOf = (child: number): number => (child >= 0 ? internalCount[child] : leafCount[~child]);
  for (let node = inner - 1; node >= 0; node--) {
    internalCount[node] = countOf(leftChild[node]) + countOf(rightChild[node]);
  }
  return {
    leaves,
    splitFeature: Int32Array.from({ length: inner }, () => next() % features),
    splitGain: Float64Array.from({ length: inner }, () => Math.fround(next() / 7)),
    threshold: Float64Array.from({ length: inner }, () => {
      const pick = next();
      return pick % 2 === 0 ? thresholds[pick % thresholds.length] : (pick % 1000) / 999;
    }),
    decisionType: Uint8Array.from({ length: inner }, () => types[next() % types.length]),
    leftChild,
    rightChild,
    leafValue: Float64Array.from({ length: leaves }, () => (next() - 5e8) / 1e9),
    leafWeight: Float64Array.from(leafCount),
    leafCount,
    internalValue: new Float64Array(inner),
    internalWeight: Float64Array.from(internalCount),
    internalCount,
    shrinkage: 0.1,
  };
}

/** Any ensemble of up to 40 trees of up to 80 leaves, all kinds of missing values, and rows that are hard on it. */
export const anyEnsembleAndRows: fc.Arbitrary<{ ensemble: Ensemble; rows: Matrix }> = fc
  .record<Draw>({
    features: fc.integer({ min: 1, max: 6 }),
    leaves: fc.array(fc.integer({ min: 1, max: 80 }), { maxLength: 40 }),
    picks: fc.array(fc.integer({ min: 0, max: 1e9 }), { minLength: 60, maxLength: 200 }),
  })
  .map(({ features, leaves, picks }) => {
    let at = 0;
    const next = () => {
      at += 1;
      return (picks[at % picks.length] + Math.imul(at, 2654435761)) >>> 2;
    };
    const featureNames = Array.from({ length: features }, (_, k) => `f${k}`);
    const trees = leaves.map((count) => treeOf(count, features, next));
    const used = trees.flatMap((tree) => [...tree.threshold]);
    const values = Float64Array.from({ length: features * 60 }, () => {
      const pick = next();
      if (pick % 3 === 0) return awkward[(pick >> 3) % awkward.length];
      return pick % 3 === 1 && used.length > 0 ? used[(pick >> 3) % used.length] : (pick % 1009) / 1008;
    });
    const ensemble: Ensemble = {
      featureNames,
      featureInfos: featureNames.map(() => "[0:1]"),
      objective: "regression",
      trees,
    };
    return { ensemble, rows: matrix(featureNames, values) };
  });
