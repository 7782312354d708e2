import { firstBadTensor, firstBadVariable } from "./diagnose.ts";
import { DivergedError } from "./diverged.ts";
import { loadState, newestSave, saveState } from "./saves.ts";
import type { Run } from "./start.ts";

/** Windows that a message names. */
const namedWindows = 3;

/**
 * What is done about a step whose numbers are not finite: the state before it is computed again from the newest save
 * and saved, and the step is looked at tensor by tensor.
 *
 * Units   `step` counts from 0
 */
export async function diverged(
  run: Run,
  step: number,
  batch: Int32Array,
  what: string,
): Promise<DivergedError> {
  const { plan, trainer, inputs, folder, onLine } = run;
  onLine(`${what} at step ${step + 1}: looking for the first tensor that is not finite`);
  const found = await newestSave(folder);
  if (found === undefined) await trainer.restart();
  else {
    const { parameters, moments } = await loadState(found.folder);
    await trainer.restore(parameters, moments);
  }
  for (let before = found?.step ?? 0; before < step; before++)
    await trainer.step(await inputs.source.at(before), before);
  const bad = await firstBadTensor(trainer, batch, plan);
  const isStateGood = (await firstBadVariable(trainer, plan)) === undefined;
  const checkpoint =
    isStateGood && found?.step !== step ? await saveState(folder, trainer, plan, step) : found?.folder;
  const all = inputs.source.windowsAt(step);
  const windows = bad?.rows === undefined ? all : bad.rows.map((row) => all[row]);
  const named = windows.slice(0, namedWindows).map(({ file, token }) => `token ${token} of ${file}`);
  const more = windows.length > namedWindows ? ` and ${windows.length - namedWindows} more` : "";
  const tensor = bad?.tensor ?? `none when it was computed again (${what})`;
  return new DivergedError(
    `trainProxy: loss and gradients must be finite, got ${what} at step ${step + 1} of ${plan.name}. First tensor not finite: ${tensor}. Batch ${step}, epoch ${inputs.source.epochAt(step)}: windows of ${plan.length + 1} from ${named.join(", ")}${more}. ${
      isStateGood
        ? `The state after step ${step} is saved in ${checkpoint}.`
        : `The newest save is ${checkpoint ?? "none"}.`
    } Look at that text; take a lower learning rate, a smaller clip or a longer warm-up.`,
    { step: step + 1, tensor, windows, checkpoint },
  );
}
