import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Child, startChild } from "./child.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** What Python's LightGBM and scipy are asked for, and what they answer. */
export interface Peer extends Child {
  /** Of LightGBM. */
  readonly version: string;
  readonly scipy: string;
  /** A folder for files that both sides read; removed at the end. */
  readonly folder: string;
  /** Writes numbers where the peer reads them under a name. */
  load(name: string, values: Float64Array, width?: number): Promise<void>;
}

const wantedVersion = "4.7.0";
const remedy =
  "Make the environment with `npm run test:jupyter`, or set MIXLAB_PYTHON to a Python that has " +
  `lightgbm ${wantedVersion}, numpy and scipy.`;

/** The Python to measure against: MIXLAB_PYTHON, or the project's own environment. */
function pythonPath(): string {
  const named = process.env.MIXLAB_PYTHON;
  if (named !== undefined && named !== "") return named;
  const found = ["bin/python", "Scripts/python.exe"]
    .map((path) => join(root, ".venv", path))
    .find((path) => existsSync(path));
  if (found === undefined) throw new Error(`bench: .venv must hold a Python, got none. ${remedy}`);
  return found;
}

/** Starts the peer and asks for its version. */
export async function startPeer(): Promise<Peer> {
  const script = join(root, "scripts/bench/peer.py");
  const child = startChild(pythonPath(), [script], { name: "Python", remedy });
  const folder = mkdtempSync(join(tmpdir(), "mixlab-bench-"));
  const { call } = child;
  const close = () => {
    child.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const { lightgbm, scipy } = await call<{ lightgbm: string; scipy: string }>({ call: "version" });
    if (lightgbm !== wantedVersion)
      throw new Error(`bench: lightgbm must be ${wantedVersion}, got ${lightgbm}. ${remedy}`);
    const load = async (name: string, values: Float64Array, width?: number) => {
      const file = join(folder, `${name.replaceAll("/", "-")}.f64`);
      writeFileSync(file, values);
      await call({ call: "load", name, file, width });
    };
    return { version: lightgbm, scipy, folder, call, load, close };
  } catch (error) {
    close();
    throw error;
  }
}
