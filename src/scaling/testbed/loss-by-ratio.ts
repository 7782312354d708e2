import type { ModelSize, TrainSet } from "../../dataset/index.ts";
import { middle95, ofSamples, type ResampleOptions } from "./bootstrap.ts";
import { straightLine } from "./curves.ts";
import { fitLoss } from "./fit-defaults.ts";
import { type MeasuredModel, type ModelTestbed, measured, ratiosOf, trainSetsOf } from "./measured.ts";
import { trainSetLabels } from "./published.ts";

/** The models of one M, and a power law through their reducible losses. */
export interface RatioSeries {
  readonly tokensPerParameter: number;
  readonly sizes: readonly ModelSize[];
  readonly flops: readonly number[];
  readonly loss: readonly number[];
  /** From the smallest to the largest model, E included. */
  readonly line: { readonly flops: readonly number[]; readonly loss: readonly number[] };
  /** Of log(L - E) against log C: -η. */
  readonly slope: number;
}

/** One train set. */
export interface RatioPanel {
  readonly title: string;
  readonly trainSet: TrainSet;
  /** E of Eq 4, which all ratios share. */
  readonly irreducible: number;
  /** η of Eq 4. */
  readonly eta: number;
  readonly series: readonly RatioSeries[];
}

/** Which lines to draw. */
export interface LossByRatioOptions {
  /** M of each line; 10 to 640 (Fig 2) if left out. Fig 9 takes 5, 10, 20, 40, 80. */
  readonly ratios?: readonly number[];
  /** Larger models are left out: 1e9, which keeps four sizes. */
  readonly mostParameters?: number;
}

/** Ratios of Fig 2. */
const overTrained = [10, 20, 40, 80, 160, 320, 640];

/**
 * Reducible loss against compute: at each M a straight line on logarithmic axes, with E from Eq 4.
 *
 * E is shared because a free E at each M trades against the slope: η then scatters from .07 to .14.
 *
 * Shape   a panel for each train set, a series for each M it was trained at
 * Units   FLOPs, nats per token
 * Source  Gadre et al. 2024, arXiv:2403.08540v2, Figs 2 and 9
 *
 * @throws {RangeError} if a ratio is none of the testbed's, a line has fewer than two sizes, or a loss is not above E
 * @example lossByRatio(testbed, { ratios: [5, 10, 20, 40, 80] })
 */
export function lossByRatio(
  testbed: ModelTestbed,
  { ratios, mostParameters = 1e9 }: LossByRatioOptions = {},
): RatioPanel[] {
  const where = "lossByRatio";
  const known = ratiosOf(testbed.models);
  const wanted = ratios ?? overTrained.filter((ratio) => known.includes(ratio));
  for (const ratio of wanted)
    if (!known.includes(ratio))
      throw new RangeError(`${where}: ratios must be among ${known.join(", ")}, got ${ratio}.`);
  return trainSetsOf(testbed).map((trainSet) => {
    const models = measured(where, testbed, { trainSet, tasks: "all" });
    const { E: irreducible, eta } = fitLoss(where, models).values;
    const small = models.filter(({ parameters }) => parameters < mostParameters);
    const series = wanted.flatMap((ratio) => {
      const own = small.filter(({ tokensPerParameter }) => tokensPerParameter === ratio);
      return own.length === 0 ? [] : [seriesOf(own, ratio, irreducible)];
    });
    return { title: trainSetLabels[trainSet], trainSet, irreducible, eta, series };
  });
}

function seriesOf(models: readonly MeasuredModel[], ratio: number, irreducible: number): RatioSeries {
  const flops = models.map((model) => model.flops);
  const loss = models.map((model) => model.loss);
  if (new Set(flops).size < 2)
    throw new RangeError(
      `lossByRatio: testbed must hold two sizes at M = ${ratio} for a line, got ${models.length}. Leave that ratio out.`,
    );
  const low = loss.findIndex((value) => !(value > irreducible));
  if (low >= 0)
    throw new RangeError(
      `lossByRatio: losses must be above E of Eq 4 (${irreducible}), got ${loss[low]} at ${models[low].name}.`,
    );
  const { slope, intercept } = logLine(models, irreducible);
  const ends = [Math.min(...flops), Math.max(...flops)];
  return {
    tokensPerParameter: ratio,
    sizes: models.map(({ size }) => size),
    flops,
    loss,
    line: { flops: ends, loss: ends.map((C) => irreducible + Math.exp(intercept + slope * Math.log(C))) },
    slope,
  };
}

const logLine = (
  models: readonly Pick<MeasuredModel, "flops" | "loss">[],
  irreducible: number,
): ReturnType<typeof straightLine> =>
  straightLine(
    models.map(({ flops }) => Math.log(flops)),
    models.map(({ loss }) => Math.log(loss - irreducible)),
  );

/** η of the models of one M. */
export interface ExponentPoint {
  readonly tokensPerParameter: number;
  readonly exponent: number;
  /** Bootstrap, 95 %, over models; neither where there are fewer than four. */
  readonly low?: number;
  readonly high?: number;
  readonly models: number;
}

/** η of one train set at each M. */
export interface ExponentLine {
  readonly trainSet: TrainSet;
  readonly points: readonly ExponentPoint[];
  /** η of Eq 4, one for all M. */
  readonly shared: number;
  /** What doubling M adds to η, with the 95 % bootstrap over the points of this line. */
  readonly perDoubling: { readonly value: number; readonly low: number; readonly high: number };
}

/** Fewer points resample to lines through one or two of them. */
const leastModels = 4;

/**
 * The scaling exponent η at each M, and whether it changes with M.
 *
 * Units   η: the loss less E falls as compute to the power of -η
 * Random  reads only `random`
 * Source  Gadre et al. 2024, arXiv:2403.08540v2, Fig 17
 * Differs E is that of Eq 4. The paper's band is of the trend and its seed unknown: `perDoubling` is a trend with its
 *         interval. The points have intervals of their own, rough ones, since they are of four models.
 *
 * @throws {RangeError} as `lossByRatio` does, or if `count` is below 100
 * @example exponents(testbed, { random: new NumpyRandomState(42) })[1].shared // 0.1364
 */
export function exponents(
  testbed: ModelTestbed,
  options: ResampleOptions & LossByRatioOptions,
): ExponentLine[] {
  return lossByRatio(testbed, options).map(({ trainSet, irreducible, eta, series }) => {
    const points = series.map(({ tokensPerParameter, slope, flops, loss }): ExponentPoint => {
      const models = flops.map((C, at) => ({ flops: C, loss: loss[at] }));
      const point = { tokensPerParameter, exponent: -slope, models: models.length };
      if (models.length < leastModels) return point;
      const slopes = ofSamples("exponents", models, options, (drawn) => -logLine(drawn, irreducible).slope);
      return { ...point, ...middle95(slopes) };
    });
    const trend = (drawn: readonly ExponentPoint[]): number =>
      straightLine(
        drawn.map((point) => Math.log2(point.tokensPerParameter)),
        drawn.map((point) => point.exponent),
      ).slope;
    const trends = middle95(ofSamples("exponents", points, options, trend));
    return { trainSet, points, shared: eta, perDoubling: { value: trend(points), ...trends } };
  });
}
