// Trains for the benchmarks and the tests beside peers, in a process of its own: one request a line on stdin, one answer
// a line on stdout, both JSON; the calls are those of torch_train.py and torch_generate.py.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { tensor, train } from "../../src/index.ts";
import { generateCalls } from "./generate-calls.ts";

interface OpenRequest {
  readonly shape: train.DecoderConfiguration;
  readonly sequences: number;
  readonly length: number;
  readonly seed: number;
  readonly tokens: string;
  readonly rate: number;
  readonly engine?: tensor.EngineName;
  readonly threads?: number;
  readonly chunk?: number;
}

interface Training {
  readonly request: OpenRequest;
  readonly engine: tensor.Engine;
  readonly parameters: tensor.Variables;
  readonly program: tensor.Program;
  readonly batches: readonly Int32Array[];
  at: number;
}

let training: Training | undefined;

/** Runs steps at a constant rate, over the batches again and again. */
async function steps({ count, rate }: { readonly count: number; readonly rate: number }) {
  const { program, batches } = opened();
  const seconds: number[] = [];
  const losses: number[] = [];
  for (let step = 0; step < count; step++) {
    const { at } = opened();
    const started = performance.now();
    const { loss } = await program.run({
      tokens: batches[at % batches.length],
      ...train.stepInputs(at, rate),
    });
    seconds.push((performance.now() - started) / 1000);
    losses.push(loss.data[0]);
    opened().at++;
  }
  return { seconds, losses };
}

const calls = {
  /** Writes the parameters that a seed gives, for the other side. */
  async draw({ shape, seed, file }: { shape: train.DecoderConfiguration; seed: number; file: string }) {
    await train.writeSafetensors(file, train.initialParameters(shape, { seed }));
    return {};
  },

  /** Compiles and makes the first step. */
  async open(request: OpenRequest) {
    const { shape, sequences, length, seed, threads, engine: name = "onnx" } = request;
    const batches = batchesOf(request);
    let initial: Readonly<Record<string, tensor.HostTensor>> = train.initialParameters(shape, { seed });
    const started = performance.now();
    const engine = await tensor.openEngine({ engine: name, ...(threads === undefined ? {} : { threads }) });
    const parameters = engine.variables(initial);
    initial = {};
    const moments = engine.variables(zeroMoments(shape));
    const settings = request.chunk === undefined ? {} : { chunk: request.chunk };
    const program = await engine.compile(train.trainStep(shape, settings), {
      variables: [parameters, moments],
      inputs: { tokens: train.batchSpec(sequences, length), ...train.scalarSpecs },
      name: "train",
    });
    training = { request, engine, parameters, program, batches, at: 0 };
    const { losses } = await steps({ count: 1, rate: request.rate });
    const startSeconds = (performance.now() - started) / 1000;
    return { startSeconds, losses, graph: program.graph, engine: engine.description };
  },

  steps,
  ...generateCalls,

  /** Gradients of the first batch by the parameters as they stand. */
  async gradients({ file }: { readonly file: string }) {
    const { engine, parameters, request, batches } = opened();
    const program = await engine.compile(train.gradientStep(request.shape), {
      variables: [parameters],
      inputs: { tokens: train.batchSpec(request.sequences, request.length) },
      name: "gradients",
    });
    const { loss, ...gradients } = await program.run({ tokens: batches[0] });
    await program.release();
    const named = Object.entries(gradients).filter(([name]) => name.startsWith("gradient."));
    const bare = named.map(([name, value]) => [name.slice("gradient.".length), value]);
    await train.writeSafetensors(file, Object.fromEntries(bare));
    return { loss: loss.data[0] };
  },

  async parameters({ file }: { readonly file: string }) {
    await train.writeSafetensors(file, await opened().parameters.read());
    return {};
  },

  /** The most memory ever resident, and what is resident now. */
  async memory() {
    return { peakBytes: process.resourceUsage().maxRSS * 1024, bytes: process.memoryUsage.rss() };
  },
};

function opened(): Training {
  if (training === undefined) throw new Error("open must come first");
  return training;
}

function batchesOf({ tokens, sequences, length }: OpenRequest): readonly Int32Array[] {
  const bytes = readFileSync(tokens);
  const ids = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const size = sequences * (length + 1);
  return Array.from({ length: ids.length / size }, (_, at) => ids.slice(at * size, (at + 1) * size));
}

function zeroMoments(shape: train.DecoderConfiguration): Record<string, tensor.HostTensor> {
  const moments: Record<string, tensor.HostTensor> = {};
  for (const [name, spec] of Object.entries(train.parameterSpecs(shape))) {
    const size = spec.shape.reduce((product, each) => product * each, 1);
    for (const moment of ["first_moment", "second_moment"])
      moments[`${moment}.${name}`] = { ...spec, data: new Float32Array(size) };
  }
  return moments;
}

async function answer(line: string): Promise<unknown> {
  const request = JSON.parse(line) as { readonly call: keyof typeof calls };
  const call = calls[request.call] as (request: unknown) => Promise<unknown>;
  return call(request).catch((error: Error) => ({ error: `${error.name}: ${error.message}` }));
}

for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(await answer(line))}\n`);
await training?.engine.close();
