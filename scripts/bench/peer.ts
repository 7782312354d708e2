import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** What Python's LightGBM and scipy are asked for, and what they answer. */
export interface Peer {
  /** Of LightGBM. */
  readonly version: string;
  readonly scipy: string;
  /** A folder for files that both sides read; removed at the end. */
  readonly folder: string;
  call<Answer>(request: Readonly<Record<string, unknown>>): Promise<Answer>;
  /** Writes numbers where the peer reads them under a name. */
  load(name: string, values: Float64Array, width?: number): Promise<void>;
  close(): void;
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
  const child = spawn(pythonPath(), [script], { stdio: ["pipe", "pipe", "inherit"] });
  const folder = mkdtempSync(join(tmpdir(), "mixlab-bench-"));
  const call = caller(child);
  const close = () => {
    child.kill();
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

function caller(child: ChildProcess): Peer["call"] {
  const waiting: { resolve: (answer: never) => void; reject: (error: Error) => void }[] = [];
  const fail = (error: Error) => {
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  child.on("error", (cause) => fail(new Error(`bench: Python did not start. ${remedy}`, { cause })));
  child.on("exit", (code) => fail(new Error(`bench: Python ended with code ${code}. ${remedy}`)));
  createInterface({ input: child.stdout! }).on("line", (line) => {
    const answer = JSON.parse(line);
    const next = waiting.shift();
    if (typeof answer.error === "string") next?.reject(new Error(`bench: the peer says ${answer.error}`));
    else next?.resolve(answer as never);
  });
  return <Answer>(request: Readonly<Record<string, unknown>>) =>
    new Promise<Answer>((resolve, reject) => {
      waiting.push({ resolve, reject });
      child.stdin!.write(`${JSON.stringify(request)}\n`, (error) => {
        if (error) fail(error);
      });
    });
}
