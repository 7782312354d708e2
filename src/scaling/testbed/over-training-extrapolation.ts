import type { ModelSize, TrainSet } from "../../dataset/index.ts";
import { predictLaw } from "../fitted-law.ts";
import { trainingRun } from "../optimum.ts";
import { evenlySpaced, logSpaced } from "./curves.ts";
import { type FitDefaultsOptions, fitDefaults, type OverTrainingFit } from "./fit-defaults.ts";
import { type MeasuredModel, type ModelTestbed, measured, sizesOf } from "./measured.ts";
import { type PredictedModel, predicted } from "./predict-models.ts";
import { type ModelCell, trainSetLabels } from "./published.ts";

/** A model on the page. */
export interface ExtrapolationPoint extends ModelCell {
  /** Fitted on, held out and measured, or held out and predicted. */
  readonly role: "fit" | "truth" | "prediction";
  readonly flops: number;
  readonly loss: number;
  readonly error: number;
}

/** A fitted law along compute. */
export interface LossLine {
  readonly flops: Float64Array;
  readonly loss: Float64Array;
  readonly kind: "interpolated" | "extrapolated";
  /** Where it is the same along the line. */
  readonly tokensPerParameter?: number;
  readonly size?: ModelSize;
}

/** Both panels of Fig 1. */
export interface OverTrainingExtrapolation {
  readonly trainSet: string;
  /** E. */
  readonly irreducible: number;
  readonly points: readonly ExtrapolationPoint[];
  readonly lines: readonly LossLine[];
  readonly error: {
    readonly points: readonly ExtrapolationPoint[];
    readonly curve: { readonly loss: Float64Array; readonly error: Float64Array };
    /** Lowest and highest loss of the models of Eq 5. */
    readonly fitted: readonly [number, number];
    /** How many are averaged over. */
    readonly tasks: number;
  };
  readonly predictions: readonly PredictedModel[];
}

/** Ends of Fig 1's axes, FLOPs and nats. */
const computeRange = [3e15, 3e22] as const;
const lossRange = [2, 6] as const;
const steps = 60;

/**
 * How far the two laws reach: points, lines and predictions of Fig 1 for one train set. Held out are the most
 * over-trained 1.4B model and the 6.9B model.
 *
 * Shape   lines: flops, loss [60]; curve: loss, error [60]
 * Units   FLOPs, nats per token, error as a share
 * Source  Gadre et al. 2024, arXiv:2403.08540v2, Fig 1 (RedPajama)
 *
 * @throws {RangeError} if a train set, loss or task is none of the testbed's, or a model of the fits is missing
 * @example overTrainingExtrapolation(testbed, { trainSet: "rpj" }).predictions[0].lossPercent // 0.71
 */
export function overTrainingExtrapolation(
  testbed: ModelTestbed,
  options: Pick<FitDefaultsOptions, "loss" | "tasks"> & { readonly trainSet: TrainSet },
): OverTrainingExtrapolation {
  const where = "overTrainingExtrapolation";
  const fits = fitDefaults(testbed, options);
  const models = measured(where, testbed, options);
  const predictions = predicted(fits, heldOut(where, models));
  const withTargets = (fitted: readonly MeasuredModel[]): ExtrapolationPoint[] => [
    ...fitted.map((model) => pointOf(model, "fit")),
    ...predictions.map((model) => pointOf(model, "truth")),
    ...predictions.map((model) =>
      pointOf({ ...model, loss: model.predictedLoss, error: model.predictedError }, "prediction"),
    ),
  ];
  const losses = fits.errorModels.map(({ loss }) => loss);
  const loss = evenlySpaced(...lossRange, steps);
  return {
    trainSet: trainSetLabels[options.trainSet],
    irreducible: fits.loss.values.E,
    points: withTargets(fits.lossModels),
    lines: [...interpolated(fits.loss, fits.lossModels), ...extrapolated(fits.loss, models, predictions)],
    error: {
      points: withTargets(fits.errorModels),
      curve: {
        loss,
        error: predictLaw(
          fits.error,
          Array.from(loss, (value) => ({ loss: value })),
        ),
      },
      fitted: [Math.min(...losses), Math.max(...losses)],
      tasks: fits.tasks.length,
    },
    predictions,
  };
}

const pointOf = (
  { size, tokensPerParameter, flops, loss, error }: MeasuredModel,
  role: ExtrapolationPoint["role"],
): ExtrapolationPoint => ({ size, tokensPerParameter, role, flops, loss, error });

function heldOut(where: string, models: readonly MeasuredModel[]): MeasuredModel[] {
  return (["1.4B", "6.9B"] as const).map((size) => {
    const own = models.filter((model) => model.size === size);
    if (own.length === 0)
      throw new RangeError(`${where}: testbed must hold a model of ${size} to be predicted, got none.`);
    return own.reduce((best, model) => (model.tokensPerParameter > best.tokensPerParameter ? model : best));
  });
}

function interpolated(fit: OverTrainingFit, fitted: readonly MeasuredModel[]): LossLine[] {
  const optimal = fitted
    .filter(({ tokensPerParameter }) => tokensPerParameter === 20)
    .map(({ flops }) => flops);
  const smallest = fitted.reduce((best, model) => (model.parameters < best.parameters ? model : best));
  const own = fitted.filter(({ size }) => size === smallest.size).map(({ flops }) => flops);
  return [
    ratioLine(fit, 20, [Math.min(...optimal), Math.max(...optimal)], "interpolated"),
    sizeLine(fit, smallest, [Math.min(...own), Math.max(...own)], "interpolated"),
  ];
}

function extrapolated(
  fit: OverTrainingFit,
  models: readonly MeasuredModel[],
  targets: readonly ModelCell[],
): LossLine[] {
  const ratios = [...new Set(targets.map(({ tokensPerParameter }) => tokensPerParameter))].sort(
    (a, b) => a - b,
  );
  const sizes = sizesOf(models).map((size) => models.find((model) => model.size === size)!);
  return [
    ...ratios.map((ratio) => ratioLine(fit, ratio, computeRange, "extrapolated")),
    ...sizes.map((model) =>
      sizeLine(fit, model, [120 * model.parameters ** 2, computeRange[1]], "extrapolated"),
    ),
  ];
}

function ratioLine(
  fit: OverTrainingFit,
  tokensPerParameter: number,
  [from, to]: readonly [number, number],
  kind: LossLine["kind"],
): LossLine {
  const flops = logSpaced(from, to, steps);
  const loss = flops.map((C) => trainingRun(fit, { flops: C, tokensPerParameter }).loss);
  return { flops, loss, kind, tokensPerParameter };
}

function sizeLine(
  fit: OverTrainingFit,
  { parameters, size }: Pick<MeasuredModel, "parameters" | "size">,
  [from, to]: readonly [number, number],
  kind: LossLine["kind"],
): LossLine {
  const flops = logSpaced(from, to, steps);
  const runs = Array.from(flops, (C) => ({ parameters, tokens: C / 6 / parameters }));
  return { flops, loss: predictLaw(fit, runs), kind, size };
}
