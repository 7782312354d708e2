import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { type tensor, train } from "../../../src/index.ts";

/** A decoder whose step takes milliseconds op by op. */
export const tinyConfiguration: train.DecoderConfiguration = {
  vocabularySize: 17,
  hiddenSize: 8,
  layers: 1,
  heads: 2,
  keyValueHeads: 1,
  headSize: 4,
  feedForwardSize: 12,
  sequenceLength: 8,
  norm: "rms",
  normEpsilon: 1e-5,
  rotaryBase: 10_000,
  queryKeyNorm: false,
  tiedEmbeddings: false,
};

const parent = mkdtempSync(join(tmpdir(), "mixlab-run-"));
after(() => rmSync(parent, { recursive: true, force: true }));

/** A folder of its own, gone when the tests end. */
export const freshFolder = (): string => mkdtempSync(join(parent, "run-"));

/** Tokens with something to learn, in a file. */
export async function tokenFile(name: string, count: number, vocabularySize = 17): Promise<string> {
  const file = join(parent, name);
  await train.writeTokens(file, [Int32Array.from({ length: count }, (_, at) => (at * at + (at % 3)) % 16)], {
    vocabularySize,
  });
  return file;
}

/** A plan of a few fast steps. */
export async function tinyPlan(change: Partial<train.TrainingPlan> = {}): Promise<train.TrainingPlan> {
  return {
    name: "tiny",
    configuration: tinyConfiguration,
    tokens: await tokenFile("train.tokens", 200),
    sequences: 4,
    length: 6,
    steps: 12,
    schedule: { kind: "cosine", peak: 0.02, warmupSteps: 3, floor: 0.001 },
    seed: 5,
    ...change,
  };
}

/** What must be the same however often a run was broken: the model's and optimiser's bytes, and the log without its times. */
export function traceOf({ model, folder }: train.TrainingResult): Readonly<Record<string, unknown>> {
  const bytes = (name: string) => readFileSync(join(model, name)).toString("base64");
  const [header, ...records] = readFileSync(join(folder, "log.jsonl"), "utf8").trimEnd().split("\n");
  return {
    model: bytes("model.safetensors"),
    optimiser: bytes("optimiser.safetensors"),
    header,
    records: records.map((line) => ({ ...JSON.parse(line), seconds: 0 })),
  };
}

type Outputs = Readonly<Record<string, tensor.HostTensor>>;

/** An engine whose programs' outputs pass through someone's hands. */
export function watched(
  engine: tensor.Engine,
  onOutputs: (name: string, outputs: Outputs) => Outputs,
): tensor.Engine {
  return {
    name: engine.name,
    description: engine.description,
    variables: (initial) => engine.variables(initial),
    close: async () => undefined,
    async compile(step, options) {
      const program = await engine.compile(step, options);
      return {
        engine: program.engine,
        run: async (inputs) => onOutputs(options?.name ?? "", await program.run(inputs)),
        release: () => program.release(),
      };
    },
  };
}

/** Trains until a step's record is there, then stops. */
export async function trainUntil(
  engine: tensor.Engine,
  plan: train.TrainingPlan,
  folder: string,
  step: number,
): Promise<train.TrainingResult> {
  const stop = new AbortController();
  const onRecord = (record: train.TrainingRecord) => {
    if (record.step === step) stop.abort();
  };
  return train.trainProxy(plan, { folder, engine, onRecord, signal: stop.signal });
}
