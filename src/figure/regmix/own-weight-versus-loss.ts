import { linearAxis, logAxis } from "../axes.ts";
import { compose, type FigureWords, pageWidth } from "../compose.ts";
import type { Figure } from "../figure.ts";
import { domainLabel } from "../labels.ts";
import { notEmpty, sameLength } from "../lengths.ts";
import { panelGrid, panelTitle, sharedTitles } from "../panels.ts";
import type { Annotation, Axis, AxisKey, NumberList, ScatterTrace } from "../spec.ts";
import { okabeIto } from "../style.ts";
import { plainLabel } from "../svg/rich-text.ts";
import { table } from "../table.ts";
import { padded } from "../ticks.ts";

export interface WeightAndLoss {
  /** The domain's own weight in each mixture. */
  readonly weight: NumberList;
  /** The same domain's validation loss after training on it. */
  readonly loss: NumberList;
}

export interface OwnWeightOptions extends FigureWords {
  /** Whether weights stand on a logarithmic axis, zeros apart at its left. */
  readonly weightScale?: "log" | "linear";
}

const room = { left: 62, right: 16, top: 26, bottom: 46 };
const smallest = 0.001;
const zeroPlace = 0.0004;

/**
 * Each domain's own weight against its loss, loss on a logarithmic axis, one panel per domain.
 *
 * Shape   per domain: weight, loss [runs]
 * Units   weight: share of training tokens; loss: nats per token
 * Source  Liu et al. 2024, arXiv:2407.01492, v1 Fig 7 (number unverified)
 *
 * @throws {RangeError} if there is no domain, the two lists of a domain differ in length, or a loss is not positive
 * @example ownWeightVersusLoss({ pile_cc: { weight: [0, 0.2, 0.8], loss: [6.1, 5.6, 5.2] } })
 */
export function ownWeightVersusLoss(
  panels: Readonly<Record<string, WeightAndLoss>>,
  options: OwnWeightOptions = {},
): Figure {
  const { weightScale = "log" } = options;
  const names = Object.keys(panels);
  notEmpty("ownWeightVersusLoss", "panels", names);
  const columns = Math.min(5, names.length);
  const rows = Math.ceil(names.length / columns);
  const plotHeight = rows * 164 - 34;
  const width = pageWidth - room.left - room.right;
  const places = panelGrid(names.length, { columns, width, height: plotHeight, gapX: 34, gapY: 34 });
  const axes: { [key in AxisKey]?: Axis } = {};
  const annotations: Annotation[] = [];
  const runs = Math.max(0, ...names.map((name) => panels[name].loss.length));
  const data = names.map((name, at): ScatterTrace => {
    const place = places[at];
    const { weight, loss } = panels[name];
    sameLength("ownWeightVersusLoss", { weight, loss });
    const losses = Array.from(loss);
    axes[place.xKey] = {
      ...(weightScale === "log" ? weightAxis() : linearAxis([-0.03, 1.03], "", 3)),
      domain: place.xDomain,
      anchor: place.yaxis,
      showticklabels: place.lowest,
    };
    const [low, high] = padded(losses.map(Math.log), 0.06).map(Math.exp);
    axes[place.yKey] = { ...logAxis([low, high], "", 5), domain: place.yDomain, anchor: place.xaxis };
    annotations.push(panelTitle(place, plainLabel(domainLabel(name)), 11.5));
    return {
      type: "scatter",
      mode: "markers",
      x: Array.from(weight, (value) => (weightScale === "log" && value < smallest ? zeroPlace : value)),
      y: losses,
      xaxis: place.xaxis,
      yaxis: place.yaxis,
      hovertemplate: "weight %{x:.3f}, loss %{y:.3f}<extra></extra>",
      marker: { color: okabeIto.blue, size: 2.6 },
    };
  });
  const zeros = weightScale === "log" ? " Weights below .001 stand at 0." : "";
  return compose({
    title: options.title ?? "A domain's own weight and its loss",
    caption:
      options.caption ??
      `Computed here from ${runs} published proxies: own weight against own validation loss, loss on a logarithmic axis.${zeros} Corresponds to v1 Fig 7 (number unverified).`,
    width: pageWidth,
    plotHeight,
    room,
    data,
    axes,
    annotations: [
      ...annotations,
      ...sharedTitles(
        "own weight (share of training tokens)",
        "own validation loss (nats per token)",
        26,
        46,
      ),
    ],
    fontSize: 11,
    numbers: table(
      names.map((name) => ({
        domain: domainLabel(name),
        runs: panels[name].loss.length,
        "lowest loss": Math.min(...Array.from(panels[name].loss)),
        "highest loss": Math.max(...Array.from(panels[name].loss)),
      })),
      {
        columns: ["domain", "runs", { name: "lowest loss", format: 3 }, { name: "highest loss", format: 3 }],
      },
    ),
  });
}

/** .001 to 1 in decades, and a place for zero at the left. */
function weightAxis(): Axis {
  return {
    ...logAxis([zeroPlace * 0.75, 1.35], ""),
    tickvals: [zeroPlace, 0.001, 0.01, 0.1, 1],
    ticktext: ["0", "", ".01", ".1", "1"],
  };
}
