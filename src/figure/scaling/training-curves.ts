import { axisTitle, labelRoom, linearAxis } from "../axes.ts";
import { compose, type FigureWords, pageWidth } from "../compose.ts";
import type { Figure } from "../figure.ts";
import { sameLength } from "../lengths.ts";
import type { Axis, AxisKey, NumberList, ScatterTrace } from "../spec.ts";
import { mutedInk } from "../style.ts";
import { plainLabel } from "../svg/rich-text.ts";
import { table } from "../table.ts";
import { padded } from "../ticks.ts";
import { once } from "./checks.ts";
import { fitLabel, legendRoom } from "./fit-label.ts";
import { finite, positive } from "./list-checks.ts";
import { countAxis, logPadded, powerAxis, scientific } from "./power-axis.ts";
import { lineStyle, mostLines } from "./series-style.ts";
import { legendKey } from "./size-symbols.ts";
import { thinLine } from "./thin-line.ts";

export interface TrainingRun {
  readonly name: string;
  /** Steps, tokens or FLOPs at each entry of the log, rising. */
  readonly x: NumberList;
  /** As logged. */
  readonly loss: NumberList;
  readonly smoothed?: NumberList;
  readonly learningRate?: NumberList;
  /** Losses on held-out text, where they were taken; may be empty. */
  readonly validation?: { readonly x: NumberList; readonly loss: NumberList };
}

export interface TrainingCurvesOptions extends FigureWords {
  readonly xScale?: "log" | "linear";
  readonly lossScale?: "log" | "linear";
  readonly lossName?: string;
}

const where = "trainingCurves";
const edges = { right: 16, top: 10, bottom: 46 };
const lossHeight = 300;
const rateHeight = 80;
const gap = 26;
const ring = { symbol: "circle-open", size: 7, line: { width: 1.6 } } as const;
/** Upright strips of the plot, of each of which a line keeps four points. */
const strips = { raw: 200, smooth: 80 };

/**
 * Training curves: each run's loss as it was logged (thin) and smoothed (thick), its validation losses (rings), and
 * its learning rate below.
 *
 * Shape   per run: x, loss, smoothed, learningRate [entries of the log]; validation.x, validation.loss [validations]
 * Units   loss in nats per token; x as its name says
 *
 * @throws {RangeError} if there is no run, two runs have one name, a log is empty or not rising, or lists differ in length
 * @example trainingCurves([{ name: "0.011B, M = 20", x: tokens, loss, smoothed }], "training tokens")
 */
export function trainingCurves(
  runs: readonly TrainingRun[],
  xName: string,
  options: TrainingCurvesOptions = {},
): Figure {
  const { xScale = "log", lossScale = "linear", lossName = "training loss" } = options;
  check(runs, xScale, lossScale);
  const withRate = runs.some(({ learningRate }) => learningRate !== undefined);
  const plotHeight = lossHeight + (withRate ? gap + rateHeight : 0);
  const xs = runs.flatMap(({ x, validation }) => [x[0], x[x.length - 1], ...Array.from(validation?.x ?? [])]);
  const [low, high] = xScale === "log" ? logPadded(xs, 0.02) : padded(xs, 0.02);
  const [from, to] = [Math.max(0, low), high];
  const unit = xScale === "log" ? Math.log10 : (value: number) => value;
  const place = (value: number): number => (unit(value) - unit(from)) / (unit(to) - unit(from));
  const thin = ({ x }: TrainingRun, y: NumberList, count = strips.smooth) => thinLine(x, y, place, count);
  const drawn = runs.map((run, at) => {
    const rate = run.learningRate === undefined ? undefined : thin(run, run.learningRate);
    const smoothed = run.smoothed === undefined ? undefined : thin(run, run.smoothed);
    return { name: run.name, style: lineStyle(at), raw: thin(run, run.loss, strips.raw), smoothed, rate };
  });
  const line = { type: "scatter", mode: "lines", showlegend: false } as const;
  const data = drawn.flatMap(({ name, style, raw, smoothed, rate }): ScatterTrace[] => {
    const own = { ...line, legendgroup: name };
    const said = `${plainLabel(name)}: %{y:.4g} at %{x:.4g}<extra></extra>`;
    const loss = { ...own, xaxis: "x", yaxis: "y" };
    return [
      smoothed === undefined
        ? { ...loss, ...raw, hovertemplate: said, line: { ...style, width: 1.4 } }
        : { ...loss, ...raw, hoverinfo: "skip", line: { color: faded(style.color), width: 0.8 } },
      ...(smoothed === undefined
        ? []
        : [{ ...loss, ...smoothed, hovertemplate: said, line: { ...style, width: 2.2 } }]),
      ...(rate === undefined
        ? []
        : [
            {
              ...own,
              ...rate,
              xaxis: "x2",
              yaxis: "y2",
              hovertemplate: said,
              line: { ...style, width: 1.4 },
            },
          ]),
    ];
  });
  const validations = runs.flatMap(({ name, validation }, at): ScatterTrace[] =>
    validation === undefined || validation.x.length === 0
      ? []
      : [
          {
            type: "scatter",
            mode: "markers",
            showlegend: false,
            legendgroup: name,
            x: Array.from(validation.x),
            y: Array.from(validation.loss),
            hovertemplate: `${plainLabel(name)}, validation: %{y:.4g} at %{x:.4g}<extra></extra>`,
            marker: { ...ring, color: lineStyle(at).color },
          },
        ],
  );
  // Thin lines first, so that no run's noise covers another's thick line.
  data.sort((a, b) => (a.line?.width ?? 0) - (b.line?.width ?? 0));
  const losses = drawn.flatMap(({ raw, smoothed }) => [...raw.y, ...(smoothed?.y ?? [])]);
  losses.push(...runs.flatMap(({ validation }) => Array.from(validation?.loss ?? [])));
  const rates = drawn.flatMap(({ rate }) => rate?.y ?? []);
  const across = xScale === "log" ? powerAxis([from, to], "", 8) : countAxis([from, to], "", 7);
  const title = { title: axisTitle(plainLabel(xName)) };
  const lowest = 1 - lossHeight / plotHeight;
  const axes: { [key in AxisKey]?: Axis } = {
    xaxis: { ...across, anchor: "y", showticklabels: !withRate, ...(withRate ? {} : title) },
    yaxis: {
      ...(lossScale === "log"
        ? powerAxis(logPadded(losses, 0.03), `${plainLabel(lossName)} (nats per token)`)
        : linearAxis(padded(losses, 0.03), `${plainLabel(lossName)} (nats per token)`)),
      anchor: "x",
      domain: [lowest, 1],
    },
    ...(withRate
      ? {
          xaxis2: { ...across, anchor: "y2", ...title },
          yaxis2: {
            ...linearAxis(padded([0, ...rates]), "learning rate", 3),
            anchor: "x2",
            domain: [0, rateHeight / plotHeight],
          },
        }
      : {}),
  };
  const upright = [axes.yaxis, axes.yaxis2].map((axis) => (axis === undefined ? 0 : labelRoom(axis)));
  const smooth = runs.some(({ smoothed }) => smoothed !== undefined);
  return compose({
    title: options.title ?? `Training curves of ${runs.length} ${runs.length === 1 ? "run" : "runs"}`,
    caption:
      options.caption ??
      `Computed here from the logs of the runs: ${lossName} against ${xName}${smooth ? ", as logged (thin) and smoothed (thick)" : ""}${validations.length > 0 ? ", with validation losses (rings)" : ""}${withRate ? ", and the learning rate" : ""}. Long logs are thinned to what a pixel can show. Not a figure of the paper.`,
    width: pageWidth,
    plotHeight,
    room: { ...edges, left: Math.max(...upright) },
    data: [
      ...data,
      ...validations,
      ...drawn.map(({ name, style }) =>
        legendKey(fitLabel(name, legendRoom), {
          mode: "lines",
          legendgroup: name,
          line: { ...style, width: 2.2 },
        }),
      ),
      ...(validations.length === 0
        ? []
        : [legendKey("validation", { mode: "markers", marker: { ...ring, color: mutedInk } })]),
    ],
    axes,
    legend: { orientation: "h", x: 0, xanchor: "left", y: 1 + 8 / plotHeight, yanchor: "bottom" },
    numbers: numbersOf(runs, xName),
  });
}

const white = 255;

/** A colour mixed with white, for a line that stands behind. */
function faded(color: string): string {
  const channels = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  const mixed = channels.map((value) => Math.round(value * 0.4 + white * 0.6));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

function check(runs: readonly TrainingRun[], xScale: string, lossScale: string): void {
  if (runs.length === 0 || runs.length > mostLines) {
    throw new RangeError(`${where}: runs must be 1 to ${mostLines}, got ${runs.length}.`);
  }
  once(
    where,
    "runs",
    runs.map(({ name }) => name),
  );
  for (const { name, x, loss, smoothed, learningRate, validation } of runs) {
    const logged = { loss, ...(smoothed && { smoothed }), ...(learningRate && { learningRate }) };
    sameLength(where, { x, ...logged });
    finite(where, { x, ...logged });
    if (xScale === "log") positive(where, { x });
    if (lossScale === "log") positive(where, { loss, ...(smoothed && { smoothed }) });
    if (validation !== undefined && validation.x.length + validation.loss.length > 0) {
      const taken = { "validation.x": validation.x, "validation.loss": validation.loss };
      sameLength(where, taken);
      finite(where, taken);
      if (xScale === "log") positive(where, { "validation.x": validation.x });
      if (lossScale === "log") positive(where, { "validation.loss": validation.loss });
    }
    const back = Array.from(x).findIndex((value, at) => value < (at === 0 ? 0 : x[at - 1]));
    if (back >= 0) {
      throw new RangeError(`${where}: x must rise from zero or above, got ${x[back]} at ${name}, [${back}].`);
    }
  }
}

function numbersOf(runs: readonly TrainingRun[], xName: string): ReturnType<typeof table> {
  const last = (values: NumberList | undefined) => values?.[values.length - 1];
  const rows = runs.map(({ name, x, loss, smoothed, validation }) => ({
    run: name,
    entries: x.length,
    end: last(x),
    first: loss[0],
    last: last(loss),
    smoothed: last(smoothed),
    validation: last(validation?.loss),
  }));
  return table(rows, {
    columns: [
      "run",
      "entries",
      {
        name: "end",
        label: `last of ${xName}`,
        align: "right",
        format: (value) => plainCount(Number(value)),
      },
      { name: "first", label: "first loss", format: 4 },
      { name: "last", label: "last loss", format: 4 },
      { name: "smoothed", label: "last smoothed", format: 4 },
      { name: "validation", label: "last validation", format: 4 },
    ],
  });
}

const plainCount = (value: number): string => (value < 1e6 ? String(value) : scientific(value));
