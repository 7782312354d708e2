import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { dataset, mixture, table } from "../index.ts";
import { mixtureOf } from "./inputs.ts";
import { leaveReceipt } from "./receipt.ts";
import type { Verb } from "./verb.ts";

/** `mixlab sample`: draws the mixtures to train proxies on. */
export const verb: Verb = {
  summary: "draw mixtures for proxies around a prior, as RegMix does",
  usage: [
    "sample --count 512 --seed 42 --out mixtures/",
    "sample --prior prior.yaml --count 64 --csv mixtures.csv",
  ],
  details:
    "Writes n1.yaml … in the layout that the authors' training reads, and mixtures.csv with one row a run. Same seed, same mixtures, on every machine.",
  options: {
    prior: {
      type: "string",
      value: "FILE",
      help: "YAML mixture of the available tokens, or regmix for The Pile (default)",
    },
    count: { type: "string", value: "N", help: "mixtures to draw (default 512)" },
    seed: { type: "string", value: "N", help: "seed (default 42)" },
    epochs: {
      type: "string",
      value: "N",
      help: "largest share of a domain as a multiple of its prior (default 15)",
    },
    temperature: { type: "string", value: "T", help: "exponent on the prior's shares (default 0.5)" },
    out: { type: "string", value: "FOLDER", help: "folder for the YAML files and mixtures.csv" },
    csv: { type: "string", value: "FILE", help: "write one CSV only" },
    json: { type: "boolean", help: "print the mixtures as JSON" },
  },
  async run(given) {
    const named = given.text("prior") ?? "regmix";
    const { shares, prefixes } = await mixtureOf(named);
    const prior = named === "regmix" ? mixture.regmixSamplerPrior : shares;
    const sampled = mixture.sampleMixtures(prior, {
      count: given.number("count", 512),
      seed: given.number("seed", 42),
      epochs: given.number("epochs", 15),
      temperature: given.number("temperature", 0.5),
    });
    const out = given.text("out");
    if (out !== undefined) requireUnused(out, sampled.ids);
    const csv = given.text("csv") ?? (out === undefined ? undefined : join(out, "mixtures.csv"));
    if (out !== undefined) {
      for (const [row, id] of sampled.ids.entries()) {
        await dataset.writeWhole(
          join(out, `n${id}.yaml`),
          mixture.toYaml(table.rowRecord(sampled.mixtures, row), { prefixes }),
        );
      }
    }
    const text = table.matrixToCsv(sampled.mixtures, sampled.ids);
    if (csv !== undefined) {
      await dataset.writeWhole(csv, text);
      await leaveReceipt(csv, given, given.number("seed", 42));
    }
    if (given.flag("json")) {
      console.log(
        JSON.stringify(
          sampled.ids.map((id, row) => ({ id, mixture: table.rowRecord(sampled.mixtures, row) })),
        ),
      );
    } else if (csv === undefined) process.stdout.write(text);
    else
      console.log(
        `${sampled.ids.length} mixtures over ${sampled.mixtures.names.length} domains → ${out ?? csv}`,
      );
    return 0;
  },
};

/** Mixtures of an earlier draw would be read as part of this one. */
function requireUnused(folder: string, ids: readonly string[]): void {
  const wanted = new Set(ids.map((id) => `n${id}.yaml`));
  const strangers = existsSync(folder)
    ? readdirSync(folder).filter((name) => /\.ya?ml$/.test(name) && !wanted.has(name))
    : [];
  if (strangers.length > 0) {
    throw new RangeError(
      `sample: --out must hold no other mixtures, got ${strangers.length} in ${folder}, e.g. ${strangers[0]}. Name another folder, or remove them.`,
    );
  }
}
