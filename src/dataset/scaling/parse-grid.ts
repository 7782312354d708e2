import { readFields } from "./fields.ts";
import type { GridRun } from "./types.ts";

/** Most runs of a grid. */
const maximumRuns = 100_000;

/** Tokens of a training sequence. */
const sequenceLength = 2048;

/**
 * Reads the grid of small runs: text in, records out. A key is
 * `<architecture>-<batch>-<rate>-<decay>-<batch>-<tokens>-<warm-up>-<final rate>`; the last may itself hold a "-"
 * (`3e-05`), so keys are split from the left.
 *
 * Source  mlfoundations/scaling, exp_data/grid.json
 *
 * @throws {DataError} if a key has another form, or a loss is negative or no number
 */
export function parseGrid(text: string, file: string): readonly GridRun[] {
  const fields = readFields(text, "parseGrid", file);
  if (fields.names.length > maximumRuns)
    throw fields.fail("the grid", `hold at most ${maximumRuns} runs`, fields.names.length);
  return fields.names.map((name) => {
    const [architecture, batch, rate, decay, again, tokens, warmup, ...rest] = name.split("-");
    const numbers = [batch, rate, decay, tokens, warmup, rest.join("-")].map((part) =>
      part === undefined || part === "" ? Number.NaN : Number(part),
    );
    const [sequences, learningRate, weightDecay, trained, warmupSteps, finalLearningRate] = numbers;
    const counts = [sequences, trained, trained / 20, warmupSteps];
    if (
      architecture === "" ||
      again !== batch ||
      !numbers.every((number) => number >= 0 && Number.isFinite(number)) ||
      !counts.every(Number.isSafeInteger) ||
      sequences === 0 ||
      trained === 0
    ) {
      throw fields.fail(
        "a key",
        "be <architecture>-<batch>-<rate>-<decay>-<batch>-<tokens>-<warm-up>-<final rate> with tokens a multiple of 20",
        name,
      );
    }
    const parameters = trained / 20;
    return {
      name,
      architecture,
      batch: sequences,
      learningRate,
      weightDecay,
      tokens: trained,
      warmupSteps,
      finalLearningRate,
      parameters,
      steps: trained / sequenceLength / sequences,
      loss: fields.number(name, { least: 0 }),
      flops: 6 * parameters * trained,
    };
  });
}
