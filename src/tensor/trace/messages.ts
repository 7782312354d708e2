import { shown } from "../../table/index.ts";

/** An error about the step, already complete: it names the step and the line of its code. */
export class StepError extends RangeError {}

/** A value was asked for that nobody knows yet. */
export const readWhileTracing = (step: string, caller: string): StepError =>
  new StepError(
    `compile: step ${shown(step)} must not read values of tensors, which are not known while it is recorded, at ${caller}. ` +
      "Use tf.where instead of a condition on a value, or return the tensor as an output.",
  );

/** A kernel without a counterpart in the graph. */
export const unknownKernel = (step: string, kernel: string, caller: string): StepError =>
  new StepError(
    `compile: step ${shown(step)} must use kernels that can be compiled, got ${kernel} at ${caller}. ` +
      "Write it with others, or run the step on an engine that does not compile (wasm, cpu).",
  );

/** Numbers that would be drawn once and stay the same at every run. */
export const randomNumbers = (step: string, op: string, caller: string): StepError =>
  new StepError(
    `compile: step ${shown(step)} must not draw random numbers, got tf.${op} at ${caller}. ` +
      "They would be the same at every run: draw them outside and give them to the step as an input.",
  );

/** A tf.Variable whose value would be frozen. */
export const capturedVariable = (step: string, name: string, caller: string): StepError =>
  new StepError(
    `compile: step ${shown(step)} must get its variables as arguments, got the tf.Variable ${shown(name)} at ${caller}. ` +
      "Its value would be frozen: make it one of the variables that the step is compiled with.",
  );

/** A tensor that tf.tidy or a gradient has freed already. */
export const disposedTensor = (step: string, caller: string): StepError =>
  new StepError(
    `compile: step ${shown(step)} must not use tensors that are disposed, got one at ${caller}. ` +
      "What a gradient needs from its forward pass must go through the save function of tf.customGrad.",
  );

/** Strings and complex numbers. */
export const noDtype = (step: string, dtype: string, caller: string): StepError =>
  new StepError(
    `compile: step ${shown(step)} must use tensors of float32, int32 or bool, got ${dtype} at ${caller}.`,
  );

/** What tfjs or a kernel did not accept, at the line of the step that asked for it. */
export const refused = (step: string, reason: string, caller: string, cause: unknown): StepError =>
  new StepError(
    `compile: step ${shown(step)} must be accepted by tfjs, got: ${reason.trim().replace(/\.$/, "")} at ${caller}.`,
    {
      cause,
    },
  );
