/** A package as its package.json describes it. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  /** Whether a file lies at this place in the package, `*` standing for any one folder. */
  has(path: string): boolean;
}

/** Finds a package by its folder, without running any of it; undefined where there is none, and outside Node. */
export function installedPackage(name: string, from: string = import.meta.url): InstalledPackage | undefined {
  if (typeof process === "undefined" || process.getBuiltinModule === undefined) return undefined;
  const { createRequire } = process.getBuiltinModule("node:module");
  const { existsSync, readdirSync, readFileSync } = process.getBuiltinModule("node:fs");
  const folder = (createRequire(from).resolve.paths(name) ?? [])
    .map((path) => `${path}/${name}`)
    .find((path) => existsSync(`${path}/package.json`));
  if (folder === undefined) return undefined;
  const described = JSON.parse(readFileSync(`${folder}/package.json`, "utf8")) as {
    readonly name: string;
    readonly version: string;
  };
  const has = (path: string): boolean => {
    const [before, after] = path.split("*");
    if (after === undefined) return existsSync(`${folder}/${path}`);
    const parent = `${folder}/${before.slice(0, before.lastIndexOf("/"))}`;
    return (
      existsSync(parent) && readdirSync(parent).some((entry) => existsSync(`${parent}/${entry}${after}`))
    );
  };
  return { name: described.name, version: described.version, folder, has };
}
