import { linearAxis } from "../axes.ts";
import { compose, type FigureWords, legendAbovePanels, pageWidth } from "../compose.ts";
import type { Figure } from "../figure.ts";
import { sameLength } from "../lengths.ts";
import { panelGrid, panelTitle } from "../panels.ts";
import { roundHalfUp } from "../round.ts";
import type { NumberList, ScatterTrace } from "../spec.ts";
import { plainLabel } from "../svg/rich-text.ts";
import { table } from "../table.ts";
import { padded } from "../ticks.ts";
import { curveTraces } from "./curve.ts";
import { type LossLine, lawGrey, lawLineStyle, lineKeys } from "./law-lines.ts";
import { finite, positive, reducible } from "./list-checks.ts";
import { knownRole, modelPoints, type PointRole, roleKeys } from "./model-points.ts";
import { logPadded, powerAxis, scientific } from "./power-axis.ts";
import { ratioColors } from "./ratio-colors.ts";
import { sizeKeys, sizeShapes } from "./size-symbols.ts";

interface ExtrapolationPoint {
  /** e.g. "0.011B". */
  readonly size: string;
  readonly tokensPerParameter: number;
  readonly role: PointRole;
  /** Measured, or predicted where the role says so; nats per token. */
  readonly loss: number;
}

export interface LossPoint extends ExtrapolationPoint {
  /** Training compute. */
  readonly flops: number;
}

export interface ErrorPoint extends ExtrapolationPoint {
  /** Averaged over tasks, from 0 to 1. */
  readonly error: number;
}

export interface OverTrainingExtrapolation {
  /** e.g. "RedPajama". */
  readonly trainSet: string;
  /** The fitted loss that no compute removes. */
  readonly irreducible: number;
  readonly points: readonly LossPoint[];
  readonly lines: readonly LossLine[];
  readonly error: {
    readonly points: readonly ErrorPoint[];
    readonly curve: { readonly loss: NumberList; readonly error: NumberList };
    /** Lowest and highest loss of the models that the curve was fitted on. */
    readonly fitted: readonly [number, number];
    /** How many tasks the error is averaged over. */
    readonly tasks: number;
  };
}

export interface ExtrapolationOptions extends FigureWords {
  readonly lossName?: string;
}

const where = "overTrainingExtrapolation";
const edges = { left: 62, top: 44, bottom: 46 };
const plotHeight = 320;

/**
 * How far fits on small models reach: reducible loss against compute at the left, downstream error
 * against loss at the right, with the models held out and what was predicted of them.
 *
 * Shape   lines: flops, loss [points along the line]; curve: loss, error likewise
 * Units   compute in FLOPs, loss in nats per token, error from 0 to 1
 * Source  Gadre et al. 2024, arXiv:2403.08540, Fig 1
 * Differs predictions are hollow marks of the size's own shape, not stars; colours follow another map
 *
 * @throws {RangeError} if there is no point, a loss is not above the irreducible one, or lists differ in length
 * @example overTrainingExtrapolation({ trainSet: "RedPajama", irreducible: 1.84, points, lines, error })
 */
export function overTrainingExtrapolation(
  input: OverTrainingExtrapolation,
  options: ExtrapolationOptions = {},
): Figure {
  const { irreducible, lines, error } = input;
  const lossName = options.lossName ?? "C4 validation loss";
  check(input);
  const models = [...input.points, ...error.points];
  const shapes = sizeShapes(
    where,
    models.map(({ size }) => size),
  );
  const colors = ratioColors([...models, ...lines].flatMap((one) => one.tokensPerParameter ?? []));
  const room = { ...edges, right: colors.room };
  const width = pageWidth - room.left - room.right;
  const [left, right] = panelGrid(2, { columns: 2, width, height: plotHeight, gapX: 74, gapY: 0 });
  const above = reducible(
    where,
    "points' loss",
    input.points.map(({ loss }) => loss),
    irreducible,
  );
  const lossPoints = input.points.map((point, at) => {
    const note = `loss ${roundHalfUp(point.loss, 3)}, ${scientific(point.flops)} FLOPs`;
    return { ...point, x: point.flops, y: above[at], note };
  });
  const errorPoints = error.points.map((point) => {
    const note = `loss ${roundHalfUp(point.loss, 3)}, error ${roundHalfUp(point.error, 4)}`;
    return { ...point, x: point.loss, y: point.error, note };
  });
  const lossLines = lines.map((line) => ({
    x: Array.from(line.flops),
    y: reducible(where, "lines' loss", line.loss, irreducible),
    line: lawLineStyle(line, colors.colorOf),
  }));
  const data: ScatterTrace[] = [
    ...lossLines.map(({ x, y, line }): ScatterTrace => {
      const place = { xaxis: left.xaxis, yaxis: left.yaxis };
      return { type: "scatter", mode: "lines", showlegend: false, hoverinfo: "skip", x, y, ...place, line };
    }),
    ...curveTraces({ x: error.curve.loss, y: error.curve.error, fitted: error.fitted }, right, {
      color: lawGrey,
      width: 1.8,
    }),
    ...modelPoints(lossPoints, left, shapes, colors),
    ...modelPoints(errorPoints, right, shapes, colors),
    ...sizeKeys(shapes),
    ...roleKeys(models),
    ...lineKeys(lines),
    colors.bar,
  ];
  const computes = [...lossPoints, ...lossLines].flatMap(({ x }) => x);
  const losses = [...lossPoints, ...lossLines].flatMap(({ y }) => y);
  const errorLosses = [...errorPoints.map(({ x }) => x), ...Array.from(error.curve.loss)];
  const errors = [...errorPoints.map(({ y }) => y), ...Array.from(error.curve.error)];
  return compose({
    title: options.title ?? "From small models to over-trained and larger ones",
    caption:
      options.caption ??
      `Computed here for models trained on ${input.trainSet}: left, ${lossName} less the fitted irreducible loss ${roundHalfUp(irreducible, 3)} against training compute; right, top-1 error averaged over ${error.tasks} tasks against ${lossName}. Lines are fitted on the marks without an outline; marks outlined in black were held out, and hollow marks are what the fits predict of them (at the right from the predicted loss). Colour: tokens per parameter, M. Corresponds to Gadre et al. 2024, Fig 1, where predictions are stars and the colours others.`,
    width: pageWidth,
    plotHeight,
    room,
    data,
    axes: {
      [left.xKey]: {
        ...powerAxis(logPadded(computes), "training compute (FLOPs)"),
        domain: left.xDomain,
        anchor: left.yaxis,
      },
      [left.yKey]: {
        ...powerAxis(logPadded(losses), `reducible ${plainLabel(lossName)} (nats per token)`, 6),
        domain: left.yDomain,
        anchor: left.xaxis,
      },
      [right.xKey]: {
        ...linearAxis(padded(errorLosses), `${plainLabel(lossName)} (nats per token)`),
        domain: right.xDomain,
        anchor: right.yaxis,
      },
      [right.yKey]: {
        ...linearAxis(padded(errors), `average top-1 error (${error.tasks} tasks)`),
        domain: right.yDomain,
        anchor: right.xaxis,
      },
    },
    annotations: [panelTitle(left, "loss and compute"), panelTitle(right, "error and loss")],
    legend: { ...legendAbovePanels(plotHeight), font: { size: 11 } },
    numbers: table(
      [
        ...input.points.map((point) => ({ panel: "loss", ...point })),
        ...error.points.map((point) => ({ panel: "error", ...point })),
      ].map(({ tokensPerParameter, ...point }) => ({ ...point, M: tokensPerParameter })),
      {
        columns: [
          "panel",
          "size",
          "M",
          "role",
          {
            name: "flops",
            label: "FLOPs",
            align: "right",
            format: (value) => (typeof value === "number" ? scientific(value) : "–"),
          },
          { name: "loss", format: 4 },
          { name: "error", format: 4 },
        ],
      },
    ),
  });
}

function check({ points, lines, error }: OverTrainingExtrapolation): void {
  const models = [...points, ...error.points];
  for (const [name, list] of Object.entries({ points, "error.points": error.points })) {
    if (list.length === 0) throw new RangeError(`${where}: ${name} must have at least one point, got none.`);
  }
  for (const { role } of models) knownRole(where, role);
  positive(where, {
    "points' flops": points.map(({ flops }) => flops),
    tokensPerParameter: [...models, ...lines].flatMap((one) => one.tokensPerParameter ?? []),
  });
  finite(where, {
    "error.points' loss": error.points.map(({ loss }) => loss),
    "error.points' error": error.points.map((point) => point.error),
    "error.curve.loss": error.curve.loss,
    "error.curve.error": error.curve.error,
    "error.fitted": error.fitted,
  });
  sameLength(where, { "error.curve.loss": error.curve.loss, "error.curve.error": error.curve.error });
  for (const { flops, loss } of lines) {
    sameLength(where, { "lines' flops": flops, "lines' loss": loss });
    positive(where, { "lines' flops": flops });
  }
}
