import { tensor, train } from "../../src/index.ts";

interface GeneratorRequest {
  readonly shape: train.DecoderConfiguration;
  readonly seed: number;
  readonly prompt: readonly number[];
  readonly count: number;
  readonly threads: number;
}

let opened: { readonly generator: train.Generator; readonly request: GeneratorRequest } | undefined;

/** Calls of train-child.ts that continue a prompt, as torch_generate.py does. */
export const generateCalls: Readonly<Record<string, (request: never) => Promise<unknown>>> = {
  /** Writes the model that a seed gives, for the other side. */
  async saveModel({ shape, seed, folder }: Omit<GeneratorRequest, "prompt"> & { readonly folder: string }) {
    const parameters = train.initialParameters(shape, { seed });
    await train.saveModel(folder, { configuration: shape, parameters });
    return {};
  },

  async openGenerator(request: GeneratorRequest) {
    const { shape: configuration, seed, threads, prompt, count } = request;
    const engine = await tensor.openEngine({ engine: "onnx", threads });
    const parameters = engine.variables(train.initialParameters(configuration, { seed }));
    const model = { engine, configuration, parameters };
    opened = { request, generator: await train.openGenerator(model, { capacity: prompt.length + count }) };
    return {};
  },

  /** Always takes the likeliest token. */
  async generate() {
    if (opened === undefined) throw new Error("openGenerator must come first");
    const { generator, request } = opened;
    const started = performance.now();
    const [{ tokens }] = await generator.continuePrompts([request.prompt], { maximumTokens: request.count });
    return { seconds: (performance.now() - started) / 1000, tokens };
  },
};
