import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shown } from "../table/index.ts";

/**
 * Makes a new, empty folder among the system's temporary ones, for what a notebook writes and nobody needs to keep.
 *
 * @throws {RangeError} if the name is no plain word
 * @example const folder = await scratchFolder("a-proxy");
 */
export async function scratchFolder(
  name: string,
  { within = tmpdir() }: { readonly within?: string } = {},
): Promise<string> {
  if (!/^[\w-]{1,64}$/.test(name))
    throw new RangeError(`scratchFolder: name must be letters, digits, "_" and "-", got ${shown(name)}.`);
  return mkdtemp(join(within, `mixlab-${name}-`));
}
