import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** Where a kernelspec goes; the first that is given counts. */
export interface InstallOptions {
  /** A Jupyter data folder, e.g. the one that `jupyter --data-dir` prints. */
  readonly dataFolder?: string;
  /** A Python prefix, e.g. of a virtual environment; the spec goes to its `share/jupyter`. */
  readonly prefix?: string;
  /** The folder of the current user; the default. */
  readonly user?: boolean;
  /** Name of the spec's folder, by which notebooks ask for the kernel. */
  readonly name?: string;
  /** The Node that runs the kernel. */
  readonly node?: string;
}

/** Gives the current user's Jupyter data folder, as Jupyter finds it on Linux, macOS and Windows. */
export function userDataFolder(
  platform: NodeJS.Platform = process.platform,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  home: string = homedir(),
): string {
  if (environment.JUPYTER_DATA_DIR) return environment.JUPYTER_DATA_DIR;
  if (platform === "darwin") return join(home, "Library", "Jupyter");
  // An empty variable counts as not set, as the XDG specification says.
  if (platform === "win32") return join(environment.APPDATA || join(home, "AppData", "Roaming"), "jupyter");
  return join(environment.XDG_DATA_HOME || join(home, ".local", "share"), "jupyter");
}

/**
 * Writes the kernelspec of this checkout, replacing one of the same name; readers never see it half-written.
 *
 * @returns the folder of the kernelspec
 * @throws {RangeError} if the name is one that Jupyter refuses
 */
export function installKernelSpec({
  dataFolder,
  prefix,
  name = "mixlab",
  node = process.execPath,
}: InstallOptions = {}): string {
  if (!/^[a-z0-9_-][a-z0-9._-]*$/i.test(name))
    throw new RangeError(
      `installKernelSpec: name must have only letters, digits, ".", "_" and "-", and start with no ".", got ${JSON.stringify(name)}`,
    );
  const base = dataFolder ?? (prefix === undefined ? userDataFolder() : join(prefix, "share", "jupyter"));
  const kernels = join(base, "kernels");
  const folder = join(kernels, name);
  const draft = join(kernels, `.${name}-${randomUUID()}`);
  const former = `${draft}-former`;
  mkdirSync(draft, { recursive: true });
  try {
    writeFileSync(join(draft, "kernel.json"), `${JSON.stringify(kernelSpec(node), null, 2)}\n`);
    writeFileSync(join(draft, "logo-svg.svg"), logo);
    if (existsSync(folder)) renameSync(folder, former);
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
    rmSync(former, { recursive: true, force: true });
  }
  return folder;
}

function kernelSpec(node: string): object {
  return {
    argv: [node, fileURLToPath(new URL("./main.js", import.meta.url)), "{connection_file}"],
    display_name: "TypeScript (mixlab)",
    language: "typescript",
    interrupt_mode: "message",
    kernel_protocol_version: "5.4",
    env: {},
    metadata: { debugger: false },
  };
}

const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
  <rect width="64" height="64" rx="10" fill="#2b5d8a"/>
  <g fill="#fff"><rect x="12" y="34" width="9" height="18"/><rect x="27.500" y="22" width="9" height="30"/><rect x="43" y="12" width="9" height="40"/></g>
</svg>
`;
