import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { random } from "../../src/index.ts";
import { type Child, startChild } from "./child.ts";
import { median } from "./measure.ts";
import type { TrainShape } from "./train-shapes.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const remedy =
  "Make the environment with `npm run test:peers`, or set MIXLAB_PEERS_PYTHON to a Python that has " +
  "torch 2.15.0, transformers, safetensors and numpy.";

/** Rate of all steps. */
const rate = 4e-4;
const seed = 7;

/** glibc told to keep what is freed: PyTorch's best on a CPU; without it each step asks the system for its memory anew. */
const keepMemory = {
  MALLOC_MMAP_MAX_: "0",
  MALLOC_TRIM_THRESHOLD_: "1000000000000",
  MALLOC_TOP_PAD_: "268435456",
};

/** How PyTorch trains. */
export interface TorchOptions {
  readonly threads: number;
  readonly mode: "eager" | "compile";
  /** Whether glibc keeps freed memory, true by default. */
  readonly keepsMemory?: boolean;
  /** Cross-entropy by F.linear_cross_entropy in chunks. */
  readonly chunkedHead?: boolean;
}

/** How we train. */
export interface OurOptions {
  readonly threads: number;
  readonly chunk?: number;
}

/** What a step cost, and what came out. */
export interface Steps {
  readonly seconds: readonly number[];
  readonly losses: readonly number[];
}

/** A training that waits for its next steps, in a process of its own. */
export interface Side {
  readonly startSeconds: number;
  readonly firstLoss: number;
  steps(count: number): Promise<Steps>;
  /** Median seconds of some steps. */
  time(count: number): Promise<number>;
  peakBytes(): Promise<number>;
  close(): void;
}

/** Both sides of a row of training: the same shape, parameters and batches. */
export interface Sides {
  readonly shape: TrainShape;
  readonly folder: string;
  /** Version of PyTorch. */
  readonly version: string;
  ours(options: OurOptions): Promise<Side>;
  torch(options: TorchOptions): Promise<Side>;
  /** A process that answers other calls of torch_train.py or of train-child.ts. */
  child(which: "ours" | "torch", environment?: Readonly<Record<string, string>>): Child;
  close(): void;
}

/** Opens what both sides of a row need; `close` ends every process that was started. */
export async function openSides(shape: TrainShape): Promise<Sides> {
  const python = peersPython();
  const folder = mkdtempSync(join(tmpdir(), "mixlab-bench-"));
  const children: Child[] = [];
  const child: Sides["child"] = (which, environment = {}) => {
    const started =
      which === "ours"
        ? startChild(process.execPath, [join(root, "dist/scripts/bench/train-child.js")], {
            name: "the training process",
            remedy: "",
          })
        : startChild(python, [join(root, "scripts/bench/torch_train.py")], {
            name: "PyTorch",
            remedy,
            environment,
          });
    children.push(started);
    return started;
  };
  const close = () => {
    for (const each of children) each.close();
    rmSync(folder, { recursive: true, force: true });
  };
  const parameters = join(folder, "parameters.safetensors");
  const tokens = join(folder, "tokens.i32");
  const { configuration, sequences, length } = shape;
  const request = { shape: configuration, sequences, length, seed, rate, parameters, tokens };
  const opened = async (process: Child, options: Readonly<Record<string, unknown>>) =>
    sideOf(process, await process.call({ call: "open", ...request, ...options }));
  try {
    writeFileSync(tokens, drawTokens(shape));
    const drawer = child("ours");
    await drawer.call({ call: "draw", shape: configuration, seed, file: parameters });
    drawer.close();
    const asked = child("torch");
    const { torch: version } = await asked.call<{ torch: string }>({ call: "version" });
    asked.close();
    return {
      shape,
      folder,
      version,
      child,
      close,
      ours: (options) => opened(child("ours"), { ...options }),
      torch: ({ keepsMemory = true, ...options }) =>
        opened(child("torch", keepsMemory ? keepMemory : {}), options),
    };
  } catch (error) {
    close();
    throw error;
  }
}

function sideOf(process: Child, start: { startSeconds: number; losses: readonly number[] }): Side {
  const steps = (count: number) => process.call<Steps>({ call: "steps", count, rate });
  return {
    startSeconds: start.startSeconds,
    firstLoss: start.losses[0],
    steps,
    time: async (count) => median((await steps(count)).seconds),
    peakBytes: async () => (await process.call<{ peakBytes: number }>({ call: "memory" })).peakBytes,
    close: process.close,
  };
}

/** Four batches of tokens drawn evenly. */
function drawTokens({ configuration, sequences, length }: TrainShape): Int32Array {
  const stream = new random.NumpyRandomState(seed);
  return Int32Array.from({ length: 4 * sequences * (length + 1) }, () =>
    stream.randint(0, configuration.vocabularySize),
  );
}

/** The Python that has PyTorch: MIXLAB_PEERS_PYTHON, or .venv-peers, made if need be. */
function peersPython(): string {
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(root, "scripts/test-peers.mjs"), "--prepare"],
    {
      stdio: ["ignore", "pipe", "inherit"],
      encoding: "utf8",
    },
  );
  if (status !== 0) throw new Error(`bench: PyTorch's environment could not be made. ${remedy}`);
  return stdout.trim();
}
