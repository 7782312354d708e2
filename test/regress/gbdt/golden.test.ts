import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { binTable } from "../../../src/regress/gbdt/dataset.ts";
import { lcg } from "../../../src/regress/gbdt/lcg.ts";
import { resolveParameters } from "../../../src/regress/gbdt/parameters.ts";
import { train } from "../../../src/regress/gbdt/train.ts";
import type { Tree } from "../../../src/regress/gbdt/tree.ts";
import { type Matrix, matrix } from "../../../src/table/index.ts";
import { parametersNamed } from "./parameter-names.ts";

type Cell = number | string | null;

interface Fixture {
  readonly params: Readonly<Record<string, number | boolean>>;
  readonly rounds: number;
  readonly early_stopping_rounds: number;
  readonly X: readonly (readonly Cell[])[];
  readonly y: readonly number[];
  readonly weight: readonly number[] | null;
  readonly X_valid: readonly (readonly Cell[])[];
  readonly y_valid: readonly number[];
  readonly expected: {
    readonly best_iteration: number;
    readonly feature_infos: readonly string[];
    readonly bin_upper_bounds: readonly (readonly Cell[] | null)[];
    readonly default_bin: readonly (number | null)[];
    readonly most_freq_bin: readonly (number | null)[];
    readonly trees: readonly Readonly<Record<string, number | readonly Cell[]>>[];
    readonly valid_l1: readonly number[];
    readonly valid_l2: readonly number[];
  };
}

const folder = new URL("../../../../test/golden/lightgbm/", import.meta.url);
const readGolden = <Kind>(name: string): Kind =>
  JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8")) as Kind;

const toNumber = (cell: Cell): number => (cell === null ? Number.NaN : Number(cell));

function tableOf(rows: readonly (readonly Cell[])[]): Matrix {
  const names = rows[0].map((_, at) => `Column_${at}`);
  return matrix(names, Float64Array.from(rows.flat(), toNumber));
}

const treeFields: Readonly<Record<string, keyof Tree>> = {
  num_leaves: "leaves",
  shrinkage: "shrinkage",
  split_feature: "splitFeature",
  threshold: "threshold",
  decision_type: "decisionType",
  left_child: "leftChild",
  right_child: "rightChild",
  leaf_value: "leafValue",
  leaf_weight: "leafWeight",
  leaf_count: "leafCount",
  internal_count: "internalCount",
  internal_value: "internalValue",
  internal_weight: "internalWeight",
  split_gain_f32: "splitGain",
};

const goldens = [
  "basic_early_stop",
  "ties_negative_ints",
  "tiny_min_leaf_1",
  "nan_missing",
  "bundled_sparse",
  "bundled_sparse_off",
  "heavy_tailed_label",
  "regularised",
  "sampling_seeded",
  "weighted",
  "no_split",
];

for (const name of goldens) {
  test(`train: ${name} equals LightGBM in every bit of every tree, metric and bound`, () => {
    const golden = readGolden<Fixture>(name);
    const { expected } = golden;
    const features = tableOf(golden.X);
    const parameters = { ...parametersNamed(golden.params), numIterations: golden.rounds };

    const table = binTable(features, resolveParameters("train", parameters));
    assert.deepEqual(table.infos, expected.feature_infos);
    for (const { column, bounds, defaultBin, mostFrequentBin } of table.columns) {
      assert.deepEqual(Array.from(bounds), expected.bin_upper_bounds[column]?.map(toNumber));
      assert.equal(defaultBin, expected.default_bin[column]);
      assert.equal(mostFrequentBin, expected.most_freq_bin[column]);
    }

    const result = train(features, Float64Array.from(golden.y), parameters, {
      weights: golden.weight === null ? undefined : Float64Array.from(golden.weight),
      validation: { features: tableOf(golden.X_valid), labels: Float64Array.from(golden.y_valid) },
      stoppingRounds: golden.early_stopping_rounds,
    });
    assert.equal(result.bestIteration, expected.best_iteration);
    assert.equal(result.ensemble.trees.length, expected.trees.length);
    for (const [at, tree] of result.ensemble.trees.entries()) {
      for (const [field, ours] of Object.entries(treeFields)) {
        const theirs = expected.trees[at][field];
        const [got, wanted] =
          typeof theirs === "number"
            ? [tree[ours], theirs]
            : [Array.from(tree[ours] as Float64Array), theirs.map(toNumber)];
        assert.deepEqual(got, wanted, `${field} of tree ${at}`);
      }
    }
    assert.deepEqual(Array.from(result.history.l1), expected.valid_l1);
    assert.deepEqual(Array.from(result.history.l2), expected.valid_l2);
  });
}

interface LcgGolden {
  readonly seed: number;
  readonly short_0_32767: readonly number[];
  readonly next_float: readonly number[];
  readonly int_0_1000: readonly number[];
  readonly samples: readonly { seed: number; n: number; k: number; out: readonly number[] }[];
  readonly seeds_from_42: Readonly<Record<string, number>>;
}

test("lcg: draws and samples equal LightGBM's", () => {
  const golden = readGolden<LcgGolden>("lcg");
  const random = lcg(golden.seed);
  const draws = (draw: () => number, like: readonly number[]) => assert.deepEqual(like.map(draw), like);
  draws(() => random.short(0, 32767), golden.short_0_32767);
  draws(() => random.float(), golden.next_float);
  draws(() => random.int(0, 1000), golden.int_0_1000);
  for (const { seed, n, k, out } of golden.samples) {
    assert.deepEqual(Array.from(lcg(seed).sample(n, k)), out);
  }
});

test("seed: 42 sets the seeds that LightGBM draws from it", () => {
  const { seeds_from_42: wanted } = readGolden<LcgGolden>("lcg");
  const { dataRandomSeed, baggingSeed, featureFractionSeed } = resolveParameters("train", { seed: 42 });
  assert.deepEqual(
    { dataRandomSeed, baggingSeed, featureFractionSeed },
    {
      dataRandomSeed: wanted.data_random_seed,
      baggingSeed: wanted.bagging_seed,
      featureFractionSeed: wanted.feature_fraction_seed,
    },
  );
});
