import { availableParallelism } from "node:os";
import { join } from "node:path";
import {
  type BenchRow,
  benchRow,
  compare,
  fastest,
  mediansInTurn,
  type NamedContender,
  timed,
} from "./measure.ts";
import { flopsOf, type TrainShape, tokensOf, trainShapes } from "./train-shapes.ts";
import { openSides, type Side, type Sides, type TorchOptions } from "./train-sides.ts";

const threads = Math.min(2, availableParallelism());

/** How often a row's contenders take turns, and the steps of one turn. */
interface Turns {
  readonly runs: number;
  readonly steps: number;
}

/** One side with its name in notes. */
interface Entry extends NamedContender {
  readonly side: Side;
}

/** Steps beside PyTorch's, and beside the matrix products of a step alone. */
async function stepRow(name: string, shape: TrainShape, turns: Turns): Promise<BenchRow> {
  const sides = await openSides(shape);
  try {
    const ours = [await entry("mixlab", turns, sides.ours({ threads }))];
    const theirs = [
      await entry("PyTorch eager", turns, sides.torch({ threads, mode: "eager" })),
      await entry("torch.compile", turns, sides.torch({ threads, mode: "compile" })),
    ];
    await sameLosses(name, [...ours, ...theirs]);
    const limits = limitsOf(sides);
    const medians = await mediansInTurn<NamedContender>([...ours, ...theirs, ...limits], turns.runs);
    const us = fastest(ours, medians);
    const them = fastest(theirs, medians);
    const limit = fastest(limits, medians);
    const notes = [
      ...(await sideNotes(shape, [...ours, ...theirs], medians)),
      ...limits.map(
        (each) => `${each.name}: the step's matrix products alone in ${speed(shape, medians.get(each)!)}`,
      ),
      `share of the limit (${limit.contender.name}): mixlab ${share(limit, us)}, ${them.contender.name} ${share(limit, them)}`,
    ];
    return benchRow(name, `PyTorch ${sides.version}, ${them.contender.name}`, us, them, turns.runs, notes);
  } finally {
    sides.close();
  }
}

/** RegMix's own shape, whose logits are what takes memory: in chunks and at once. */
async function memoryRow(name: string, shape: TrainShape, turns: Turns): Promise<BenchRow> {
  const sides = await openSides(shape);
  const torch = (title: string, options: Omit<TorchOptions, "threads">) =>
    entry(title, turns, sides.torch({ threads, ...options }));
  try {
    const ours = [await entry("mixlab", turns, sides.ours({ threads }))];
    const plain = await entry(
      "mixlab, all logits at once",
      turns,
      sides.ours({ threads, chunk: tokensOf(shape) }),
    );
    const theirs = [
      await torch("PyTorch eager", { mode: "eager", keepsMemory: false }),
      await torch("PyTorch eager, linear_cross_entropy", {
        mode: "eager",
        keepsMemory: false,
        chunkedHead: true,
      }),
      await torch("torch.compile", { mode: "compile", keepsMemory: false }),
      await torch("torch.compile, memory kept", { mode: "compile" }),
    ];
    const all = [...ours, plain, ...theirs];
    await sameLosses(name, all);
    const medians = await mediansInTurn<NamedContender>(all, turns.runs);
    const them = fastest(theirs, medians);
    const peer = `PyTorch ${sides.version}, ${them.contender.name}`;
    const notes = await sideNotes(shape, all, medians);
    return benchRow(name, peer, fastest(ours, medians), them, turns.runs, notes);
  } finally {
    sides.close();
  }
}

/** Two trainings of one thread each at the same time, beside the same steps in one process of two threads. */
async function manyRow(name: string, shape: TrainShape, { runs, steps }: Turns): Promise<BenchRow> {
  const sides = await openSides(shape);
  try {
    const pair = [await sides.ours({ threads: 1 }), await sides.ours({ threads: 1 })];
    const one = await sides.ours({ threads: 2 });
    const both = () => timed(() => Promise.all(pair.map((side) => side.steps(steps))));
    const alone = () => timed(() => one.steps(2 * steps));
    const row = await compare(
      name,
      "mixlab, one process of two threads",
      [{ threads: 1, run: both }],
      [{ threads: 2, run: alone }],
      runs,
    );
    const rate = (seconds: number) => `${whole((2 * steps * tokensOf(shape)) / seconds)} tok/s`;
    const notes = [`two processes of one thread ${rate(row.ours)}, one of two ${rate(row.theirs)}`];
    return { ...row, notes };
  } finally {
    sides.close();
  }
}

/** From weights in memory to the end of the first step: opening the engine, compiling, one step. */
async function startRow(name: string, shape: TrainShape, { runs }: Turns): Promise<BenchRow> {
  const sides = await openSides(shape);
  const start = (open: () => Promise<Side>) => async () => {
    const side = await open();
    side.close();
    return side.startSeconds;
  };
  try {
    return await compare(
      name,
      `PyTorch ${sides.version}, eager or torch.compile with its cache filled`,
      [{ threads, run: start(() => sides.ours({ threads })) }],
      (["eager", "compile"] as const).map((mode) => ({
        threads,
        run: start(() => sides.torch({ threads, mode })),
      })),
      runs,
    );
  } finally {
    sides.close();
  }
}

/** Greedy continuation of one prompt with a cache of keys and values. */
async function generateRow(
  name: string,
  shape: TrainShape,
  { runs, steps: count }: Turns,
): Promise<BenchRow> {
  const sides = await openSides(shape);
  const prompt = Array.from({ length: 32 }, (_, at) => (at * 37) % shape.configuration.vocabularySize);
  const model = join(sides.folder, "model");
  const request = { shape: shape.configuration, seed: 7, folder: model, prompt, count };
  try {
    await sides.child("ours").call({ call: "saveModel", ...request });
    const counts = [...new Set([1, threads])];
    const makers = (["ours", "torch"] as const).map((which) =>
      counts.map((threads) => ({ threads, child: sides.child(which) })),
    );
    const answers: (readonly number[])[] = [];
    for (const { child, threads } of makers.flat()) {
      await child.call({ call: "openGenerator", threads, ...request });
      answers.push((await child.call<{ tokens: readonly number[] }>({ call: "generate" })).tokens);
    }
    if (answers.some((tokens) => String(tokens) !== String(answers[0])))
      throw new Error(`bench: ${name}: both sides must continue the prompt alike`);
    const [ours, theirs] = makers.map((each) =>
      each.map(({ child, threads }) => ({
        threads,
        run: async () => (await child.call<{ seconds: number }>({ call: "generate" })).seconds,
      })),
    );
    const row = await compare(name, `transformers on PyTorch ${sides.version}, generate`, ours, theirs, runs);
    const rate = (seconds: number) => `${whole(count / seconds)} tok/s`;
    const notes = [
      `${count} tokens after a prompt of ${prompt.length}: mixlab ${rate(row.ours)}, transformers ${rate(row.theirs)}`,
    ];
    return { ...row, notes };
  } finally {
    sides.close();
  }
}

async function entry(name: string, { steps }: Turns, opening: Promise<Side>): Promise<Entry> {
  const side = await opening;
  return { name, threads, side, run: () => side.time(steps) };
}

/** Runs a few steps, which also warms up, and refuses to time sides that do not compute the same. */
async function sameLosses(name: string, entries: readonly Entry[]): Promise<void> {
  const found: (readonly number[])[] = [];
  for (const { side } of entries) found.push([side.firstLoss, ...(await side.steps(3)).losses]);
  const [first, ...others] = found;
  others.forEach((losses, at) => {
    const apart = Math.max(...losses.map((loss, step) => Math.abs(loss - first[step])));
    if (!(apart < 1e-4))
      throw new Error(
        `bench: ${name}: losses of ${entries[at + 1].name} must be ours (${first.join(", ")}), got ${losses.join(", ")}`,
      );
  });
}

/** The step's matrix products by the two libraries, MKL in PyTorch and OpenBLAS in numpy. */
function limitsOf(sides: Sides): readonly NamedContender[] {
  const { configuration, sequences, length } = sides.shape;
  return (["torch", "numpy"] as const).map((engine) => {
    const child = sides.child("torch", { OPENBLAS_NUM_THREADS: String(threads) });
    const request = { shape: configuration, sequences, length, threads, engine, secondsEach: 0.1 };
    return {
      name: engine === "torch" ? "MKL" : "OpenBLAS",
      threads,
      run: async () => (await child.call<{ seconds: number }>({ call: "products", ...request })).seconds,
    };
  });
}

async function sideNotes(
  shape: TrainShape,
  entries: readonly Entry[],
  medians: ReadonlyMap<NamedContender, number>,
): Promise<readonly string[]> {
  const notes: string[] = [];
  for (const each of entries) {
    const seconds = medians.get(each)!;
    const peak = ((await each.side.peakBytes()) / 1e9).toFixed(2);
    notes.push(
      `${each.name}: ${whole(tokensOf(shape) / seconds)} tok/s, ${speed(shape, seconds)}, at most ${peak} GB resident`,
    );
  }
  return notes;
}

const speed = (shape: TrainShape, seconds: number): string =>
  `${(seconds * 1000).toFixed(1)} ms, ${(flopsOf(shape) / seconds / 1e9).toFixed(0)} GFLOP/s`;

const share = (limit: { readonly seconds: number }, side: { readonly seconds: number }): string =>
  (limit.seconds / side.seconds).toFixed(2);

const whole = (value: number): string => Math.round(value).toLocaleString("en");

/** Rows by name; each checks that both sides compute the same before it times them. */
export const trainRows: Readonly<Record<string, () => Promise<BenchRow>>> = {
  "train-step-s": () => stepRow("train-step-s", trainShapes.s, { runs: 9, steps: 10 }),
  "train-step-m": () => stepRow("train-step-m", trainShapes.m, { runs: 9, steps: 4 }),
  "train-step-1m": () => memoryRow("train-step-1m", trainShapes["1m"], { runs: 3, steps: 2 }),
  "train-many": () => manyRow("train-many", trainShapes.s, { runs: 7, steps: 10 }),
  "train-start": () => startRow("train-start", trainShapes.m, { runs: 5, steps: 1 }),
  "train-generate": () => generateRow("train-generate", trainShapes.m, { runs: 7, steps: 200 }),
};
