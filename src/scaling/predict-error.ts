import type { FittedLaw } from "./fitted-law.ts";
import { predictLaw } from "./fitted-law.ts";
import type { DownstreamParameter, ErrorPoint, LossValue } from "./laws/downstream.ts";
import type { TrainingSize } from "./laws/over-training.ts";
import type { LossFit } from "./optimum.ts";
import type { Bootstrap } from "./uncertainty/bootstrap.ts";
import type { Covers } from "./uncertainty/interval.ts";
import { type PredictedValue, predictWithInterval } from "./uncertainty/predict.ts";

/** A fitted law of error by loss: `downstream`. */
export type ErrorFit = FittedLaw<LossValue, ErrorPoint, DownstreamParameter>;

/** An error predicted from a predicted loss; its own interval carries both laws' uncertainty. */
export interface PredictedError extends PredictedValue {
  readonly loss: PredictedValue;
}

/** How the intervals of a chain are made; refits where percentiles are wanted in place of profiles. */
export interface ChainOptions {
  readonly level?: number;
  readonly covers?: Covers;
  readonly lossDraws?: Bootstrap<string>;
  readonly errorDraws?: Bootstrap<DownstreamParameter>;
}

/**
 * Predicts the error of models from their size and tokens: Eq 4's loss put into Eq 5.
 *
 * The interval has two parts, taken as independent: how far the error moves as the loss goes to the ends of its own
 * interval, and the error law's own interval at the predicted loss. On each side they are added as squares, so that
 * intervals that are not symmetric stay so. A side exists only if both parts have it.
 *
 * Shape   inputs [n] → [n]
 * Units   error as a share, 0 to 1; loss in nats per token
 * Source  Gadre et al. 2024, arXiv:2403.08540, §3.4; the sum of squares by sides: Zou and Donner 2008, "Construction of
 * confidence limits about effect measures" (MOVER)
 *
 * @throws {RangeError} if `level` is not between 0 and 1
 * @throws {DataError} if an input is not finite and positive
 * @example predictError(lossFit, errorFit, [{ parameters: 7e9, tokens: 1.4e11 }])[0].predicted
 */
export function predictError(
  lossFit: LossFit,
  errorFit: ErrorFit,
  inputs: readonly TrainingSize[],
  { level = 0.95, covers = "run", lossDraws, errorDraws }: ChainOptions = {},
): readonly PredictedError[] {
  const losses = predictWithInterval(lossFit, inputs, {
    level,
    covers,
    ...(lossDraws === undefined ? {} : { draws: lossDraws }),
  });
  const errors = predictWithInterval(
    errorFit,
    losses.map(({ predicted }) => ({ loss: predicted })),
    { level, covers, ...(errorDraws === undefined ? {} : { draws: errorDraws }) },
  );
  return losses.map((loss, at): PredictedError => {
    const own = errors[at];
    // The error rises with the loss; where k or γ is below zero it falls.
    const moved = [loss.lower, loss.upper].map((end) =>
      end === undefined || !(end > 0) ? undefined : predictLaw(errorFit, [{ loss: end }])[0] - own.predicted,
    );
    const falls = moved.some((by, end) => by !== undefined && (end === 0 ? by > 0 : by < 0));
    const [down, up] = falls ? moved.toReversed() : moved;
    const reasons = [
      loss.reason,
      own.reason,
      loss.lower !== undefined && loss.lower <= 0
        ? "the lower bound of the loss is not above 0, where the error law says nothing"
        : undefined,
    ].filter((reason) => reason !== undefined);
    return {
      ...own,
      lower: added(own.predicted, down, own.lower, -1),
      upper: added(own.predicted, up, own.upper, 1),
      reason: reasons.length === 0 ? undefined : reasons.join("; "),
      loss,
      warnings: [...loss.warnings, ...own.warnings],
    };
  });
}

/** One side: how far the loss moves the error and how far the error's own bound lies, added as squares. */
function added(
  predicted: number,
  moved: number | undefined,
  bound: number | undefined,
  sign: 1 | -1,
): number | undefined {
  if (moved === undefined || bound === undefined) return undefined;
  return predicted + sign * Math.hypot(moved, bound - predicted);
}
