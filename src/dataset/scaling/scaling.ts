import { join } from "node:path";
import { type FilesOptions, resolveFiles } from "../fetch.ts";
import { type NamedText, readFolder, readText } from "../files.ts";
import { datasetEntry, readManifest } from "../manifest.ts";
import { assembleTestbed } from "./assemble.ts";
import { maximumCharacters } from "./fields.ts";
import type { ScalingTestbed } from "./types.ts";

/** Files of the published data set that are not read: the evaluation's own settings. */
const unread = "scaling/heavy.yaml";

/**
 * The testbed of 104 models (C4 34, RedPajama 35, RefinedWeb 35): 8 losses and 46 task errors each, and 435 small runs.
 *
 * Units   losses in nats per token, errors 1 - accuracy
 * Source  Gadre et al. 2024, arXiv:2403.08540; repository mlfoundations/scaling, MIT
 *
 * @throws {DataError} if the files are nowhere to be had, or their bytes are not the published ones
 * @example const testbed = await scaling() // 104 models · 46 tasks · 435 grid runs
 */
export async function scaling(options: FilesOptions = {}): Promise<ScalingTestbed> {
  const { files } = datasetEntry(await readManifest(), "scaling");
  const wanted = files.filter(({ path }) => path !== unread);
  const bytes = await resolveFiles(wanted, options);
  const decoder = new TextDecoder();
  const texts = wanted.map(({ path }, at): NamedText => ({ name: path, text: decoder.decode(bytes[at]) }));
  const below = (folder: string) => texts.filter(({ name }) => name.startsWith(`scaling/${folder}/`));
  const one = (name: string): NamedText => {
    const found = texts.find((text) => text.name === `scaling/${name}`);
    if (found === undefined)
      throw new Error(`scaling: the manifest must name scaling/${name}. Restore data/manifest.json.`);
    return found;
  };
  return assembleTestbed({
    models: below("models"),
    evaluations: below("evals"),
    tasks: one("eval_metadata.csv"),
    grid: one("grid.json"),
  });
}

/** Largest file of a user's folder; the published ones have up to 35 000. */
const maximumBytes = 4 * maximumCharacters;

/**
 * A testbed in a folder of the published layout: `models/*.json`, `evals/evaluation_<model>_heavy.json`,
 * `eval_metadata.csv` and, if there, `grid.json`. Train sets, architectures and losses must be among the published.
 *
 * @throws {DataError} naming the file, if one is missing or bad
 * @example const testbed = await scalingOf("../scaling/exp_data")
 */
export async function scalingOf(folder: string): Promise<ScalingTestbed> {
  const inside = async (name: string): Promise<readonly NamedText[]> =>
    (await readFolder(join(folder, name), [".json"], maximumBytes)).map((file) => ({
      name: `${folder}/${name}/${file.name}`,
      text: file.text,
    }));
  const one = async (name: string): Promise<NamedText> => {
    const file = join(folder, name);
    return { name: file, text: await readText(file, maximumBytes) };
  };
  const [models, evaluations, tasks] = await Promise.all([
    inside("models"),
    inside("evals"),
    one("eval_metadata.csv"),
  ]);
  const grid = await one("grid.json").catch((cause: Error) => {
    if ((cause.cause as NodeJS.ErrnoException | undefined)?.code === "ENOENT") return undefined;
    throw cause;
  });
  return assembleTestbed({ models, evaluations, tasks, ...(grid === undefined ? {} : { grid }) });
}
