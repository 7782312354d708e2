import { appendFileSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PlannedRun } from "./plan.ts";
import type { Source } from "./source.ts";
import { type StepRecord, train } from "./train.ts";
import { expectedLoss, lossTable, type Measured, measure, type Validation } from "./validation.ts";

/** What a run came to. */
export interface RunResult extends Measured {
  readonly expectedLoss: number;
}

/** Records of a log. */
const records = 200;

/** Validations of a log, each at half of the steps of the next. */
const validations = 8;

/** Trains one run and leaves its log in a folder, under a temporary name until it is whole. */
export function runOne(
  run: PlannedRun,
  source: Source,
  text: Validation,
  {
    folder,
    clock,
    command,
  }: { readonly folder: string; readonly clock: () => number; readonly command: string },
): RunResult {
  const { name, parameters, steps, tokens, ...settings } = run;
  const file = join(folder, `${name}.jsonl`);
  const draft = `${file}.part`;
  const print = (line: object) => `${JSON.stringify(line)}\n`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    draft,
    print({ schema: "mixlab-training-log", version: 1, name, parameters, ...settings, steps, command }),
  );
  const every = Math.ceil(steps / records);
  const validated = new Set(Array.from({ length: validations }, (_, at) => Math.round(steps / 2 ** at)));
  const began = clock();
  let [sum, count] = [0, 0];
  const student = train(source, run, (record, now) => {
    sum += record.lossNats;
    count += 1;
    const isValidated = validated.has(record.step);
    if (record.step % every !== 0 && !isValidated) return;
    const mean = { ...record, lossNats: sum / count };
    const seconds = (clock() - began) / 1000;
    const loss = isValidated ? measure(lossTable(now), text).loss : undefined;
    appendFileSync(draft, print(logged(mean, seconds, loss)));
    [sum, count] = [0, 0];
  });
  renameSync(draft, file);
  const losses = lossTable(student);
  return { ...measure(losses, text), expectedLoss: expectedLoss(source, losses) };
}

/** A record with no more digits than are read. */
function logged(
  { step, tokens, lossNats, learningRate }: StepRecord,
  seconds: number,
  loss?: number,
): object {
  return {
    step,
    tokens,
    lossNats: Number(lossNats.toFixed(5)),
    learningRate: Number(learningRate.toPrecision(5)),
    seconds: Number(seconds.toFixed(3)),
    ...(loss === undefined ? {} : { validationLossNats: Number(loss.toFixed(6)) }),
  };
}
