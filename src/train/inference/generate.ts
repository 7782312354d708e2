import { NumpyRandomState } from "../../random/index.ts";
import { shown } from "../../table/index.ts";
import type { Engine, HostTensor, Program, Variables } from "../../tensor/index.ts";
import type { DecoderConfiguration } from "../configuration.ts";
import { cachedInputs, cachedStep, emptyCache } from "./cached.ts";
import { checkSampling, chooseToken, type SamplingOptions } from "./sample.ts";

/** A decoder on an engine. */
export interface DecoderModel {
  readonly engine: Engine;
  readonly configuration: DecoderConfiguration;
  readonly parameters: Variables;
}

/** Options of `openGenerator`. */
export interface GeneratorOptions {
  /** Positions of prompt and continuation together; the configuration's sequence length by default. */
  readonly capacity?: number;
  /** Prompts that are continued at once, 1 by default. */
  readonly sequences?: number;
}

/** Options of one generation. */
export interface GenerateOptions extends SamplingOptions {
  /** Tokens that are added at most, 64 by default. */
  readonly maximumTokens?: number;
  /** Seed of the draws, 0 by default; each prompt of a batch has a stream of its own. */
  readonly seed?: number;
  /** Tokens that end a continuation. */
  readonly stop?: readonly number[];
  /** Told each token as it is chosen. */
  readonly onToken?: (token: number, sequence: number) => void;
}

/** A continuation of one prompt. */
export interface Continuation {
  /** The added tokens, the stopping one included. */
  readonly tokens: readonly number[];
  /** Why it ended: a stop token, the number of tokens asked for, or no room left. */
  readonly ended: "stop" | "maximum" | "capacity";
}

/** A decoder made ready to continue prompts. */
export interface Generator {
  /** One after the other: a second call waits until the first has ended, since both would fill one cache. */
  continuePrompts(
    prompts: readonly (readonly number[])[],
    options?: GenerateOptions,
  ): Promise<Continuation[]>;
  release(): Promise<void>;
}

/** Tokens of a prompt that are read in one run. */
const promptBlock = 64;

/**
 * Continues one prompt.
 *
 * Random  reads only `seed`; the same seed gives the same tokens on one engine
 *
 * @throws {RangeError} if the prompt is empty, too long or has unknown tokens, or an option is out of its bounds
 * @example (await generate(model, [1, 2, 3], { temperature: 0.8, topP: 0.95, seed: 42 })).tokens
 */
export async function generate(
  model: DecoderModel,
  prompt: readonly number[],
  options: GenerateOptions = {},
): Promise<Continuation> {
  const { maximumTokens = usualTokens } = options;
  const capacity = Math.min(model.configuration.sequenceLength, prompt.length + maximumTokens);
  const generator = await openGenerator(model, { capacity: Math.max(1, capacity) });
  try {
    return (await generator.continuePrompts([prompt], options))[0];
  } finally {
    await generator.release();
  }
}

const usualTokens = 64;

/**
 * Compiles what generation needs, once for many prompts.
 *
 * Random  none of its own; see `GenerateOptions.seed`
 *
 * @throws {RangeError} if the capacity is not a whole number from 1 to the configuration's sequence length
 * @example const generator = await openGenerator(model, { capacity: 256, sequences: 4 })
 */
export async function openGenerator(
  { engine, configuration, parameters }: DecoderModel,
  { capacity = configuration.sequenceLength, sequences = 1 }: GeneratorOptions = {},
): Promise<Generator> {
  const cache = engine.variables(emptyCache(configuration, { sequences, capacity }));
  const block = Math.min(promptBlock, capacity);
  const compile = (count: number, name: string): Promise<Program> =>
    engine.compile(cachedStep(configuration), {
      variables: [parameters, cache],
      inputs: cachedInputs(sequences, count),
      name,
    });
  const programs = { read: await compile(block, "read prompt"), next: await compile(1, "next token") };
  let last: Promise<unknown> = Promise.resolve();
  return {
    continuePrompts: async (prompts, options = {}) => {
      checkPrompts(configuration, prompts, { capacity, sequences });
      const ready = { ...programs, block, capacity, configuration };
      const turn = last.then(() => continueAll(ready, prompts, options));
      last = turn.catch(() => undefined);
      return turn;
    },
    release: async () => {
      await programs.read.release();
      await programs.next.release();
      cache.release();
    },
  };
}

interface Ready {
  readonly read: Program;
  readonly next: Program;
  readonly block: number;
  readonly capacity: number;
  readonly configuration: DecoderConfiguration;
}

async function continueAll(
  ready: Ready,
  prompts: readonly (readonly number[])[],
  options: GenerateOptions,
): Promise<Continuation[]> {
  const { maximumTokens = usualTokens, seed = 0, stop = [], onToken } = options;
  checkSampling("generate", options);
  if (!Number.isSafeInteger(maximumTokens) || maximumTokens < 0)
    throw new RangeError(
      `generate: maximumTokens must be a whole number from 0 up, got ${shown(maximumTokens)}.`,
    );
  const streams = prompts.map((_, at) => new NumpyRandomState([seed, at]));
  const running = prompts.map((prompt) => ({
    tokens: [...prompt],
    added: [] as number[],
    ended: (maximumTokens === 0 ? "maximum" : undefined) as Continuation["ended"] | undefined,
  }));
  let logits = await readPrompts(ready, prompts);
  while (running.some(({ ended }) => ended === undefined)) {
    for (const [at, one] of running.entries()) {
      if (one.ended !== undefined) continue;
      const token = chooseToken(logits[at], options, streams[at].randomSample());
      one.added.push(token);
      onToken?.(token, at);
      if (stop.includes(token)) one.ended = "stop";
      else if (one.added.length === maximumTokens) one.ended = "maximum";
      else if (one.tokens.length === ready.capacity) one.ended = "capacity";
      else one.tokens.push(token);
    }
    // A sequence that has ended reads its last token again, which changes nothing.
    if (running.some(({ ended }) => ended === undefined))
      logits = await run(
        ready.next,
        1,
        running.map(({ tokens }) => ({ tokens, start: tokens.length - 1 })),
      );
  }
  return running.map(({ added, ended }) => ({ tokens: added, ended: ended as Continuation["ended"] }));
}

/**
 * Reads prompts block by block and gives the logits after each. A last block reaches back over tokens that were read
 * before, so that no block but a first one is padded.
 */
async function readPrompts(
  { read, block }: Ready,
  prompts: readonly (readonly number[])[],
): Promise<Float32Array[]> {
  const longest = Math.max(...prompts.map(({ length }) => length));
  let logits: Float32Array[] = [];
  for (let begin = 0; begin < longest; begin += block) {
    const parts = prompts.map((tokens) => ({
      tokens,
      start: Math.max(0, Math.min(begin, tokens.length - block)),
    }));
    logits = await run(read, block, parts);
  }
  return logits;
}

/** Runs a program on some tokens of each sequence; logits are those after the last token given. */
async function run(
  program: Program,
  count: number,
  parts: readonly { readonly tokens: readonly number[]; readonly start: number }[],
): Promise<Float32Array[]> {
  const ids = new Int32Array(parts.length * count);
  const wanted = new Int32Array(parts.length);
  for (const [at, { tokens, start }] of parts.entries()) {
    const some = tokens.slice(start, start + count);
    ids.set(some, at * count);
    wanted[at] = some.length - 1;
  }
  const starts = Int32Array.from(parts, ({ start }) => start);
  const { logits } = await program.run({ tokens: ids, starts, wanted });
  return rowsOf(logits);
}

function rowsOf({ shape, data }: HostTensor): Float32Array[] {
  const [rows, width] = shape;
  return Array.from({ length: rows }, (_, at) =>
    (data as Float32Array).subarray(at * width, (at + 1) * width),
  );
}

function checkPrompts(
  { vocabularySize }: DecoderConfiguration,
  prompts: readonly (readonly number[])[],
  { capacity, sequences }: Required<GeneratorOptions>,
): void {
  if (prompts.length !== sequences)
    throw new RangeError(`generate: prompts must be ${sequences}, got ${prompts.length}.`);
  for (const prompt of prompts) {
    if (prompt.length < 1 || prompt.length > capacity)
      throw new RangeError(
        `generate: a prompt must have from 1 to ${capacity} tokens, got ${prompt.length}.`,
      );
    const wrong = prompt.findIndex((id) => !Number.isSafeInteger(id) || id < 0 || id >= vocabularySize);
    if (wrong >= 0)
      throw new RangeError(
        `generate: tokens of a prompt must be whole numbers from 0 to ${vocabularySize - 1}, got ${shown(prompt[wrong])} at position ${wrong}.`,
      );
  }
}
