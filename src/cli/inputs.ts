import { dataset, mixture, table } from "../index.ts";
import { type Arguments, type OptionText, UsageError } from "./verb.ts";

/** Options that name a swarm; shared by the verbs that read one. */
export const swarmOptions: Readonly<Record<string, OptionText>> = {
  mixtures: {
    type: "string",
    value: "FILE",
    help: "CSV of mixtures: a column of run ids, one column a domain",
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
  if (given.required("mixtures") === "regmix") return (await dataset.regmix("1m")).train;
  const id = given.text("id");
  return dataset.readSwarm(
    given.required("mixtures"),
    given.required("losses"),
    id === undefined ? {} : { id },
  );
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

/** Caps from tokens × epochs ÷ target tokens, where the command line asks for them. */
export async function capsOf(given: Arguments): Promise<Readonly<Record<string, number>>> {
  const file = given.text("tokens");
  if (file === undefined) {
    if (given.text("epochs") ?? given.text("target-tokens"))
      throw new UsageError("--epochs and --target-tokens need --tokens FILE");
    return {};
  }
  given.required("target-tokens");
  return mixture.caps(await tokensOf(file), {
    epochs: given.number("epochs", 4),
    targetTokens: given.number("target-tokens", 0),
  });
}
