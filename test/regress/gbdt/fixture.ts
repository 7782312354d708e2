import { readFileSync } from "node:fs";
import type { Ensemble } from "../../../src/regress/gbdt/tree.ts";
import { type Matrix, matrix } from "../../../src/table/index.ts";

/** Names of the LightGBM goldens that hold a model. */
export const fixtureNames: readonly string[] = [
  "basic_early_stop",
  "bundled_sparse",
  "bundled_sparse_off",
  "heavy_tailed_label",
  "nan_missing",
  "no_split",
  "regularised",
  "sampling_seeded",
  "ties_negative_ints",
  "tiny_min_leaf_1",
  "weighted",
];

type Rows = readonly (readonly (number | null)[])[];

interface FixtureTree {
  readonly num_leaves: number;
  readonly shrinkage: number;
  readonly threshold: readonly (number | "Infinity")[];
  readonly [column: string]: number | readonly (number | "Infinity")[];
}

/** One golden: data, parameters and LightGBM's answers. */
export interface Fixture {
  readonly X: Rows;
  readonly X_test: Rows;
  readonly expected: {
    readonly feature_infos: readonly string[];
    readonly trees: readonly FixtureTree[];
    readonly predict_test: readonly number[];
    readonly contrib_test_first8: readonly (readonly number[])[];
    readonly importance_split: readonly number[];
    readonly importance_gain_full: readonly number[];
    readonly importance_gain_after_reload: readonly number[];
    readonly model_text_reloaded?: string;
    readonly model_text_training_booster?: string;
  };
}

export function readFixture(name: string): Fixture {
  const file = new URL(`../../../../test/golden/lightgbm/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8"));
}

/** Rows of a golden, null read as NaN. */
export function fixtureMatrix(rows: Rows): Matrix {
  const names = rows[0].map((_, at) => `Column_${at}`);
  return matrix(
    names,
    Float64Array.from(rows.flat(), (value) => value ?? Number.NaN),
  );
}

/** The trees of a golden, at full precision. */
export function fixtureEnsemble({ expected }: Fixture): Ensemble {
  return {
    featureNames: expected.feature_infos.map((_, at) => `Column_${at}`),
    featureInfos: expected.feature_infos,
    objective: "regression",
    trees: expected.trees.map((tree) => {
      const numbers = (key: string) => (tree[key] as (number | string)[]).map(Number);
      return {
        leaves: tree.num_leaves,
        splitFeature: Int32Array.from(numbers("split_feature")),
        splitGain: Float64Array.from(numbers("split_gain_f32")),
        threshold: Float64Array.from(numbers("threshold")),
        decisionType: Uint8Array.from(numbers("decision_type")),
        leftChild: Int32Array.from(numbers("left_child")),
        rightChild: Int32Array.from(numbers("right_child")),
        leafValue: Float64Array.from(numbers("leaf_value")),
        leafWeight: Float64Array.from(numbers("leaf_weight")),
        leafCount: Int32Array.from(numbers("leaf_count")),
        internalValue: Float64Array.from(numbers("internal_value")),
        internalWeight: Float64Array.from(numbers("internal_weight")),
        internalCount: Int32Array.from(numbers("internal_count")),
        shrinkage: tree.shrinkage,
      };
    }),
  };
}
