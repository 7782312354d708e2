import { DataError, matrix, orderedIds, rowRecord, shown, unknownName } from "../table/index.ts";
import { type FromYamlOptions, fromYaml } from "./from-yaml.ts";
import { normalise } from "./shares.ts";
import type { Mixture, MixtureTable } from "./types.ts";

/** How `collect` reads. */
export interface CollectOptions extends Pick<FromYamlOptions, "prefixes"> {
  /** The columns, in order; if left out, all domains in the order they are met. */
  readonly domains?: readonly string[];
  /** Whether each mixture is divided by its sum; weights as written otherwise. */
  readonly normalised?: boolean;
  /** Run id of a file name; `runId` if left out. */
  readonly idOf?: (name: string) => string;
}

/**
 * Run id of a mixture's file: the name without its ending, and without the "n" of numbered files, so that `n1.yaml`
 * meets run 1 of the published loss tables.
 *
 * @example runId("n12.yaml") // "12"
 */
export function runId(name: string): string {
  const stem = name.replace(/\.ya?ml$/i, "");
  return stem.replace(/^n(?=\d+$)/, "");
}

/**
 * Gathers mixture files into one table, to be joined with losses by run id.
 *
 * Shape   files [runs] → mixtures [runs × domains], in the order of the ids (numeric where all are whole numbers); a
 *         domain that a file leaves out is 0 there
 * Units   shares of tokens; each row sums to 1 unless `normalised` is false
 *
 * @throws {DataError} if a file cannot be read, names a domain that is not in `domains`, or shares its id with another
 * @example await collect(await dataset.readFolder("config_1m", [".yaml"]))
 */
export async function collect(
  files: readonly { readonly name: string; readonly text: string }[],
  { domains, normalised = true, idOf = runId, prefixes }: CollectOptions = {},
): Promise<MixtureTable> {
  if (files.length === 0)
    throw new RangeError("collect: files must not be empty, got []. Name a folder that holds some.");
  const byId = new Map<string, { name: string; mixture: Mixture }>();
  const met = new Set(domains);
  for (const { name, text } of files) {
    const { mixture } = await fromYaml(text, { file: name, ...(prefixes === undefined ? {} : { prefixes }) });
    const id = idOf(name);
    const other = byId.get(id);
    if (other !== undefined)
      throw new DataError(
        `collect: each file must have a run id of its own, got ${shown(id)} for ${other.name} and ${name}.`,
        { file: name, row: id },
      );
    for (const domain of Object.keys(mixture)) {
      if (domains !== undefined && !met.has(domain)) {
        const cause = unknownName("collect", `a domain of ${name}`, domain, domains);
        throw new DataError(cause.message, { file: name, column: domain }, { cause });
      }
      met.add(domain);
    }
    byId.set(id, { name, mixture: normalised ? normalise(mixture) : mixture });
  }
  const names = [...met];
  const ids = orderedIds([...byId.keys()]);
  const values = new Float64Array(ids.length * names.length);
  ids.forEach((id, row) => {
    const mixture = new Map(Object.entries(byId.get(id)?.mixture ?? {}));
    names.forEach((domain, at) => {
      values[row * names.length + at] = mixture.get(domain) ?? 0;
    });
  });
  return { ids, mixtures: matrix(names, values) };
}

/**
 * The rows of a table of mixtures as records, by run id.
 *
 * Shape   [runs × domains] → id → mixture
 */
export function byName({ ids, mixtures }: MixtureTable): Readonly<Record<string, Mixture>> {
  return Object.fromEntries(ids.map((id, row) => [id, rowRecord(mixtures, row)]));
}
