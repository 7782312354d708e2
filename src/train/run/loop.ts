import type { TrainingLog } from "../../dataset/index.ts";
import type { DomainLoss, TrainingRecord } from "./log.ts";
import { progressLines } from "./progress.ts";
import { diverged } from "./rescue.ts";
import { saveState } from "./saves.ts";
import type { Run } from "./start.ts";
import type { StepNumbers } from "./trainer.ts";
import { isValidated, type Validation, validate } from "./validate.ts";

/** A run as it ended. */
export interface TrainingResult {
  readonly name: string;
  readonly folder: string;
  /** Whether all steps are done and validated; false where it was stopped. */
  readonly isDone: boolean;
  readonly step: number;
  readonly log: TrainingLog;
  /** Losses by domain, as of the last validation. */
  readonly validation: Readonly<Record<string, DomainLoss>>;
  /** Folder of the trained model, which `loadModel` and Hugging Face's transformers read. */
  readonly model: string;
}

/** Takes the steps that are left, validates, logs and saves as the plan says. */
export async function runSteps(run: Run): Promise<TrainingResult> {
  const { plan, trainer, inputs, log, growing, clock, signal, onLine } = run;
  const { source, validation } = inputs;
  const secondsBefore = run.last?.seconds ?? 0;
  const began = clock();
  const tokensPerStep = plan.sequences * plan.length;
  const say = progressLines(onLine, { tokensPerStep, clock: () => clock() / 1000 });
  let losses: Readonly<Record<string, DomainLoss>> = run.last?.validation ?? {};
  let [step, saved, savedAt] = [run.step, run.step, began];
  let model = run.model;
  const save = async () => {
    await log.sync();
    model = await saveState(run.folder, trainer, plan, step);
    [saved, savedAt] = [step, clock()];
  };
  let lacksValidation = false;
  if (run.pending !== undefined) {
    const found = await validate(trainer, validation, plan, signal);
    lacksValidation = found === undefined;
    const strange = found && strangeLoss(found);
    if (strange !== undefined) throw await diverged(run, step - 1, await source.at(step - 1), strange);
    const record = { ...run.pending, ...found };
    losses = record.validation ?? losses;
    if (found !== undefined) await log.amendLast(record);
    growing.add(record);
  }
  const isDue = (every: number | undefined) => every !== undefined && step % every === 0;
  let ahead: Promise<Int32Array> | undefined;
  while (step < plan.steps && !signal?.aborted) {
    const batch = await (ahead ?? source.at(step));
    ahead = step + 1 < plan.steps ? source.at(step + 1) : undefined;
    ahead?.catch(() => undefined);
    const numbers = await trainer.step(batch, step, signal);
    if (numbers === undefined) break;
    const strange = strangeNumber(numbers);
    if (strange !== undefined) throw await diverged(run, step, batch, strange);
    step += 1;
    const found = isValidated(plan, validation, step)
      ? await validate(trainer, validation, plan, signal)
      : undefined;
    lacksValidation = found === undefined && isValidated(plan, validation, step);
    const strangeDomain = found && strangeLoss(found);
    if (strangeDomain !== undefined) throw await diverged(run, step - 1, batch, strangeDomain);
    const record: TrainingRecord = {
      step,
      tokens: step * tokensPerStep,
      lossNats: numbers.lossNats,
      learningRate: numbers.learningRate,
      seconds: Math.round(secondsBefore * 1000 + clock() - began) / 1000,
      gradientNorm: numbers.gradientNorm,
      ...found,
    };
    losses = found?.validation ?? losses;
    await log.append(record);
    growing.add(record);
    try {
      run.onRecord?.(record, growing.log);
    } catch (error) {
      await save();
      throw error;
    }
    say({ ...record, steps: plan.steps });
    const { steps, minutes } = plan.saveEvery;
    if (isDue(steps) || (minutes !== undefined && clock() - savedAt >= minutes * 60_000)) await save();
  }
  if (saved !== step || model === undefined) await save();
  const isDone = step === plan.steps && !lacksValidation;
  if (!isDone)
    onLine(
      `stopped after step ${step} of ${plan.steps}, saved in ${model}; the same command goes on from there`,
    );
  return {
    name: plan.name,
    folder: run.folder,
    isDone,
    step,
    log: growing.log,
    validation: losses,
    model: model as string,
  };
}

function strangeNumber({ lossNats, gradientNorm }: StepNumbers): string | undefined {
  if (!Number.isFinite(lossNats)) return `a loss of ${lossNats}`;
  return Number.isFinite(gradientNorm) ? undefined : `a gradient of norm ${gradientNorm}`;
}

function strangeLoss({ validation }: Validation): string | undefined {
  const found = Object.entries(validation).find(([, { lossNats }]) => !Number.isFinite(lossNats));
  return found && `a validation loss of ${found[1].lossNats} on ${found[0]}`;
}
