import { shown } from "../../table/index.ts";
import { importances } from "./importance.ts";
import { format6, format17 } from "./number-format.ts";
import type { Ensemble, Tree } from "./tree.ts";

/** What goes into a model text beside the trees. */
export interface ModelTextOptions {
  /** Written as `[key: value]` lines, in this order; without it the text ends after the importances. */
  readonly parameters?: Readonly<Record<string, string | number>>;
}

/**
 * Writes an ensemble as LightGBM does, so that LightGBM's own tools load it.
 *
 * Shape   one text, lines ended by \n; the same bytes as LightGBM's for the same trees
 * Source  LightGBM model text, version 4; test/golden/lightgbm
 * Differs without `parameters` the text ends after the importances; LightGBM loads it all the same
 *
 * @throws {RangeError} if a feature name is empty or holds white space, which the format cannot carry
 * @example writeFileSync("pile_cc.txt", writeModelText(booster.ensemble))
 */
export function writeModelText(ensemble: Ensemble, { parameters }: ModelTextOptions = {}): string {
  for (const name of ensemble.featureNames) {
    if (!/^\S+$/.test(name)) {
      throw new RangeError(`writeModelText: feature names must have no white space, got ${shown(name)}.`);
    }
  }
  const blocks = ensemble.trees.map((tree, at) => treeBlock(tree, at));
  const header = [
    "tree",
    "version=v4",
    "num_class=1",
    "num_tree_per_iteration=1",
    "label_index=0",
    `max_feature_idx=${ensemble.featureNames.length - 1}`,
    `objective=${ensemble.objective}`,
    `feature_names=${ensemble.featureNames.join(" ")}`,
    `feature_infos=${ensemble.featureInfos.join(" ")}`,
    `tree_sizes=${blocks.map((block) => block.length).join(" ")}`,
  ];
  const used = importances(ensemble)
    .filter(({ splits }) => splits > 0)
    .sort((a, b) => b.splits - a.splits)
    .map(({ feature, splits }) => `${feature}=${splits}\n`);
  const tail = parameters === undefined ? "" : parameterBlock(parameters);
  return `${header.join("\n")}\n\n${blocks.join("")}end of trees\n\nfeature_importances:\n${used.join("")}${tail}`;
}

function parameterBlock(parameters: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries(parameters).map(([key, value]) => `[${key}: ${value}]\n`);
  return `\nparameters:\n${lines.join("")}\nend of parameters\n\npandas_categorical:null\n`;
}

function treeBlock(tree: Tree, at: number): string {
  const inner = tree.leaves - 1;
  const line = (key: string, values: ArrayLike<number>, length: number, print: (value: number) => string) =>
    `${key}=${Array.from({ length: Math.min(length, values.length) }, (_, k) => print(values[k])).join(" ")}`;
  return `${[
    `Tree=${at}`,
    `num_leaves=${tree.leaves}`,
    "num_cat=0",
    line("split_feature", tree.splitFeature, inner, String),
    line("split_gain", tree.splitGain, inner, format6),
    line("threshold", tree.threshold, inner, format17),
    line("decision_type", tree.decisionType, inner, String),
    line("left_child", tree.leftChild, inner, String),
    line("right_child", tree.rightChild, inner, String),
    line("leaf_value", tree.leafValue, tree.leaves, format17),
    line("leaf_weight", tree.leafWeight, tree.leaves, format17),
    line("leaf_count", tree.leafCount, tree.leaves, String),
    line("internal_value", tree.internalValue, inner, format6),
    line("internal_weight", tree.internalWeight, inner, format6),
    line("internal_count", tree.internalCount, inner, String),
    "is_linear=0",
    `shrinkage=${format6(tree.shrinkage)}`,
  ].join("\n")}\n\n\n`;
}
