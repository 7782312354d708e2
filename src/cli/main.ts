import { helpOf, parseVerb, UsageError, type Verb } from "./verb.ts";
import { inWords } from "./words.ts";

/** Verbs in the order of the work; each is loaded only when asked for. */
const verbs: Readonly<Record<string, () => Promise<{ readonly verb: Verb }>>> = {
  data: () => import("./data.ts"),
  sample: () => import("./sample.ts"),
  train: () => import("./train.ts"),
  generate: () => import("./generate.ts"),
  fit: () => import("./fit.ts"),
  propose: () => import("./propose.ts"),
  laws: () => import("./laws.ts"),
  reproduce: () => import("./reproduce.ts"),
  kernel: () => import("./kernel.ts"),
  doctor: () => import("./doctor.ts"),
};

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    console.log(await overview());
    return name === undefined ? 2 : 0;
  }
  if (name === "--version") {
    const { dataset } = await import("../index.ts");
    console.log(dataset.packageVersion());
    return 0;
  }
  const load = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (load === undefined) {
    console.error(
      `mixlab: the verb must be one of ${Object.keys(verbs).join(", ")}, got "${name}". See mixlab --help.`,
    );
    return 2;
  }
  const { verb } = await load();
  if (args.includes("--help") || args.includes("-h")) {
    console.log(helpOf(name, verb));
    return 0;
  }
  try {
    return await verb.run(parseVerb(verb, args));
  } catch (error) {
    return report(name, error);
  }
}

function report(name: string, error: unknown): number {
  if (error instanceof UsageError) {
    console.error(`mixlab ${name}: ${error.message}\nSee mixlab ${name} --help.`);
    return 2;
  }
  const expected =
    isOfSystem(error) ||
    error instanceof RangeError ||
    error instanceof TypeError ||
    ["MissingEngine", "DataError", "DivergedError"].includes((error as Error)?.name);
  console.error(
    expected && process.env.MIXLAB_TRACE === undefined
      ? `mixlab ${name}: ${sentenceOf(name, error as Error)}`
      : error,
  );
  return 1;
}

const isOfSystem = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && "syscall" in error;

/** The message of an error: not in Node's own words, and without the verb a second time. */
function sentenceOf(verb: string, error: Error): string {
  if (!isOfSystem(error)) return inWords(error.message.replace(new RegExp(`^${verb}: `), ""));
  const { path, code, syscall } = error;
  return `${path ?? "a file or address"} must be there, of the right kind and open to you, got ${code ?? "an error"} on ${syscall}. Check the path and its rights.`;
}

async function overview(): Promise<string> {
  const summaries = await Promise.all(
    Object.entries(verbs).map(async ([name, load]) => `  ${name.padEnd(11)}${(await load()).verb.summary}`),
  );
  return [
    "mixlab: choose what language models read, from small proxies to the recommended mixture.",
    "",
    "Usage: mixlab VERB [options]        mixlab VERB --help",
    "",
    ...summaries,
    "",
    "Results go to standard output, progress and warnings to standard error; --json prints results as JSON.",
  ].join("\n");
}

// A reader that has seen enough, such as `head`, ends the command quietly.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});
// No listener for SIGINT: Node then ends at once, also amid a long fit; `reproduce` brings its own.
process.exitCode = await main(process.argv.slice(2));
