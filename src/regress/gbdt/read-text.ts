import { type DataError, shown } from "../../table/index.ts";
import { type Field, LineReader } from "./text-lines.ts";
import type { Ensemble, Tree } from "./tree.ts";

/** What a model text holds: the ensemble, and the parameters it was trained with where they are given. */
export interface ModelText extends Ensemble {
  readonly parameters: Readonly<Record<string, string>> | undefined;
}

/** Where the text comes from, for error messages. */
export interface ReadModelTextOptions {
  readonly file?: string;
}

const mostFeatures = 1_000_000;
const mostTrees = 1_000_000;
const mostLeaves = 131_072;
const mostHeaderLines = 64;
const mostTreeLines = 22;
const everyNumber = [-Infinity, Infinity] as const;
const finite = [-Number.MAX_VALUE, Number.MAX_VALUE] as const;
const counts = [0, 2 ** 31 - 1] as const;

/** Objectives whose prediction is the plain sum of leaves. */
const plainObjectives = ["regression", "regression_l1", "huber", "fair", "quantile", "mape"];

/**
 * Reads a model that LightGBM saved as text.
 *
 * Nothing in the text is trusted: sizes, children, columns and numbers are checked before they are used.
 *
 * Source  LightGBM model text, version 4; test/golden/lightgbm
 * Differs refuses what it cannot predict with: categorical splits, several classes, linear leaves, averaged forests,
 *         objectives that transform the sum
 *
 * @throws {DataError} with file and line, if the text is cut, was tampered with, or holds one of those
 * @example readModelText(readFileSync("pile_cc.txt", "utf8"), { file: "pile_cc.txt" })
 */
export function readModelText(text: string, { file }: ReadModelTextOptions = {}): ModelText {
  const lines = new LineReader(text, file);
  if (lines.peek() !== "tree")
    throw lines.error(`the text must start with a line "tree", got ${shown(lines.peek())}`);
  const header = lines.fields("the header", mostHeaderLines);
  const { featureNames, featureInfos, objective } = readHeader(lines, header);
  const sizesField = header.get("tree_sizes");
  const sizes = sizesField === undefined ? undefined : readSizes(lines, sizesField);
  const trees: Tree[] = [];
  while (lines.peek() !== "end of trees") {
    const line = lines.line;
    if (trees.length === (sizes?.length ?? mostTrees))
      throw lines.error(`"end of trees" must follow ${trees.length} trees, got ${shown(lines.peek())}`);
    const { tree, size } = readTree(lines, trees.length, featureNames.length);
    const expected = sizes?.[trees.length];
    if (expected !== undefined && size !== expected) {
      throw lines.error(
        `Tree=${trees.length} must have ${expected} bytes as in tree_sizes, got ${size}`,
        line,
      );
    }
    trees.push(tree);
  }
  if (sizes !== undefined && trees.length < sizes.length) {
    throw lines.error(`the text must have ${sizes.length} trees as in tree_sizes, got ${trees.length}`);
  }
  return { featureNames, featureInfos, objective, trees, parameters: readParameters(lines) };
}

function readHeader(
  lines: LineReader,
  header: ReadonlyMap<string, Field>,
): Pick<Ensemble, "featureNames" | "featureInfos" | "objective"> {
  const field = (key: string) => lines.need(header, key, "the header");
  const refuse = (got: Field, rule: string) =>
    lines.error(`${got.key} must be ${rule}, got ${shown(got.value)}`, got.line);
  const version = field("version");
  if (version.value !== "v4") throw refuse(version, "v4");
  for (const key of ["num_class", "num_tree_per_iteration"]) {
    const got = field(key);
    if (got.value !== "1") throw refuse(got, "1: multiclass models are not read");
  }
  const averaged = header.get("average_output");
  if (averaged !== undefined) {
    throw lines.error(
      "average_output must be absent: random forests, which average, are not read",
      averaged.line,
    );
  }
  const features = lines.integer(field("max_feature_idx"), -1, mostFeatures - 1) + 1;
  const objective = field("objective");
  if (
    !plainObjectives.includes(objective.value.split(" ")[0]) ||
    objective.value.split(" ").includes("sqrt")
  ) {
    throw refuse(objective, `one of ${plainObjectives.join(", ")}: others transform the sum of the trees`);
  }
  const words = (key: string) => {
    const got = field(key);
    const values = got.value === "" ? [] : got.value.split(" ");
    if (values.length !== features)
      throw lines.error(`${key} must have ${features} values, got ${values.length}`, got.line);
    return values;
  };
  const featureNames = words("feature_names");
  if (new Set(featureNames).size < features) {
    throw lines.error("feature_names must differ, got one twice", field("feature_names").line);
  }
  return { featureNames, featureInfos: words("feature_infos"), objective: objective.value };
}

function readSizes(lines: LineReader, field: Field): Float64Array {
  const count = field.value === "" ? 0 : field.value.split(" ").length;
  if (count > mostTrees)
    throw lines.error(`tree_sizes must name at most ${mostTrees} trees, got ${count}`, field.line);
  return lines.numbers(field, new Float64Array(count), [1, Number.MAX_SAFE_INTEGER]);
}

function readTree(lines: LineReader, at: number, features: number): { tree: Tree; size: number } {
  const where = `Tree=${at}`;
  const start = lines.line;
  if (lines.peek() !== where)
    throw lines.error(`a tree must start with ${where}, got ${shown(lines.peek())}`);
  const fields = lines.fields(where, mostTreeLines);
  if (lines.next(`an empty line after ${where}`) !== "") {
    throw lines.error(`${where} must end in two empty lines, got one`);
  }
  let size = 2;
  for (const { key, value } of fields.values()) size += key.length + 1 + value.length + 1;
  const tree = readNodes(lines, fields, where, features);
  const problem = treeProblem(tree);
  if (problem !== undefined) throw lines.error(`${where} must be a tree, got ${problem}`, start);
  return { tree, size };
}

function readNodes(
  lines: LineReader,
  fields: ReadonlyMap<string, Field>,
  where: string,
  features: number,
): Tree {
  const need = (key: string) => lines.need(fields, key, where);
  const leaves = lines.integer(need("num_leaves"), 1, mostLeaves);
  const inner = leaves - 1;
  refuseUnless(lines, need("num_cat"), "0: categorical splits are not read");
  const linear = fields.get("is_linear");
  if (linear !== undefined) refuseUnless(lines, linear, "0: linear trees are not read");
  const optional = <Numbers extends Float64Array | Int32Array | Uint8Array>(
    key: string,
    into: Numbers,
    bounds: readonly [number, number],
  ): Numbers => {
    const field = fields.get(key);
    return field === undefined ? into : lines.numbers(field, into, bounds);
  };
  const split = <Numbers extends Float64Array | Int32Array>(
    key: string,
    into: Numbers,
    bounds: readonly [number, number],
  ): Numbers => (inner === 0 ? into : lines.numbers(need(key), into, bounds));
  // Reloading drops the weight of a one-leaf tree; an empty array keeps the text as it was.
  const weightless = leaves === 1 && (fields.get("leaf_weight")?.value ?? "") === "";
  const shrinkage = fields.get("shrinkage");
  return {
    leaves,
    splitFeature: split("split_feature", new Int32Array(inner), [0, features - 1]),
    splitGain: optional("split_gain", new Float64Array(inner), everyNumber).map(Math.fround),
    threshold: split("threshold", new Float64Array(inner), everyNumber),
    decisionType: optional("decision_type", new Uint8Array(inner), [0, 255]).map((type) => {
      if ((type & 1) === 0 && type <= 10) return type;
      const { line } = need("decision_type");
      throw lines.error(`decision_type must be 0, 2, 4, 6, 8 or 10 (numeric), got ${type}`, line);
    }),
    leftChild: split("left_child", new Int32Array(inner), [-leaves, inner - 1]),
    rightChild: split("right_child", new Int32Array(inner), [-leaves, inner - 1]),
    leafValue: lines.numbers(need("leaf_value"), new Float64Array(leaves), finite),
    leafWeight: weightless
      ? new Float64Array(0)
      : optional("leaf_weight", new Float64Array(leaves), everyNumber),
    leafCount: optional("leaf_count", new Int32Array(leaves), counts),
    internalValue: optional("internal_value", new Float64Array(inner), everyNumber),
    internalWeight: optional("internal_weight", new Float64Array(inner), everyNumber),
    internalCount: optional("internal_count", new Int32Array(inner), counts),
    shrinkage: shrinkage === undefined ? 1 : lines.numbers(shrinkage, new Float64Array(1), finite)[0],
  };
}

function refuseUnless(lines: LineReader, field: Field, rule: string): void {
  if (field.value !== "0")
    throw lines.error(`${field.key} must be ${rule}, got ${shown(field.value)}`, field.line);
}

/** What keeps the children from forming one tree over all nodes and leaves, if anything does. */
function treeProblem(tree: Tree): string | undefined {
  const inner = tree.leaves - 1;
  const seen = new Uint8Array(inner + tree.leaves);
  const waiting = inner === 0 ? [] : [0];
  let met = waiting.length;
  while (waiting.length > 0) {
    const node = waiting.pop()!;
    for (const child of [tree.leftChild[node], tree.rightChild[node]]) {
      const place = child >= 0 ? child : inner + ~child;
      if (child === 0 || seen[place] === 1) {
        return child >= 0 ? `node ${child} with two parents (a cycle)` : `leaf ${~child} with two parents`;
      }
      seen[place] = 1;
      met += 1;
      if (child >= 0) waiting.push(child);
    }
  }
  return inner === 0 || met === inner + tree.leaves
    ? undefined
    : `${inner + tree.leaves - met} nodes or leaves that the root does not reach`;
}

function readParameters(lines: LineReader): Readonly<Record<string, string>> | undefined {
  lines.next('"end of trees"');
  while (lines.peek() !== undefined && lines.peek() !== "parameters:") lines.next("parameters");
  if (lines.peek() === undefined) return undefined;
  lines.next('"parameters:"');
  const found: [string, string][] = [];
  for (;;) {
    const line = lines.line;
    const text = lines.next('"end of parameters"');
    if (text === "") break;
    const colon = text.indexOf(": ");
    if (!text.startsWith("[") || !text.endsWith("]") || colon < 0) {
      throw lines.error(`a parameter must read "[key: value]", got ${shown(text)}`, line) satisfies DataError;
    }
    found.push([text.slice(1, colon), text.slice(colon + 2, -1)]);
  }
  if (lines.peek() !== "end of parameters") {
    throw lines.error(`"end of parameters" must follow the parameters, got ${shown(lines.peek())}`);
  }
  return Object.fromEntries(found);
}
