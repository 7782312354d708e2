import { DataError, parseYaml, shown } from "../../table/index.ts";
import type { DecoderConfiguration } from "../configuration.ts";
import { checkFields, type FieldPlaces, type Fields, fieldError, OneOf, type Section } from "./fields.ts";
import { configurationOf, type TrainingPlan, type ValidationTokens } from "./plan.ts";

/** A plan as a file has it; tokens, name and seed may come from elsewhere. */
export interface TrainingConfig extends Omit<TrainingPlan, "tokens" | "name" | "seed"> {
  readonly name?: string;
  readonly seed?: number;
  readonly tokens?: readonly string[];
}

/** Longest configuration read. */
const maximumCharacters = 1_000_000;

const modelFields: Fields = {
  like: "text",
  vocabularySize: "a number",
  hiddenSize: "a number",
  layers: "a number",
  heads: "a number",
  keyValueHeads: "a number",
  headSize: "a number",
  feedForwardSize: "a number",
  sequenceLength: "a number",
  norm: new OneOf("rms", "gain-only-layer-norm"),
  normEpsilon: "a number",
  rotaryBase: "a number",
  queryKeyNorm: "true or false",
  tiedEmbeddings: "true or false",
};
const trainingFields: Fields = {
  sequences: "a number",
  microSequences: "a number",
  length: "a number",
  steps: "a number",
  schedule: {
    kind: new OneOf("constant", "cosine"),
    peak: "a number",
    warmupSteps: "a number",
    steps: "a number",
    floor: "a number",
  },
  adamW: {
    beta1: "a number",
    beta2: "a number",
    epsilon: "a number",
    weightDecay: "a number",
    decays: new OneOf("all", "matrices"),
  },
  clip: "a number",
  zLoss: "a number",
  initial: new OneOf("regmix", "normal"),
  saveEvery: { steps: "a number", minutes: "a number" },
  keep: "a number",
  keepEvery: "a number",
  validateEvery: "a number",
  validationSequences: "a number",
};
const topFields = ["name", "seed", "model", "tokens", "validation", "training"];
const neededModel = [
  "vocabularySize",
  "hiddenSize",
  "layers",
  "heads",
  "feedForwardSize",
  "sequenceLength",
] as const;
const needed = ["sequences", "length", "steps", "schedule"] as const;

/**
 * Reads the configuration of a run: YAML, or JSON, with the sections that `exampleTrainingConfig` shows. Values are
 * judged by `trainProxy`; here every key must be known and of its kind.
 *
 * @throws {DataError} naming file, line and field: no YAML, an unknown key with the nearest known one, a key that is
 *   missing, a value of another kind
 * @throws {RangeError} if the model is like no known shape, or its fields make none
 * @example const plan = { ...(await parseTrainingConfig(text)), name: "proxy-1", seed: 1, tokens: "train.bin" }
 */
export async function parseTrainingConfig(text: string, file = "the configuration"): Promise<TrainingConfig> {
  const { value, places } = await readYaml(text, file);
  const top = checkFields(
    value,
    Object.fromEntries(topFields.map((name) => [name, kindOfTop(name, value)])),
    [],
    places,
  );
  const require = (section: Section, names: readonly string[], path: readonly string[]) => {
    const missing = names.filter((name) => section[name] === undefined);
    if (missing.length > 0)
      throw fieldError(
        places,
        path,
        `${path.join(".") || "a configuration"} must have ${missing.join(", ")}, got none`,
        "mixlab train --example shows all of it.",
      );
  };
  require(top, ["model", "training"], []);
  const training = top.training as Section;
  require(training, needed, ["training"]);
  require(training.schedule as Section, ["kind", "peak"], ["training", "schedule"]);
  const { name, seed } = top as { readonly name?: string; readonly seed?: number };
  return {
    ...(training as unknown as Omit<TrainingConfig, "configuration" | "name" | "seed" | "tokens">),
    schedule: { warmupSteps: 0, ...(training.schedule as object) } as TrainingPlan["schedule"],
    configuration:
      typeof top.model === "string"
        ? configurationOf(top.model)
        : modelOf(top.model as Section, places, (names) => require(top.model as Section, names, ["model"])),
    ...(name === undefined ? {} : { name }),
    ...(seed === undefined ? {} : { seed }),
    ...(top.tokens === undefined ? {} : { tokens: filesOf(top.tokens, ["tokens"], places) }),
    ...(top.validation === undefined ? {} : { validation: validationOf(top.validation as Section, places) }),
  };
}

function kindOfTop(name: string, value: unknown): Fields[string] {
  if (name === "name") return "text";
  if (name === "seed") return "a number";
  if (name === "model") return typeof (value as Section | null)?.model === "string" ? "text" : modelFields;
  if (name === "training") return trainingFields;
  // Tokens and validation are read below: they hold names of files and domains.
  return "anything";
}

function modelOf(
  given: Section,
  places: FieldPlaces,
  require: (names: readonly string[]) => void,
): DecoderConfiguration {
  const { like, ...fields } = given as Partial<DecoderConfiguration> & { readonly like?: string };
  if (like === undefined) require(neededModel);
  const base = like === undefined ? {} : configurationOf(like);
  const usual = {
    norm: "rms",
    normEpsilon: 1e-5,
    rotaryBase: 10_000,
    queryKeyNorm: false,
    tiedEmbeddings: false,
  };
  const shape = { ...usual, ...base, ...fields } as DecoderConfiguration;
  const isReshaped = fields.hiddenSize !== undefined || fields.heads !== undefined;
  const { hiddenSize, heads } = shape;
  if (fields.headSize === undefined && isReshaped && hiddenSize % (2 * heads) !== 0)
    throw fieldError(
      places,
      ["model", fields.heads === undefined ? "hiddenSize" : "heads"],
      `model.heads must divide hiddenSize (${shown(hiddenSize)}) into heads of an even size, got ${shown(heads)}`,
      "Take other heads, or give headSize.",
    );
  return configurationOf({
    ...shape,
    keyValueHeads: fields.keyValueHeads ?? (fields.heads === undefined ? shape.keyValueHeads : fields.heads),
    headSize: fields.headSize ?? (isReshaped ? shape.hiddenSize / shape.heads : shape.headSize),
  });
}

function filesOf(value: unknown, path: readonly string[], places: FieldPlaces): readonly string[] {
  const files = Array.isArray(value) ? value : [value];
  if (files.length > 0 && files.every((file) => typeof file === "string" && file !== ""))
    return files as string[];
  throw fieldError(places, path, `${path.join(".")} must be a file or a list of files, got ${shown(value)}`);
}

function validationOf(value: Section, places: FieldPlaces): Readonly<Record<string, ValidationTokens>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw fieldError(
      places,
      ["validation"],
      `validation must hold a file for each domain, got ${shown(value)}`,
    );
  return Object.fromEntries(
    Object.entries(value).map(([domain, found]) => {
      const path = ["validation", domain];
      if (typeof found !== "object" || found === null || Array.isArray(found))
        return [domain, { tokens: filesOf(found, path, places) }];
      const { tokens, ...more } = found as Section;
      const { bytesPerToken } = checkFields(more, { bytesPerToken: "a number" }, path, places);
      return [
        domain,
        {
          tokens: filesOf(tokens, [...path, "tokens"], places),
          ...(bytesPerToken === undefined ? {} : { bytesPerToken: bytesPerToken as number }),
        },
      ];
    }),
  );
}

async function readYaml(
  text: string,
  file: string,
): Promise<{ readonly value: unknown; readonly places: FieldPlaces }> {
  const { yaml, document, lines } = await parseYaml("parseTrainingConfig", text, { file, maximumCharacters });
  const places: FieldPlaces = {
    file,
    lineOf(path) {
      const node = path.length === 0 ? document.contents : document.getIn(path, true);
      const start = yaml.isNode(node) ? node.range?.[0] : undefined;
      return start === undefined ? undefined : lines.linePos(start).line;
    },
  };
  try {
    return { value: document.toJS({ maxAliasCount: 0 }), places };
  } catch (cause) {
    throw new DataError(
      `parseTrainingConfig: ${file} must be YAML without aliases, got ${(cause as Error).message}. Write the values out.`,
      { file },
      { cause },
    );
  }
}
