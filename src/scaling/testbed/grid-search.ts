import type { GridRun, ModelSize, ScalingTestbed, TrainSet } from "../../dataset/index.ts";
import { shown } from "../../table/index.ts";
import { fitLaw } from "../fit-law.ts";
import { type FittedLaw, predictLaw } from "../fitted-law.ts";
import { irreduciblePower, type PowerInput, type PowerPoint } from "../laws/power.ts";
import { bootstrap } from "../uncertainty/bootstrap.ts";
import { type Bounds, middle95, type ResampleOptions, requireCount } from "./bootstrap.ts";
import { logSpaced } from "./curves.ts";
import { percentOff, requireName, trainSetsOf } from "./measured.ts";

/** A run of the grid. */
export interface PlacedRun extends GridRun {
  /** Whether no run of at most its compute has a lower loss. */
  readonly onFront: boolean;
  /** Whether its compute lies in the interval left out of the fit. */
  readonly excluded: boolean;
}

/** A law along compute, with its 95 % bootstrap. */
export interface GridCurve {
  readonly flops: Float64Array;
  readonly loss: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** One of the configurations that the paper went on with. */
export interface SelectedRun extends GridRun {
  readonly label: ModelSize;
  readonly onFront: boolean;
  /** Its loss over that of the testbed's model of the same architecture, batch, warm-up and tokens, per train set. */
  readonly ratioToTestbed: Readonly<Record<TrainSet, number>>;
}

/** A larger model of the testbed at M = 20, and what the law through the front says of it. */
export interface GridTarget {
  readonly label: ModelSize;
  readonly flops: number;
  /** Measured. */
  readonly loss: number;
  readonly predictedLoss: number;
  readonly low: number;
  readonly high: number;
  /** |predicted - measured| / measured, in percent. */
  readonly percent: number;
}

/** The grid, the law through its front, and where that leads. */
export interface GridSearch {
  readonly runs: readonly PlacedRun[];
  /** The runs on the front, excluded ones too. */
  readonly front: readonly PlacedRun[];
  readonly fit: FittedLaw<PowerInput, PowerPoint, "E" | "a" | "b">;
  readonly curve: GridCurve;
  readonly selected: readonly SelectedRun[];
  readonly targets: readonly GridTarget[];
}

/** What the law is fitted on and compared with. */
export interface GridSearchOptions extends ResampleOptions {
  /** Runs with this compute are left out of the fit. */
  readonly excludedFlops?: readonly [number, number];
  /** Whose larger models are the targets; the grid's own train set is not published. */
  readonly trainSet?: TrainSet;
}

type GridTestbed = Pick<ScalingTestbed, "models" | "grid">;

interface Chosen extends Pick<GridRun, "architecture" | "batch" | "warmupSteps"> {
  readonly label: ModelSize;
}

/** The first four rows of Table 3; batches in sequences over all devices. */
const chosen: readonly Chosen[] = [
  { label: "0.011B", architecture: "d=96_l=8_h=4", batch: 64, warmupSteps: 100 },
  { label: "0.079B", architecture: "d=512_l=8_h=4", batch: 512, warmupSteps: 400 },
  { label: "0.154B", architecture: "d=576_l=24_h=8", batch: 512, warmupSteps: 400 },
  { label: "0.411B", architecture: "d=1024_l=24_h=8", batch: 512, warmupSteps: 2000 },
];
/** The grid states batches of one device; Table 3's are eight times as large. */
const devices = 8;
const steps = 60;
/** One more than the law has parameters. */
const leastRuns = 4;

/**
 * The search for the default configurations: all runs, the Pareto front, a power law with irreducible loss through it,
 * the four chosen runs, and the larger models that the law should lead to.
 *
 * Shape   curve: flops, loss, lower, upper [60]
 * Units   FLOPs, nats per token on OpenLM's evaluation set
 * Random  reads only `random`
 * Source  Gadre et al. 2024, arXiv:2403.08540v2, Figs 4 and 6, Table 3
 * Differs the grid's losses are those of no train set of the testbed. Nearest is RedPajama: the four chosen runs lie 5.5
 *         to 7.0 % below its models of the same architecture and settings, and the law as far below its larger models.
 *
 * @throws {RangeError} if the front leaves fewer than four runs to fit, a chosen run or target is missing, or `count` is below 100
 * @example gridSearch(testbed, { random: new NumpyRandomState(42) }).runs.filter(({ onFront }) => onFront).length // 28
 */
export function gridSearch(
  testbed: GridTestbed,
  { excludedFlops = [5.2e16, 5.2e17], trainSet = "rpj", ...resample }: GridSearchOptions,
): GridSearch {
  const [from, to] = excludedFlops;
  requireName("gridSearch", "trainSet", trainSet, trainSetsOf(testbed));
  const front = paretoFront(testbed.grid);
  const runs = testbed.grid.map((run) => ({
    ...run,
    onFront: front.has(run),
    excluded: run.flops >= from && run.flops <= to,
  }));
  const points = runs
    .filter(({ onFront, excluded }) => onFront && !excluded)
    .sort((left, right) => left.flops - right.flops)
    .map(({ flops, loss }) => ({ x: flops, y: loss }));
  if (points.length < leastRuns)
    throw new RangeError(
      `gridSearch: excludedFlops must leave at least ${leastRuns} runs of the front, got ${points.length} outside ${shown(excludedFlops)}.`,
    );
  const fit = fitLaw(irreduciblePower, points);
  const larger = targetModels(testbed, trainSet);
  const selected = selectedRuns(testbed, front);
  const flops = logSpaced(points[0].x, Math.max(...larger.map((model) => model.flops)), steps);
  const inputs = [...flops, ...larger.map((model) => model.flops)].map((x) => ({ x }));
  const loss = predictLaw(fit, inputs);
  const bands = bandsOf(fit, inputs, resample);
  return {
    runs,
    front: runs.filter(({ onFront }) => onFront),
    fit,
    curve: {
      flops,
      loss: loss.slice(0, steps),
      lower: Float64Array.from(bands.slice(0, steps), ({ low }) => low),
      upper: Float64Array.from(bands.slice(0, steps), ({ high }) => high),
    },
    selected,
    targets: larger.map(({ label, flops: C, loss: truth }, at) => {
      const predictedLoss = loss[steps + at];
      const percent = percentOff(predictedLoss, truth);
      return { label, flops: C, loss: truth, predictedLoss, ...bands[steps + at], percent };
    }),
  };
}

/** Runs that none of at most their compute beats. */
function paretoFront(runs: readonly GridRun[]): ReadonlySet<GridRun> {
  let best = Number.POSITIVE_INFINITY;
  const front = new Set<GridRun>();
  for (const run of runs.toSorted((left, right) => left.flops - right.flops || left.loss - right.loss)) {
    if (!(run.loss < best)) continue;
    best = run.loss;
    front.add(run);
  }
  return front;
}

function bandsOf(
  fit: GridSearch["fit"],
  inputs: readonly PowerInput[],
  { random, count = 1000 }: ResampleOptions,
): Bounds[] {
  requireCount("gridSearch", count);
  const { values, reason } = bootstrap(fit, { resample: "points", random, count });
  if (reason !== undefined)
    throw new RangeError(
      `gridSearch: excludedFlops must leave enough runs of the front for a bootstrap, got ${fit.points.length}: ${values.E.length} of ${count} samples determine the law.`,
    );
  const drawn = Array.from(values.E, (E, at) => ({ E, a: values.a[at], b: values.b[at] }));
  const losses = drawn.map((one) => predictLaw({ law: fit.law, values: one }, inputs));
  return inputs.map((_, at) => middle95(Float64Array.from(losses, (loss) => loss[at])));
}

function selectedRuns({ grid, models }: GridTestbed, front: ReadonlySet<GridRun>): SelectedRun[] {
  return chosen.map(({ label, architecture, batch, warmupSteps }) => {
    const run = grid.find(
      (one) =>
        one.architecture === architecture && one.batch * devices === batch && one.warmupSteps === warmupSteps,
    );
    if (run === undefined)
      throw new RangeError(
        `gridSearch: testbed must hold the grid run ${architecture} with batch ${batch / devices} and warm-up ${warmupSteps}, got none.`,
      );
    const alike = models.filter((model) => model.size === label && model.tokensPerParameter === 20);
    const ratioToTestbed = Object.fromEntries(
      alike.map(({ trainSet, losses }) => [trainSet, run.loss / losses.openlm.loss]),
    ) as Record<TrainSet, number>;
    return { ...run, label, onFront: front.has(run), ratioToTestbed };
  });
}

function targetModels(
  { models }: GridTestbed,
  trainSet: TrainSet,
): { readonly label: ModelSize; readonly flops: number; readonly loss: number }[] {
  return (["1.4B", "6.9B"] as const).map((label) => {
    const model = models.find(
      (one) => one.trainSet === trainSet && one.size === label && one.tokensPerParameter === 20,
    );
    if (model === undefined)
      throw new RangeError(`gridSearch: testbed must hold ${label} of ${trainSet} at M = 20, got none.`);
    return { label, flops: model.flops, loss: model.losses.openlm.loss };
  });
}

/** An architecture of the grid. */
export interface GridArchitecture {
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly parameters: number;
  readonly runs: number;
  /** The lowest loss among its runs. */
  readonly lowestLoss: number;
}

/**
 * The architectures of the grid, smallest first.
 *
 * Units   loss in nats per token on OpenLM's evaluation set
 * Source  Gadre et al. 2024, arXiv:2403.08540v2, Table 4
 *
 * @throws {RangeError} if an architecture is not written as d=<width>_l=<layers>_h=<heads>
 * @example gridArchitectures(testbed).length // 130
 */
export function gridArchitectures({ grid }: Pick<ScalingTestbed, "grid">): GridArchitecture[] {
  const byName = new Map<string, GridRun[]>();
  for (const run of grid) byName.set(run.architecture, [...(byName.get(run.architecture) ?? []), run]);
  return [...byName]
    .map(([architecture, runs]) => {
      const [, width, layers, heads] = /^d=(\d+)_l=(\d+)_h=(\d+)$/.exec(architecture) ?? [];
      if (heads === undefined)
        throw new RangeError(
          `gridArchitectures: architecture must be d=<width>_l=<layers>_h=<heads>, got ${shown(architecture)}.`,
        );
      return {
        width: Number(width),
        layers: Number(layers),
        heads: Number(heads),
        parameters: runs[0].parameters,
        runs: runs.length,
        lowestLoss: Math.min(...runs.map(({ loss }) => loss)),
      };
    })
    .sort(
      (left, right) =>
        left.parameters - right.parameters || left.layers - right.layers || left.heads - right.heads,
    );
}
