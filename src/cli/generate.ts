import { stat } from "node:fs/promises";
import { join } from "node:path";
import { tensor, train } from "../index.ts";
import { engineOptions } from "./train.ts";
import { type Arguments, UsageError, type Verb } from "./verb.ts";

/** `mixlab generate`: continues a prompt with a model that was trained. */
export const verb: Verb = {
  summary: "continue a prompt with a trained model",
  usage: [
    'generate --model runs/book --bytes --prompt "Call me" --temperature 0.8',
    "generate --model runs/proxy-1 --prompt-tokens 1,2,3 --maximum-tokens 32 --json",
  ],
  details:
    "A model is a checkpoint, the folder of a run (its newest checkpoint is taken), or a Llama as Hugging Face saves it. Without --temperature the likeliest token is always taken; the same seed gives the same tokens.",
  options: {
    model: { type: "string", value: "FOLDER", help: "checkpoint, run, or Hugging Face model" },
    prompt: { type: "string", value: "TEXT", help: "text to continue; needs --bytes" },
    "prompt-tokens": { type: "string", value: "IDS", help: "token ids to continue, e.g. 1,2,3" },
    bytes: {
      type: "boolean",
      help: "the model's tokens are bytes of text, as mixlab train --bytes makes them",
    },
    "maximum-tokens": { type: "string", value: "N", help: "tokens to add at most (default 64)" },
    temperature: {
      type: "string",
      value: "T",
      help: "0 takes the likeliest token (default), 1 draws as the model says",
    },
    "top-k": { type: "string", value: "K", help: "draw among the K likeliest tokens" },
    "top-p": {
      type: "string",
      value: "P",
      help: "draw among the likeliest tokens that hold this probability",
    },
    seed: { type: "string", value: "N", help: "seed of the draws (default 0)" },
    engine: { type: "string", value: "NAME", help: "where to compute (default auto)" },
    threads: { type: "string", value: "N", help: "threads (default one a core)" },
    json: { type: "boolean", help: "print prompt and continuation as JSON" },
  },
  async run(given) {
    const prompt = promptOf(given);
    const isText = given.flag("bytes");
    const { configuration, parameters } = await train.loadModel(await modelFolder(given.required("model")));
    if (isText && configuration.vocabularySize < 256)
      throw new RangeError(
        `generate: vocabularySize must be at least 256 for --bytes, got ${configuration.vocabularySize}. Give --prompt-tokens.`,
      );
    const engine = await tensor.openEngine(engineOptions(given));
    const variables = engine.variables(parameters);
    const decoder = new TextDecoder();
    const print = (token: number) => {
      begin();
      if (token < 256) process.stdout.write(decoder.decode(Uint8Array.of(token), { stream: true }));
    };
    const isStreamed = isText && !given.flag("json");
    let isBegun = false;
    const begin = () => {
      if (isStreamed && !isBegun) process.stdout.write(given.required("prompt"));
      isBegun = true;
    };
    try {
      const { tokens, ended } = await train.generate(
        { engine, configuration, parameters: variables },
        prompt,
        {
          ...optionsOf(given),
          ...(isText && configuration.vocabularySize > train.byteVocabulary.endOfText
            ? { stop: [train.byteVocabulary.endOfText] }
            : {}),
          ...(isStreamed ? { onToken: print } : {}),
        },
      );
      begin();
      const text = isText ? { text: train.tokensToText(tokens) } : {};
      if (given.flag("json")) console.log(JSON.stringify({ prompt, tokens, ended, ...text }));
      else console.log(isText ? decoder.decode() : tokens.join(","));
      if (ended === "capacity")
        console.error(
          `mixlab generate: ended at the model's last position, ${configuration.sequenceLength}, after ${tokens.length} tokens`,
        );
      return 0;
    } finally {
      variables.release();
      await engine.close();
    }
  },
};

function promptOf(given: Arguments): readonly number[] {
  const ids = given.text("prompt-tokens");
  if (ids === undefined) {
    if (!given.flag("bytes"))
      throw new UsageError(
        "--prompt-tokens IDS is needed, or --prompt TEXT with --bytes for a model of bytes",
      );
    return [...train.bytesToTokens(given.required("prompt"))];
  }
  given.refuse(["prompt"], "--prompt-tokens is the prompt");
  if (given.flag("bytes")) throw new UsageError("--bytes must be left out: --prompt-tokens are ids already");
  const tokens = ids.split(",").map((id) => (id.trim() === "" ? Number.NaN : Number(id)));
  if (!tokens.every(Number.isSafeInteger))
    throw new UsageError(`--prompt-tokens must be ids with commas between, got "${ids}"`);
  return tokens;
}

function optionsOf(given: Arguments): train.GenerateOptions {
  if (given.number("temperature", 0) === 0)
    given.refuse(["top-k", "top-p", "seed"], "without --temperature the likeliest token is always taken");
  return {
    maximumTokens: given.number("maximum-tokens", 64),
    temperature: given.number("temperature", 0),
    seed: given.number("seed", 0),
    ...(given.text("top-k") === undefined ? {} : { topK: given.number("top-k", 1) }),
    ...(given.text("top-p") === undefined ? {} : { topP: given.number("top-p", 1) }),
  };
}

/** The folder itself where it holds a model, else the newest checkpoint of the run that it is. */
async function modelFolder(folder: string): Promise<string> {
  const isModel = await stat(join(folder, "config.json")).then(
    () => true,
    () => false,
  );
  if (isModel) return folder;
  const { folder: newest } = await train.newestCheckpoint(folder);
  return newest ?? folder;
}
