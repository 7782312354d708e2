import { dataset } from "../index.ts";
import { reproduce } from "../notebook/index.ts";
import type { Verb } from "./verb.ts";

/** `mixlab reproduce`: runs the notebooks and says, target by target, what matched the paper. */
export const verb: Verb = {
  summary: "run every notebook headless and say, figure by figure, what matched the paper",
  usage: ["reproduce", "reproduce --check --json verdicts.json", "reproduce --only 04 --save"],
  details:
    "Verdicts: match (all printed digits), close (within the stated wider tolerance), quoted (nothing public to compute it from), skipped (data not here), differs (fails the run), not run (a cell failed or the kernel died; fails the run).",
  options: {
    only: { type: "string", multiple: true, value: "WORD", help: "only notebooks whose path holds the word" },
    out: {
      type: "string",
      value: "FOLDER",
      help: "executed notebooks and report.html (default out/reproduce)",
    },
    check: { type: "boolean", help: "compare with the committed outputs; a difference fails the run" },
    save: { type: "boolean", help: "write the executed notebooks back to where they came from" },
    json: { type: "string", value: "FILE", help: "write the verdicts as JSON" },
    parallel: { type: "string", value: "N", help: "notebooks at a time (default 2)" },
  },
  async run(given) {
    const answers = new Map<string, Promise<boolean>>();
    const told = new Set<string>();
    const available = (name: string): Promise<boolean> => {
      const answer = answers.get(name) ?? here(name, told);
      answers.set(name, answer);
      return answer;
    };
    const out = given.text("out");
    const json = given.text("json");
    return reproduce({
      available,
      only: given.list("only"),
      save: given.flag("save"),
      check: given.flag("check"),
      parallel: given.number("parallel", 2),
      ...(out === undefined ? {} : { out }),
      ...(json === undefined ? {} : { json }),
    });
  },
};

/**
 * Whether a data set is here or can be fetched; what was in the way is said once for all data sets of a source, such as
 * `regmix/1m` and `regmix/1b`, and the run goes on without them.
 */
async function here(name: string, told: Set<string>): Promise<boolean> {
  try {
    await dataset.fetchDataset(name, { tries: 2 });
    return true;
  } catch (error) {
    const { message } = error as Error;
    const source = name.split("/")[0] ?? name;
    // A file that is there and is damaged is always told.
    const isMissing = / was not found\. Tried:/.test(message);
    if (!isMissing || !told.has(source)) console.error(message);
    if (isMissing) told.add(source);
    return false;
  }
}
