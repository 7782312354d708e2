import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where published data are looked for, and where downloads are kept. */
export interface Places {
  /** A folder that mirrors the manifest's paths; comes first and must be right. */
  readonly mirror?: string;
  /** Where downloaded files are kept. */
  readonly cache: string;
  /** A mirror beside the checkout, if there. */
  readonly neighbour?: string;
}

/** The folder of the package: the first above this file that holds package.json and data/manifest.json. */
export function packageFolder(from: string = dirname(fileURLToPath(import.meta.url))): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "data/manifest.json")) && existsSync(join(folder, "package.json")))
      return folder;
    if (dirname(folder) === folder)
      throw new Error(`packageFolder: no data/manifest.json found above ${from}. Reinstall mixlab.`);
  }
}

/** The places of this process: MIXLAB_MIRROR, MIXLAB_CACHE, else data/cache and ../shared/data of the package. */
export function defaultPlaces(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Places {
  const root = packageFolder();
  const mirror = environment.MIXLAB_MIRROR;
  return {
    ...(mirror ? { mirror } : {}),
    cache: environment.MIXLAB_CACHE || join(root, "data/cache"),
    neighbour: join(root, "../shared/data"),
  };
}

/** Version of this package. */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(join(packageFolder(), "package.json"), "utf8")) as { version: string })
    .version;
}
