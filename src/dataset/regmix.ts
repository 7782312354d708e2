import type { Swarm } from "../table/index.ts";
import type { NamedText } from "./files.ts";
import { datasetEntry, readManifest } from "./manifest.ts";
import { regmixPrior } from "./prior.ts";
import { type ResolveOptions, resolveFile } from "./resolve.ts";
import { swarmOfCsv } from "./swarm-files.ts";

/** Scales at which RegMix published runs. */
export type RegmixScale = "1m" | "60m" | "1b";

/** Published runs of one scale: those to test on, and at 1M those to fit on. */
export interface RegmixRuns {
  readonly test: Swarm;
  /** The Pile's shares of tokens, as the authors' notebook has them. */
  readonly prior: Readonly<Record<string, number>>;
}

/** The 1M proxies: 512 runs to fit on, 256 to test on. */
export interface RegmixProxies extends RegmixRuns {
  readonly train: Swarm;
}

const suffix = { "1m": "1m", "60m": "60m", "1b": "1B" } as const;

/**
 * The published runs of RegMix: 17 domains of The Pile, 13 validation losses.
 *
 * Units   weights as published, 3 decimals, rows sum to .996 to 1.003; losses in nats per token
 * Source  Liu et al. 2024, arXiv:2407.01492; repository sail-sg/regmix, MIT
 *
 * @throws {DataError} if the files are nowhere to be had, or their bytes are not the published ones
 * @example const swarm = await regmix("1m")
 */
export async function regmix(scale: "1m", options?: ResolveOptions): Promise<RegmixProxies>;
export async function regmix(scale: "60m" | "1b", options?: ResolveOptions): Promise<RegmixRuns>;
export async function regmix(scale: RegmixScale, options: ResolveOptions = {}): Promise<RegmixRuns> {
  if (!(scale in suffix))
    throw new RangeError(`regmix: scale must be "1m", "60m" or "1b", got ${JSON.stringify(scale)}.`);
  const read = await reader(`regmix/${scale}`, options);
  const swarm = async (part: "train" | "test"): Promise<Swarm> => {
    const [mixtures, losses] = await Promise.all([
      read(`regmix/${part}_mixture_${suffix[scale]}.csv`),
      read(`regmix/${part}_pile_loss_${suffix[scale]}.csv`),
    ]);
    return swarmOfCsv(mixtures, losses, { name: `regmix/${scale} ${part}` });
  };
  const test = await swarm("test");
  return scale === "1m"
    ? ({ train: await swarm("train"), test, prior: regmixPrior } as RegmixProxies)
    : { test, prior: regmixPrior };
}

/**
 * The YAML texts of the Human, DoReMi, Pile-CC-only and RegMix mixtures of the 1B runs. Human and DoReMi are weights
 * of 22 domains with 5 left out: normalise before use (`mixture.collect` does).
 */
export async function regmixMixtures(options: ResolveOptions = {}): Promise<readonly NamedText[]> {
  const read = await reader("regmix/mixtures", options);
  return Promise.all(
    ["human", "doremi", "pile_cc_only", "regmix"].map(async (name) => {
      const { text } = await read(`regmix/config_1b/${name}.yaml`);
      return { name: `${name}.yaml`, text };
    }),
  );
}

async function reader(dataset: string, options: ResolveOptions) {
  const entry = datasetEntry(await readManifest(), dataset);
  return async (path: string): Promise<{ file: string; text: string }> => {
    const file = entry.files.find((candidate) => candidate.path === path);
    if (file === undefined)
      throw new Error(`regmix: the manifest must name ${path}. Restore data/manifest.json.`);
    return { file: path, text: new TextDecoder().decode(await resolveFile(file, options)) };
  };
}
