import { shown } from "../../table/index.ts";
import { labelRoom, linearAxis } from "../axes.ts";
import { compose, type FigureWords, legendAbovePanels, pageWidth } from "../compose.ts";
import type { Figure } from "../figure.ts";
import { sameLength } from "../lengths.ts";
import { type Panel, panelGrid, panelTitle } from "../panels.ts";
import type { Shape } from "../spec.ts";
import { okabeIto } from "../style.ts";
import { type Table, table } from "../table.ts";
import { padded } from "../ticks.ts";
import { finiteAt, positiveAt } from "./checks.ts";
import type { GridCurve, GridMark, GridRun } from "./grid-records.ts";
import { allRuns, frontRuns, gridColors, lawTraces, markTraces } from "./grid-traces.ts";
import { briefly, logPadded, powerAxis, scientific } from "./power-axis.ts";

export interface GridSearch {
  readonly runs: readonly GridRun[];
  /** Power law with irreducible error through the front. */
  readonly curve?: GridCurve;
  /** The configurations chosen to go on with. */
  readonly selected?: readonly GridMark[];
  /** Larger models with their true losses. */
  readonly targets?: readonly GridMark[];
}

export interface GridSearchOptions extends FigureWords {
  /** By the front as in Fig 4, or by optimisation steps as in Fig 6. */
  readonly color?: "front" | "steps";
  /** The compute left out of the fit: the paper's unless told. */
  readonly excludedFlops?: readonly [number, number];
}

const where = "gridSearch";
const plotHeight = 310;
const gapX = 64;
const bandColor = "#F4EEDF";

/**
 * The grid of small models: loss against compute, the Pareto front, and the law through it that larger models follow.
 *
 * Shape   runs [models]; curve: flops, loss, lower, upper [points]
 * Units   compute in FLOPs; loss in nats per token on OpenLM's evaluation set
 * Source  Gadre et al. 2024, arXiv:2403.08540v2, Figs 4 and 6
 * Differs both figures have the same panels, whatever of curve, selected and targets is handed in
 *
 * @throws {RangeError} if no model is on the front, lists differ in length, or a number cannot be drawn
 * @example gridSearch({ runs, curve, selected, targets }, { color: "steps" })
 */
export function gridSearch(input: GridSearch, options: GridSearchOptions = {}): Figure {
  const { runs, curve, selected = [], targets = [] } = input;
  const { color = "front", excludedFlops = [5.2e16, 5.2e17] } = options;
  check(input, excludedFlops);
  const front = runs.filter(({ onFront }) => onFront).sort((a, b) => a.flops - b.flops);
  const colors = gridColors(runs, color);
  const marks = [...front, ...selected, ...targets];
  const lossAxes = [
    padded(runs.map(({ loss }) => loss)),
    padded([
      ...marks.map(({ loss }) => loss),
      ...(curve === undefined ? [] : [...Array.from(curve.lower), ...Array.from(curve.upper)]),
    ]),
  ].map((range) => linearAxis(range, "loss on OpenLM's text (nats per token)", 6));
  const computes = [
    logPadded(runs.map(({ flops }) => flops)),
    logPadded([...marks.map(({ flops }) => flops), ...Array.from(curve?.flops ?? [])]),
  ];
  const [low, high] = computes[1];
  const labelsTurn = low ** 0.25 * high ** 0.75;
  const computeAxes = computes.map((range) => powerAxis(range, "training compute (FLOPs)"));
  const room = {
    left: labelRoom(lossAxes[0]),
    right: color === "steps" ? 84 : 30,
    top: 46,
    bottom: 46,
  };
  const width = pageWidth - room.left - room.right;
  const gap = { gapX: Math.max(gapX, labelRoom(lossAxes[1])), gapY: 0 };
  const places = panelGrid(2, { columns: 2, width, height: plotHeight, ...gap });
  const [left, right] = places;
  const excludes = runs.some(({ excluded }) => excluded);
  const bands = excludes ? places.flatMap((place, at) => band(place, excludedFlops, computes[at])) : [];
  return compose({
    ...wordsOf(runs, front.length, excludes ? excludedFlops : undefined, input, options),
    width: pageWidth,
    plotHeight,
    room,
    data: [
      ...allRuns(runs, left, colors),
      ...(curve === undefined ? [] : lawTraces(curve, right)),
      ...frontRuns(front, right, colors),
      ...markTraces(selected, right, labelsTurn, {
        name: "chosen",
        symbol: "diamond",
        size: 9,
        color: okabeIto.orange,
      }),
      ...markTraces(targets, right, labelsTurn, {
        name: "larger models",
        symbol: "star",
        size: 11,
        color: okabeIto.green,
      }),
    ],
    axes: Object.fromEntries(
      places.flatMap((place, at) => [
        [place.xKey, { ...computeAxes[at], domain: place.xDomain, anchor: place.yaxis }],
        [place.yKey, { ...lossAxes[at], domain: place.yDomain, anchor: place.xaxis }],
      ]),
    ),
    shapes: bands,
    annotations: [
      panelTitle(left, `all ${runs.length} small models`),
      panelTitle(right, `Pareto front: ${front.length} models`),
    ],
    legend: { ...legendAbovePanels(plotHeight), font: { size: 11 } },
    numbers: numbersOf(front, selected, targets),
  });
}

function check(
  { runs, curve, selected = [], targets = [] }: GridSearch,
  excluded: readonly [number, number],
): void {
  if (!runs.some(({ onFront }) => onFront)) {
    throw new RangeError(
      `${where}: runs must have at least one model on the front, got none of ${runs.length}.`,
    );
  }
  runs.forEach(({ flops, loss, steps, excluded: out }, at) => {
    positiveAt(where, "flops", flops, `runs[${at}]`);
    positiveAt(where, "steps", steps, `runs[${at}]`);
    finiteAt(where, "loss", loss, `runs[${at}]`);
    if (out && !(flops >= excluded[0] && flops <= excluded[1])) {
      throw new RangeError(
        `${where}: an excluded run must lie in excludedFlops (${excluded.join(" to ")}), got ${flops} at runs[${at}].`,
      );
    }
  });
  for (const [name, marks] of Object.entries({ selected, targets })) {
    marks.forEach(({ flops, loss }, at) => {
      positiveAt(where, "flops", flops, `${name}[${at}]`);
      finiteAt(where, "loss", loss, `${name}[${at}]`);
    });
  }
  for (const bound of excluded) positiveAt(where, "excludedFlops", bound, "options");
  if (!(excluded[0] < excluded[1])) {
    throw new RangeError(`${where}: excludedFlops must go from low to high, got ${shown(excluded)}.`);
  }
  if (curve === undefined) return;
  sameLength(where, {
    "curve.flops": curve.flops,
    "curve.loss": curve.loss,
    "curve.lower": curve.lower,
    "curve.upper": curve.upper,
  });
  Array.from(curve.flops).forEach((flops, at) => {
    positiveAt(where, "flops", flops, `curve[${at}]`);
    for (const name of ["loss", "lower", "upper"] as const)
      finiteAt(where, name, curve[name][at], `curve[${at}]`);
  });
}

/** The compute left out, as far as the panel shows it. */
function band(
  { xaxis, yaxis }: Panel,
  excluded: readonly [number, number],
  range: readonly [number, number],
): Shape[] {
  const [x0, x1] = [Math.max(excluded[0], range[0]), Math.min(excluded[1], range[1])];
  if (x0 >= x1) return [];
  return [
    {
      type: "rect",
      x0,
      x1,
      y0: 0,
      y1: 1,
      xref: xaxis,
      yref: `${yaxis} domain`,
      fillcolor: bandColor,
      line: { width: 0 },
      layer: "below",
    },
  ];
}

function wordsOf(
  runs: readonly GridRun[],
  front: number,
  excluded: readonly [number, number] | undefined,
  { curve, selected = [], targets = [] }: GridSearch,
  { color = "front", title, caption }: GridSearchOptions,
): { title: string; caption: string } {
  const steps = color === "steps";
  const parts = [
    `Computed here: the Pareto front of ${runs.length} small models, each trained near M = 20, over compute (C = 6ND) and loss: ${front} models.`,
    ...(excluded === undefined
      ? []
      : [
          `Shaded, hollow: ${briefly(excluded[0])} to ${briefly(excluded[1])} FLOPs, left out of the fit because the models there fall below the trend.`,
        ]),
    ...(curve === undefined
      ? []
      : [
          "The line is a power law with irreducible error fitted to the rest of the front, with its bootstrap band.",
        ]),
    ...(selected.length === 0 ? [] : ["Diamonds: configurations chosen to go on with."]),
    ...(targets.length === 0 ? [] : ["Stars: true losses of larger models, to which nothing was fitted."]),
    steps
      ? "Colour: optimisation steps, of which, as the paper notes, models below the trend took more than their neighbours in compute. Corresponds to Fig 6."
      : "Corresponds to Fig 4, for which no numbers are printed.",
  ];
  return {
    title:
      title ??
      (steps ? "Grid search, by optimisation steps (Fig 6)" : "Grid search over small models (Fig 4)"),
    caption: caption ?? parts.join(" "),
  };
}

function numbersOf(
  front: readonly GridRun[],
  selected: readonly GridMark[],
  targets: readonly GridMark[],
): Table {
  const kinds = [
    ...front.map((run) => ({ ...run, what: run.excluded ? "front, left out" : "front" })),
    ...selected.map((mark) => ({ ...mark, what: `chosen: ${mark.label}`, steps: undefined })),
    ...targets.map((mark) => ({ ...mark, what: `larger: ${mark.label}`, steps: undefined })),
  ];
  return table(
    kinds.map(({ what, flops, loss, steps }) => ({
      what,
      flops: scientific(flops),
      loss,
      steps: steps === undefined ? undefined : Math.round(steps),
    })),
    {
      columns: [
        { name: "what", label: "model" },
        { name: "flops", label: "FLOPs", align: "right" },
        { name: "loss", format: 4 },
        { name: "steps" },
      ],
    },
  );
}
