import type { LossName, ModelSize, TrainSet } from "../../dataset/index.ts";
import { shown } from "../../table/index.ts";
import { predictLaw } from "../fitted-law.ts";
import { fitDefaults, fitLoss } from "./fit-defaults.ts";
import { isIn, type ModelTestbed, measured, percentOff, ratiosOf, sizesOf, trainSetsOf } from "./measured.ts";
import { predicted } from "./predict-models.ts";
import { defaultCells, lossInDistribution, lossLabels, type ModelCell, trainSetLabels } from "./published.ts";

/** The paper's heat maps. */
export type HeatmapFigure = 5 | 7 | 10 | 11 | 12;

/** How far off one model's prediction is. */
export interface HeatmapCell extends ModelCell {
  /** |predicted - measured| / measured, in percent. */
  readonly percent: number;
  /** Whether the last law of the prediction was fitted on this model. */
  readonly fitted: boolean;
}

/** One train or evaluation set. */
export interface HeatmapPanel {
  readonly title: string;
  readonly trainSet: TrainSet;
  readonly lossName: LossName;
  readonly cells: readonly HeatmapCell[];
}

/** Heat maps of relative errors by size and M. */
export interface ErrorHeatmaps {
  readonly paperFigure: HeatmapFigure;
  /** Smallest first. */
  readonly sizes: readonly ModelSize[];
  readonly tokensPerParameter: readonly number[];
  readonly panels: readonly HeatmapPanel[];
}

/** The figures leave out M = 5. */
const leastRatio = 10;

const outOfDistribution: readonly LossName[] = [
  "paloma_dolma_100_programing_languages",
  "paloma_ptb",
  "val_de-en_100",
];

/**
 * Relative errors of all predictions that a heat map of the paper shows: loss on C4 (5), on text of the train set's own
 * kind (7), of C4-trained models on other text (10), error on 46 tasks (11) and on 17 (12).
 *
 * Eq 4 is fitted anew for every train set and loss; errors are predicted from predicted losses.
 *
 * Shape   a panel for each train or evaluation set, a cell for each model of M ≥ 10
 * Units   percent of the measured value
 * Source  Gadre et al. 2024, arXiv:2403.08540v2, Figs 5, 7, 10, 11, 12; golden test/golden/scaling/heatmaps.json
 *
 * @throws {RangeError} if the figure is none of these, or the testbed lacks a model of the fits
 * @example errorHeatmaps(testbed, 5).panels[1].title // "RedPajama"
 */
export function errorHeatmaps(testbed: ModelTestbed, paperFigure: HeatmapFigure): ErrorHeatmaps {
  if (![5, 7, 10, 11, 12].includes(paperFigure))
    throw new RangeError(`errorHeatmaps: paperFigure must be 5, 7, 10, 11 or 12, got ${shown(paperFigure)}.`);
  const panels = panelsOf(testbed, paperFigure);
  const drawn = testbed.models.filter((model) => panels.some(({ cells }) => isIn(cells, model)));
  return { paperFigure, sizes: sizesOf(drawn), tokensPerParameter: ratiosOf(drawn), panels };
}

function panelsOf(testbed: ModelTestbed, figure: HeatmapFigure): HeatmapPanel[] {
  if (figure === 10)
    return outOfDistribution.map((loss) => lossPanel(testbed, "c4_original", loss, lossLabels[loss]));
  return trainSetsOf(testbed).map((trainSet) => {
    const title = trainSetLabels[trainSet];
    if (figure === 5) return lossPanel(testbed, trainSet, "c4_val", title);
    if (figure === 7) return lossPanel(testbed, trainSet, lossInDistribution[trainSet], title);
    return errorPanel(testbed, trainSet, figure === 11 ? "all" : "above-chance", title);
  });
}

function lossPanel(testbed: ModelTestbed, trainSet: TrainSet, loss: LossName, title: string): HeatmapPanel {
  const models = measured("errorHeatmaps", testbed, { trainSet, loss, tasks: "all" });
  const fit = fitLoss("errorHeatmaps", models);
  const shownModels = models.filter(({ tokensPerParameter }) => tokensPerParameter >= leastRatio);
  const losses = predictLaw(fit, shownModels);
  const cells = shownModels.map(({ size, tokensPerParameter, loss: measuredLoss }, at) => ({
    size,
    tokensPerParameter,
    percent: percentOff(losses[at], measuredLoss),
    fitted: isIn(defaultCells, { size, tokensPerParameter }),
  }));
  return { title, trainSet, lossName: loss, cells };
}

function errorPanel(
  testbed: ModelTestbed,
  trainSet: TrainSet,
  tasks: "all" | "above-chance",
  title: string,
): HeatmapPanel {
  const fits = fitDefaults(testbed, { trainSet, tasks });
  const models = measured("errorHeatmaps", testbed, { trainSet, tasks });
  const cells = predicted(
    fits,
    models.filter(({ tokensPerParameter }) => tokensPerParameter >= leastRatio),
  ).map(({ size, tokensPerParameter, errorPercent, inErrorFit }) => ({
    size,
    tokensPerParameter,
    percent: errorPercent,
    fitted: inErrorFit,
  }));
  return { title, trainSet, lossName: "c4_val", cells };
}
