import { existsSync } from "node:fs";
import { builtinModules, createRequire } from "node:module";
import { join } from "node:path";

/** The name of the package that holds this kernel, which no registry is asked for. */
export const ownName = "mixlab";

/** A package that Node did not find, as an error tells. */
export interface MissingPackage {
  readonly name: string;
  /** The file that asked for it. */
  readonly importer: string;
}

const packageName = /^(?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*/i;

/** Reads from an error which package is not there; undefined if it tells of anything else, such as a missing file. */
export function missingPackage(error: unknown): MissingPackage | undefined {
  const { code, message, requireStack } = (error ?? {}) as Readonly<Record<string, unknown>>;
  if (code === "ERR_MODULE_NOT_FOUND") {
    const [, name, importer] =
      /^Cannot find package '([^']+)' imported from (.+)/.exec(String(message)) ?? [];
    return name && importer && isBare(name) ? { name, importer } : undefined;
  }
  if (code !== "MODULE_NOT_FOUND") return undefined;
  const [, specifier] = /^Cannot find module '([^']+)'/.exec(String(message)) ?? [];
  const importer: unknown = Array.isArray(requireStack) ? requireStack[0] : undefined;
  if (!specifier || !isBare(specifier) || typeof importer !== "string") return undefined;
  const name = packageName.exec(specifier)![0];
  const folders = createRequire(importer).resolve.paths(name) ?? [];
  return folders.some((folder) => existsSync(join(folder, name))) ? undefined : { name, importer };
}

function isBare(specifier: string): boolean {
  const name = packageName.exec(specifier)?.[0];
  if (name === undefined || builtinModules.includes(name)) return false;
  return specifier === name || specifier.startsWith(`${name}/`);
}

/** Gives the error's message, ending with what to do where a package is missing that the notebook asked for. */
export function messageWithRemedy(error: Error): string {
  const message = String(error.message);
  const missing = missingPackage(error);
  if (!missing || missing.name === ownName || /[\\/]node_modules[\\/]/.test(missing.importer)) return message;
  return `${message}\nInstall it in the notebook's folder: npm install ${missing.name}`;
}
