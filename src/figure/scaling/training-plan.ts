import { axisTitle, linearAxis } from "../axes.ts";
import { compose, type FigureWords, legendAbovePanels, pageWidth } from "../compose.ts";
import type { Figure } from "../figure.ts";
import { sameLength } from "../lengths.ts";
import { panelGrid } from "../panels.ts";
import type { Axis, AxisKey, NumberList } from "../spec.ts";
import { okabeIto } from "../style.ts";
import { plainLabel } from "../svg/rich-text.ts";
import { table } from "../table.ts";
import { padded } from "../ticks.ts";
import { fitLabel, legendRoom } from "./fit-label.ts";
import { finite, positive } from "./list-checks.ts";
import {
  bandColor,
  choiceMarks,
  choicesOf,
  curveOf,
  extrapolated,
  type PlanChoice,
  type PlanCurve,
  plainRatio,
} from "./plan-parts.ts";
import { briefly, logPadded, powerAxis, scientific } from "./power-axis.ts";
import { legendKey } from "./size-symbols.ts";

export interface TrainingPlan {
  /** The budget: training compute of every point of the curves. */
  readonly flops: number;
  /** Tokens per parameter along the curves, rising. */
  readonly tokensPerParameter: NumberList;
  readonly loss: PlanCurve;
  /** From 0 to 1. */
  readonly error?: PlanCurve;
  /** e.g. "95 % bootstrap interval". */
  readonly intervalName?: string;
  /** Lowest and highest number of tokens per parameter among the models that the law was fitted on. */
  readonly fitted: readonly [number, number];
  readonly choices: readonly PlanChoice[];
}

export interface TrainingPlanOptions extends FigureWords {
  readonly lossName?: string;
  readonly errorName?: string;
}

const where = "trainingPlan";
const room = { left: 62, right: 16, top: 44, bottom: 46 };
const plotHeight = 270;
/**
 * What one budget of compute buys: predicted loss, and error if asked, against tokens per parameter.
 *
 * Shape   tokensPerParameter, and value, low, high of each curve [points along the curve]
 * Units   compute in FLOPs, loss in nats per token, error from 0 to 1
 * Source  Gadre et al. 2024, arXiv:2403.08540, Eq 4 and 5 drawn at constant compute; not a figure of the paper
 *
 * @throws {RangeError} if lists differ in length, a number is not positive, or there are more than four choices
 * @example trainingPlan({ flops: 1e21, tokensPerParameter, loss: { value, low, high }, fitted: [20, 320], choices })
 */
export function trainingPlan(plan: TrainingPlan, options: TrainingPlanOptions = {}): Figure {
  const { lossName = "C4 validation loss", errorName = "average top-1 error" } = options;
  check(plan);
  const curves = [
    { name: `predicted ${lossName} (nats per token)`, curve: plan.loss, of: (one: PlanChoice) => one.loss },
    ...(plan.error === undefined
      ? []
      : [{ name: `predicted ${errorName}`, curve: plan.error, of: (one: PlanChoice) => one.error }]),
  ];
  const width = pageWidth - room.left - room.right;
  const columns = curves.length;
  const places = panelGrid(columns, { columns, width, height: plotHeight, gapX: 74, gapY: 0 });
  const ratios = Array.from(plan.tokensPerParameter);
  const all = [...ratios, ...plan.choices.map((one) => one.tokensPerParameter)];
  const range = logPadded(all, 0.03);
  const axes: { [key in AxisKey]?: Axis } = {};
  const data = curves.flatMap(({ name, curve, of }, at) => {
    const place = places[at];
    const values = [curve.value, curve.low ?? [], curve.high ?? []].flatMap((list) => Array.from(list));
    axes[place.xKey] = {
      ...powerAxis(range, "tokens per parameter, M", 5),
      domain: place.xDomain,
      anchor: place.yaxis,
    };
    axes[place.yKey] = {
      ...linearAxis(padded([...values, ...plan.choices.flatMap((one) => of(one) ?? [])]), ""),
      title: axisTitle(plainLabel(name)),
      domain: place.yDomain,
      anchor: place.xaxis,
    };
    return [...curveOf(ratios, curve, place), ...choicesOf(plan.choices, of, place)];
  });
  const grounds = places.flatMap((place) => extrapolated(plan.fitted, range, place));
  const interval = plan.intervalName ?? "interval";
  const banded = curves.some(({ curve }) => curve.low !== undefined);
  return compose({
    title: options.title ?? `How to spend ${briefly(plan.flops)} FLOPs`,
    caption:
      options.caption ??
      `Computed here: ${lossName}${plan.error === undefined ? "" : ` and ${errorName}`} predicted for every split of ${briefly(plan.flops)} FLOPs into parameters and tokens${banded ? `, with its ${interval}` : ""}. The law was fitted on models of ${plainRatio(plan.fitted[0])} to ${plainRatio(plan.fitted[1])} tokens per parameter; beyond them (grey) it is extrapolated in M too. Laws of Gadre et al. 2024, Eq 4 and 5; not a figure of the paper.`,
    width: pageWidth,
    plotHeight,
    room,
    data: [
      ...data,
      legendKey("prediction", { mode: "lines", line: { color: okabeIto.blue, width: 2 } }),
      ...(banded
        ? [
            legendKey(fitLabel(interval, legendRoom), {
              mode: "lines",
              fill: "toself",
              fillcolor: bandColor,
              line: { color: bandColor, width: 8 },
            }),
          ]
        : []),
      ...plan.choices.map(({ name, tokensPerParameter }, at) =>
        legendKey(`${fitLabel(name, legendRoom)}: M = ${plainRatio(tokensPerParameter)}`, {
          mode: "markers",
          marker: choiceMarks[at],
        }),
      ),
    ],
    axes,
    annotations: grounds.map(({ note }) => note),
    shapes: grounds.map(({ shape }) => shape),
    legend: legendAbovePanels(plotHeight),
    numbers: table(
      plan.choices.map((one) => ({ ...one, choice: one.name, M: one.tokensPerParameter })),
      {
        columns: [
          "choice",
          { name: "M", format: 2 },
          { name: "parameters", align: "right", format: (value) => scientific(Number(value)) },
          { name: "tokens", align: "right", format: (value) => scientific(Number(value)) },
          { name: "loss", format: 4 },
          ...(plan.error === undefined ? [] : [{ name: "error", format: 4 }]),
        ],
      },
    ),
  });
}

function check({ flops, tokensPerParameter, loss, error, fitted, choices }: TrainingPlan): void {
  if (choices.length > choiceMarks.length) {
    throw new RangeError(`${where}: choices must be at most ${choiceMarks.length}, got ${choices.length}.`);
  }
  positive(where, { flops: [flops], tokensPerParameter, fitted });
  for (const [name, curve] of Object.entries({ loss, ...(error && { error }) })) {
    const { value, low, high } = curve;
    if ((low === undefined) !== (high === undefined)) {
      throw new RangeError(`${where}: ${name} must have both low and high or neither.`);
    }
    const lists = {
      [`${name}.value`]: value,
      ...(low && { [`${name}.low`]: low }),
      ...(high && { [`${name}.high`]: high }),
    };
    sameLength(where, { tokensPerParameter, ...lists });
    finite(where, lists);
  }
  for (const {
    name,
    tokensPerParameter: ratio,
    parameters,
    tokens,
    loss: own,
    error: wrong = 0,
  } of choices) {
    positive(where, { [`the numbers of ${name}`]: [ratio, parameters, tokens] });
    finite(where, { [`the predictions of ${name}`]: [own, wrong] });
  }
}
