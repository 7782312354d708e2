import type { ValidationSet } from "./inputs.ts";
import type { DomainLoss } from "./log.ts";
import type { ResolvedPlan } from "./plan.ts";
import type { Trainer } from "./trainer.ts";

/** Losses by domain, and their mean; `undefined` if called off. */
export interface Validation {
  readonly validationLossNats: number;
  readonly validation: Readonly<Record<string, DomainLoss>>;
}

/**
 * Loss on what is set aside, domain by domain.
 *
 * Units   nats per token; bits per byte = nats ÷ ln 2 ÷ bytes per token
 */
export async function validate(
  trainer: Trainer,
  sets: readonly ValidationSet[],
  { microSequences, length, configuration }: ResolvedPlan,
  signal?: AbortSignal,
): Promise<Validation | undefined> {
  const validation: Record<string, DomainLoss> = {};
  for (const { domain, tokens, sequences, bytesPerToken } of sets) {
    let nats = 0;
    for (let done = 0; done < sequences; done += microSequences) {
      if (signal?.aborted) return undefined;
      const count = Math.min(microSequences, sequences - done);
      const batch = new Int32Array(microSequences * (length + 1));
      for (let row = 0; row < count; row++) {
        const window = await tokens.read((done + row) * length, length + 1, configuration.vocabularySize);
        batch.set(window, row * (length + 1));
      }
      const found = await trainer.evaluate(batch);
      for (let row = 0; row < count; row++) nats += found[row];
    }
    const lossNats = nats / (sequences * length);
    validation[domain] = {
      lossNats,
      ...(bytesPerToken === undefined ? {} : { bitsPerByte: lossNats / Math.LN2 / bytesPerToken }),
    };
  }
  const losses = Object.values(validation).map(({ lossNats }) => lossNats);
  return { validationLossNats: losses.reduce((sum, loss) => sum + loss, 0) / losses.length, validation };
}

/** Whether the losses of what is set aside are asked for after so many steps. */
export const isValidated = (
  plan: Pick<ResolvedPlan, "validateEvery" | "steps">,
  sets: readonly ValidationSet[],
  step: number,
): boolean => sets.length > 0 && step > 0 && (step % plan.validateEvery === 0 || step === plan.steps);
