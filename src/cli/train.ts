import { basename, join, resolve } from "node:path";
import { dataset, type tensor, train } from "../index.ts";
import { interruptible } from "./interrupt.ts";
import { type Arguments, UsageError, type Verb } from "./verb.ts";

/** `mixlab train`: trains one model on files of tokens, or on any text as bytes. */
export const verb: Verb = {
  summary: "train a small language model on files of tokens, or on any text",
  usage: [
    "train --bytes book.txt --out runs/book",
    "train --config run.yaml --tokens train_*.bin --validation web=web.bin --out runs/proxy-1",
    "train --example > run.yaml",
  ],
  details:
    "The folder gets the plan (run.json), the log (log.jsonl) and checkpoints (step-*), which Hugging Face's transformers loads. The same command goes on where a run stopped; Ctrl-C saves first, twice ends at once. Files: nanoGPT's .bin, lit-gpt's packing, .npy, mixlab's own.",
  words: true,
  options: {
    config: {
      type: "string",
      value: "FILE",
      help: "YAML that says model and training; --example prints one",
    },
    tokens: { type: "string", multiple: true, value: "FILE…", help: "files of tokens, in a row one stream" },
    bytes: {
      type: "string",
      multiple: true,
      value: "FILE…",
      help: "plain text, each byte a token; validation files are text too",
    },
    validation: {
      type: "string",
      multiple: true,
      value: "NAME=FILE",
      help: "tokens of a domain that are set aside",
    },
    type: {
      type: "string",
      value: "TYPE",
      help: "integers of bare files: uint16 (default), uint32, int32 …",
    },
    out: { type: "string", value: "FOLDER", help: "folder of the run; one that stopped goes on" },
    engine: {
      type: "string",
      value: "NAME",
      help: "where to compute (default auto; mixlab doctor lists what is here)",
    },
    threads: { type: "string", value: "N", help: "threads of a step (default one a core)" },
    steps: { type: "string", value: "N", help: "steps, in place of the configuration's" },
    seed: { type: "string", value: "N", help: "seed, in place of the configuration's" },
    allow: {
      type: "string",
      multiple: true,
      value: "FIELD",
      help: "go on although this field of the plan has changed",
    },
    example: { type: "boolean", help: "print a configuration with what each line means" },
    json: { type: "boolean", help: "print the result as JSON" },
  },
  async run(given) {
    if (given.flag("example")) {
      process.stdout.write(train.exampleTrainingConfig);
      return 0;
    }
    const folder = given.required("out");
    const plan = await planOf(given, folder);
    const stop = interruptible("saving; once more ends at once");
    try {
      const result = await train.trainProxy(plan, {
        folder,
        engine: engineOptions(given),
        signal: stop.signal,
        allowed: given.list("allow"),
        command: ["mixlab", ...process.argv.slice(2)].join(" "),
        onLine: (line) => console.error(line),
      });
      console.log(given.flag("json") ? asJson(result) : sentence(result));
      return result.isDone ? 0 : stop.status();
    } finally {
      stop.release();
    }
  },
};

/** Engine and threads as the command line has them. */
export function engineOptions(given: Arguments): tensor.EngineOptions {
  const engine = given.text("engine");
  const threads = given.text("threads");
  return {
    ...(engine === undefined ? {} : { engine: engine as tensor.EngineName }),
    ...(threads === undefined ? {} : { threads: given.number("threads", 0) }),
  };
}

async function planOf(given: Arguments, folder: string): Promise<train.TrainingPlan> {
  const file = given.text("config");
  const config = await train.parseTrainingConfig(
    file === undefined ? train.exampleTrainingConfig : await dataset.readText(file, 1_000_000),
    file,
  );
  const { tokens, validation } = await inputsOf(given, config, folder);
  if (file === undefined && given.list("bytes").length === 0)
    throw new UsageError("--config is needed with --tokens; mixlab train --example prints one");
  return {
    ...config,
    name: (file === undefined ? undefined : config.name) ?? basename(resolve(folder)),
    steps: given.number("steps", config.steps),
    seed: given.number("seed", config.seed ?? 1),
    tokens,
    validation,
  };
}

async function inputsOf(
  given: Arguments,
  config: train.TrainingConfig,
  folder: string,
): Promise<Required<Pick<train.TrainingPlan, "tokens" | "validation">>> {
  const texts = given.list("bytes");
  const files = given.list("tokens");
  if (texts.length > 0 && files.length > 0)
    throw new UsageError("--bytes must be left out: --tokens are made already");
  const sets = given.list("validation").map((text) => {
    const at = text.indexOf("=");
    if (at < 1) throw new UsageError(`--validation must be NAME=FILE, got "${text}"`);
    return { domain: text.slice(0, at), file: text.slice(at + 1) };
  });
  if (texts.length > 0) {
    const made = async (name: string, from: readonly string[]) => {
      const file = join(folder, "tokens", `${name}.tokens`);
      await train.writeByteTokens(file, from);
      return file;
    };
    const validation: Record<string, train.ValidationTokens> = { ...config.validation };
    for (const [at, { domain, file }] of sets.entries())
      validation[domain] = { tokens: await made(`validation-${at + 1}`, [file]) };
    return { tokens: await made("train", [...texts, ...given.words]), validation };
  }
  const named = [...files, ...given.words];
  const tokens = named.length > 0 ? named : config.tokens;
  if (tokens === undefined) throw new UsageError("--tokens FILE… or --bytes FILE… is needed");
  const type = given.text("type");
  const opened = async (from: train.ValidationTokens["tokens"]) =>
    type === undefined || (typeof from === "object" && "read" in from)
      ? from
      : await train.openTokens(from, { type: type as train.TokenType });
  const validation: Record<string, train.ValidationTokens> = {};
  for (const [domain, set] of Object.entries(config.validation ?? {}))
    validation[domain] = { ...set, tokens: await opened(set.tokens) };
  for (const { domain, file } of sets)
    validation[domain] = { ...validation[domain], tokens: await opened(file) };
  return { tokens: await opened(tokens), validation };
}

const asJson = ({ log, ...result }: train.TrainingResult): string =>
  JSON.stringify({ ...result, lossNats: log.lossNats.at(-1), tokens: log.tokens.at(-1) }, null, 2);

function sentence({ name, step, isDone, log, validation, model }: train.TrainingResult): string {
  const losses = Object.entries(validation).map(
    ([domain, { lossNats, bitsPerByte }]) =>
      `${domain} ${lossNats.toFixed(4)}${bitsPerByte === undefined ? "" : ` (${bitsPerByte.toFixed(4)} bits per byte)`}`,
  );
  const validated = losses.length === 0 ? "" : `; validation ${losses.join(", ")}`;
  const last = log.lossNats.at(-1);
  const loss = last === undefined ? "" : `, loss ${last.toFixed(4)}`;
  return `${name}: ${isDone ? "trained" : "stopped after"} ${step} steps${loss}${validated} → ${model}`;
}
