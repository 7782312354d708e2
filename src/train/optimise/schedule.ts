import { shown } from "../../table/index.ts";

/** How the learning rate goes: up in a line from 0, then level, or down a cosine to the floor. */
export interface LearningRateSchedule {
  readonly kind: "constant" | "cosine";
  /** The rate after the warm-up. */
  readonly peak: number;
  readonly warmupSteps: number;
  /** Step at which a cosine reaches its floor. */
  readonly steps?: number;
  /** Rate at the cosine's end and after it, 0 by default. */
  readonly floor?: number;
}

/** Options of `learningRateAt`. */
export interface LearningRateOptions {
  /** Micro-batches of one step: as in lit-gpt the last of them sets the rate. 1 by default. */
  readonly accumulation?: number;
}

/**
 * The learning rate of one optimiser step. As in lit-gpt the warm-up starts from 0, so that without accumulation the
 * first step moves nothing.
 *
 * Units   `step` counts from 0
 * Source  lit-gpt's get_lr, asked at the last micro-batch of the step; cosine: Loshchilov and Hutter 2016,
 *   arXiv:1608.03983, equation 5, without restarts
 *
 * @throws {RangeError} if the schedule has a negative rate or length, or a cosine has no end after its warm-up
 * @example learningRateAt({ kind: "constant", peak: 4e-4, warmupSteps: 100 }, 50) // 2e-4
 */
export function learningRateAt(
  schedule: LearningRateSchedule,
  step: number,
  { accumulation = 1 }: LearningRateOptions = {},
): number {
  const { kind, peak, warmupSteps, steps, floor = 0 } = checkSchedule("learningRateAt", schedule);
  if (!Number.isSafeInteger(step) || step < 0)
    throw new RangeError(`learningRateAt: step must be a whole number from 0 up, got ${shown(step)}.`);
  if (!Number.isSafeInteger(accumulation) || accumulation < 1)
    throw new RangeError(
      `learningRateAt: accumulation must be a whole number from 1 up, got ${shown(accumulation)}.`,
    );
  const at = step + 1 - 1 / accumulation;
  if (at < warmupSteps) return (peak * at) / warmupSteps;
  if (kind === "constant") return peak;
  const end = steps as number;
  if (at > end) return floor;
  const along = (at - warmupSteps) / (end - warmupSteps);
  return floor + 0.5 * (1 + Math.cos(Math.PI * along)) * (peak - floor);
}

/**
 * Refuses a schedule that is none, gives it back otherwise.
 *
 * @throws {RangeError} if it has a negative rate or length, or a cosine has no end after its warm-up
 * @example checkSchedule("train", { kind: "constant", peak: 4e-4, warmupSteps: 100 }).peak // 4e-4
 */
export function checkSchedule(where: string, schedule: LearningRateSchedule): LearningRateSchedule {
  const { kind, peak, warmupSteps, steps, floor = 0 } = schedule;
  if (kind !== "constant" && kind !== "cosine")
    throw new RangeError(`${where}: kind must be "constant" or "cosine", got ${shown(kind)}.`);
  for (const [name, value] of Object.entries({ peak, warmupSteps, floor })) {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY))
      throw new RangeError(`${where}: ${name} must be a number from 0 up, got ${shown(value)}.`);
  }
  if (kind === "cosine" && !(steps !== undefined && steps > warmupSteps && Number.isFinite(steps)))
    throw new RangeError(
      `${where}: steps must be a number above warmupSteps (${warmupSteps}) for a cosine, got ${shown(steps)}.`,
    );
  return schedule;
}
