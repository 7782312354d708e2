import { mkdir, readdir, rm, rmdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
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
    const engine = engineOptions(given);
    const made: Made = { files: [] };
    const stop = interruptible("saving; once more ends at once");
    let hasBegun = false;
    try {
      const plan = await planOf(given, folder, made);
      const result = await train.trainProxy(plan, {
        folder,
        engine,
        signal: stop.signal,
        allowed: given.list("allow"),
        command: ["mixlab", ...process.argv.slice(2)].join(" "),
        onLine: (line) => console.error(line),
        onRecord: () => {
          hasBegun = true;
        },
      });
      console.log(given.flag("json") ? asJson(result) : sentence(result));
      return result.isDone ? 0 : stop.status();
    } catch (error) {
      if (!hasBegun && !(error instanceof train.DivergedError))
        await removeMade(made, join(folder, "tokens"));
      throw error;
    } finally {
      stop.release();
    }
  },
};

/** What a command has written before its run began. */
interface Made {
  readonly files: string[];
  /** The uppermost folder that was not there. */
  folder?: string | undefined;
}

/** Takes away tokens that a refused run has made, and the folders made for them as far as nothing else stands in them. */
async function removeMade({ files, folder }: Made, tokens: string): Promise<void> {
  for (const file of files) await rm(file, { force: true });
  if (folder === undefined) return;
  const end = dirname(resolve(folder));
  for (let at = resolve(tokens); at !== end; at = dirname(at)) {
    if ((await readdir(at).catch(() => ["unknown"])).length > 0) return;
    await rmdir(at);
  }
}

/** Most threads that are taken: far beyond the cores they only stand in each other's way. */
const mostThreads = Math.max(256, availableParallelism());

/** Engine and threads as the command line has them. */
export function engineOptions(given: Arguments): tensor.EngineOptions {
  const engine = given.text("engine");
  const threads = given.number("threads", 1);
  if (!Number.isSafeInteger(threads) || threads < 1 || threads > mostThreads)
    throw new UsageError(
      `--threads must be a whole number from 1 to ${mostThreads}, got ${threads}; this machine has ${availableParallelism()} cores`,
    );
  return {
    ...(engine === undefined ? {} : { engine: engine as tensor.EngineName }),
    ...(given.text("threads") === undefined ? {} : { threads }),
  };
}

async function planOf(given: Arguments, folder: string, made: Made): Promise<train.TrainingPlan> {
  const file = given.text("config");
  const config = await train.parseTrainingConfig(
    file === undefined ? train.exampleTrainingConfig : await dataset.readText(file, 1_000_000),
    file,
  );
  const hasText = given.list("bytes").length > 0;
  if (given.words.length > 0 && !hasText && given.list("tokens").length === 0)
    throw new UsageError(
      `unknown argument "${given.words[0]}". Text goes after --bytes, files of tokens after --tokens: --bytes ${given.words[0]}`,
    );
  if (file === undefined && !hasText)
    throw new UsageError(
      "--config is needed without --bytes, to say the model; mixlab train --example prints one",
    );
  const steps = given.number("steps", config.steps);
  const { warmupSteps } = config.schedule;
  const { tokens, validation } = await inputsOf(given, config, folder, made);
  return {
    ...config,
    name: (file === undefined ? undefined : config.name) ?? basename(resolve(folder)),
    steps,
    // The built-in warm-up is for 300 steps; a configuration of one's own means what it says.
    schedule:
      file === undefined
        ? { ...config.schedule, warmupSteps: Math.max(0, Math.min(warmupSteps, Math.floor(steps / 10))) }
        : config.schedule,
    seed: given.number("seed", config.seed ?? 1),
    tokens,
    validation,
  };
}

async function inputsOf(
  given: Arguments,
  config: train.TrainingConfig,
  folder: string,
  made: Made,
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
  const names = sets.map(({ domain }) => domain);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw new UsageError(`--validation must give each name once, got "${twice}" twice`);
  if (texts.length > 0) {
    given.refuse(["type"], "--bytes are text, not integers of a type");
    const tokensOf = async (name: string, from: readonly string[]) => {
      const place = join(folder, "tokens");
      made.folder ??= await mkdir(place, { recursive: true });
      const { file, isNew } = await train.keepByteTokens(place, name, from);
      if (isNew) made.files.push(file);
      return file;
    };
    const validation: Record<string, train.ValidationTokens> = { ...config.validation };
    for (const { domain, file } of sets)
      validation[domain] = { tokens: await tokensOf("validation", [file]) };
    return { tokens: await tokensOf("train", [...texts, ...given.words]), validation };
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
