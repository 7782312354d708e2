import { stat } from "node:fs/promises";
import { dataset, mixture, table } from "../index.ts";
import type { Arguments, OptionText } from "./verb.ts";
import { inWords } from "./words.ts";

/** Options that name a swarm; shared by the verbs that read one. */
export const swarmOptions: Readonly<Record<string, OptionText>> = {
  mixtures: {
    type: "string",
    value: "FILE",
    help: "CSV of mixtures (a column of run ids, one column a domain), or a folder of YAML mixtures",
  },
  losses: { type: "string", value: "FILE", help: "CSV of losses: the same run ids, one column a target" },
  id: {
    type: "string",
    value: "COLUMN",
    help: "column of run ids (default: index, id, run, run_id or name)",
  },
};

/** Reads the swarm that `--mixtures` and `--losses` name; `regmix` as mixtures stands for the published 1M runs. */
export async function swarmOf(given: Arguments): Promise<table.Swarm> {
  if (given.required("mixtures") === "regmix") {
    given.refuse(["losses", "id"], "--mixtures regmix brings its own losses and ids");
    return (await dataset.regmix("1m")).train;
  }
  return swarmOfFiles(given.required("mixtures"), given.required("losses"), given);
}

/** How the names of mixtures in a folder end. */
export const mixtureEndings: readonly string[] = [".yaml", ".yml"];

/** Reads mixtures from a CSV, or from a folder of YAML files named by run id, and joins them with a CSV of losses. */
async function swarmOfFiles(mixtures: string, losses: string, given: Arguments): Promise<table.Swarm> {
  const isFolder = await stat(mixtures).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return dataset.readSwarm(mixtures, losses, idOf(given));
  const gathered = await mixture.collect(await dataset.readFolder(mixtures, mixtureEndings), {
    normalised: false,
  });
  const lossTable = await dataset.readNumericCsv(losses, idOf(given));
  return table.joinSwarm(
    mixtures,
    { ids: gathered.ids, numbers: gathered.mixtures, file: mixtures },
    lossTable,
  );
}

/** Options that name the runs on which early stopping looks; shared by the verbs that fit. */
export const stopOptions: Readonly<Record<string, OptionText>> = {
  "stop-mixtures": {
    type: "string",
    value: "FILE",
    help: "CSV of mixtures to stop early on, or regmix for the published test runs, as the authors do (default: a fifth of the runs)",
  },
  "stop-losses": { type: "string", value: "FILE", help: "CSV of losses to stop early on" },
};

/** Reads the swarm that `--stop-mixtures` and `--stop-losses` name, if they do. */
export async function stopSwarmOf(given: Arguments): Promise<table.Swarm | undefined> {
  const mixtures = given.text("stop-mixtures");
  if (mixtures === undefined) {
    given.refuse(["stop-losses"], "it needs --stop-mixtures FILE");
    return undefined;
  }
  if (mixtures === "regmix") {
    given.refuse(["stop-losses"], "--stop-mixtures regmix brings its own losses");
    return (await dataset.regmix("1m")).test;
  }
  return swarmOfFiles(mixtures, given.required("stop-losses"), given);
}

/** The column of run ids, where the command line names it. */
export function idOf(given: Arguments): dataset.SwarmOptions {
  const id = given.text("id");
  return id === undefined ? {} : { id };
}

/** Says on standard error what a careful reader should know about a fit. */
export function warn(warnings: readonly string[]): void {
  for (const warning of warnings) console.error(`warning: ${inWords(warning)}`);
}

/** A mixture, and the prefixes its file puts before the names of domains; files written from it put the same. */
export interface PrefixedMixture {
  readonly shares: mixture.Mixture;
  readonly prefixes: mixture.YamlPrefixes;
}

/** Reads a mixture: `regmix` for the shares of The Pile, else a YAML file as `mixlab sample` writes it. */
export async function mixtureOf(name: string): Promise<PrefixedMixture> {
  if (name === "regmix") return { shares: dataset.regmixPrior, prefixes: mixture.pilePrefixes };
  const text = await dataset.readText(name);
  const { mixture: weights } = await mixture.fromYaml(text, { file: name });
  const pile = text.includes(mixture.pilePrefixes.train);
  return {
    shares: mixture.normalise(weights),
    prefixes: pile ? mixture.pilePrefixes : { train: "", valid: "" },
  };
}

/** Reads a CSV of `domain,tokens`. */
export async function tokensOf(file: string): Promise<Readonly<Record<string, number>>> {
  const { ids, numbers } = table.numericCsv(table.parseCsv(await dataset.readText(file), { file }), {
    id: "domain",
  });
  const tokens = table.column(numbers, "tokens");
  return Object.fromEntries(ids.map((domain, at) => [domain, tokens[at]]));
}

/** Caps of all domains from tokens × epochs ÷ target tokens, where the command line asks for them. */
export async function capsOf(
  given: Arguments,
  domains: readonly string[],
): Promise<Readonly<Record<string, number>>> {
  const file = given.text("tokens");
  if (file === undefined) {
    given.refuse(["epochs", "target-tokens"], "they need --tokens FILE");
    return {};
  }
  given.required("target-tokens");
  const tokens = await tokensOf(file);
  const lacking = domains.find((domain) => !Object.hasOwn(tokens, domain));
  if (lacking !== undefined) {
    throw new table.DataError(
      `capsOf: ${file} must have a row for every domain, got none for "${lacking}". Add its tokens; without them it would have no cap.`,
      { file, row: lacking },
    );
  }
  return mixture.caps(tokens, {
    epochs: given.number("epochs", 4),
    targetTokens: given.number("target-tokens", 0),
  });
}
