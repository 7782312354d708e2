import { unknownName } from "../../table/index.ts";
import {
  type ModelSize,
  modelSizes,
  type ScalingModel,
  type ScalingTestbed,
  type TrainSet,
  trainSets,
} from "./types.ts";

/** What distinguishes a model from the others. */
export interface ModelPlace {
  readonly trainSet: TrainSet;
  readonly size: ModelSize;
  /** M. */
  readonly tokensPerParameter: number;
}

/**
 * The models that agree with all that is asked, by train set, size and M; none if no model does.
 *
 * @throws {RangeError} if the train set or size is none of the testbed's names
 * @example modelsOf(testbed, { trainSet: "rpj", tokensPerParameter: 20 }) // six sizes
 */
export function modelsOf(
  { models }: Pick<ScalingTestbed, "models">,
  { trainSet, size, tokensPerParameter }: Partial<ModelPlace> = {},
): readonly ScalingModel[] {
  requireNames("modelsOf", trainSet, size);
  return models.filter(
    (model) =>
      (trainSet === undefined || model.trainSet === trainSet) &&
      (size === undefined || model.size === size) &&
      (tokensPerParameter === undefined || model.tokensPerParameter === tokensPerParameter),
  );
}

/**
 * The one model of a train set, size and M.
 *
 * @throws {RangeError} if there is none, with those there are
 * @example modelAt(testbed, { trainSet: "rpj", size: "1.4B", tokensPerParameter: 640 }).losses.c4_val.loss
 */
export function modelAt(
  { models }: Pick<ScalingTestbed, "models">,
  { trainSet, size, tokensPerParameter }: ModelPlace,
): ScalingModel {
  requireNames("modelAt", trainSet, size);
  const near = models.filter((model) => model.trainSet === trainSet && model.size === size);
  const found = near.find((model) => model.tokensPerParameter === tokensPerParameter);
  if (found !== undefined) return found;
  const there = near.map((model) => model.tokensPerParameter).join(", ");
  throw new RangeError(
    `modelAt: tokensPerParameter must be that of a ${size} model of ${trainSet}, got ${tokensPerParameter}. ` +
      (there === "" ? "There is no such model at any M." : `There are M = ${there}.`),
  );
}

function requireNames(where: string, trainSet: string | undefined, size: string | undefined): void {
  if (trainSet !== undefined && !(trainSets as readonly string[]).includes(trainSet))
    throw unknownName(where, "trainSet", trainSet, trainSets);
  if (size !== undefined && !(modelSizes as readonly string[]).includes(size))
    throw unknownName(where, "size", size, modelSizes);
}
