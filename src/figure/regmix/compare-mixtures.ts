import { labelRoom, labelTilt, linearAxis, nameAxis, tiltedReach, tiltedRoom } from "../axes.ts";
import { compose, type FigureWords, legendAbove, pageWidth } from "../compose.ts";
import type { Figure } from "../figure.ts";
import { domainLabel } from "../labels.ts";
import { notEmpty } from "../lengths.ts";
import type { BarTrace } from "../spec.ts";
import { ink, okabeIto } from "../style.ts";
import { plainLabel } from "../svg/rich-text.ts";
import { table } from "../table.ts";

/** Domain → share of training tokens. */
export type Shares = Readonly<Record<string, number>>;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface CompareMixturesOptions extends FigureWords {
  /** Mixture → domain → interval of its share. */
  readonly intervals?: Readonly<Record<string, Readonly<Record<string, Interval>>>>;
  /** Domains from left to right; as in the first mixture unless told. */
  readonly order?: readonly string[];
}

/** The least room of a domain that leaves its slanted name legible. */
const groupWidth = 20;
/** Below it bars on an axis up to 1.1 could not be told apart. */
const smallShare = 0.25;
const colors = [
  okabeIto.skyBlue,
  okabeIto.vermillion,
  okabeIto.green,
  okabeIto.black,
  okabeIto.orange,
  okabeIto.purple,
];

/**
 * Bars per domain, one for each mixture, from 0 to 1.1 as the authors draw them (to the largest share if all are small).
 *
 * Units   shares of training tokens
 * Source  repository of Liu et al. 2024, misc/prior_vs_regmix.pdf
 *
 * @throws {RangeError} if there is no mixture, or more than six
 * @example compareMixtures({ prior: swarm.prior, regmix: best.mixture }, { intervals: { regmix: best.intervals } })
 */
export function compareMixtures(
  mixtures: Readonly<Record<string, Shares>>,
  options: CompareMixturesOptions = {},
): Figure {
  const names = Object.keys(mixtures);
  if (names.length === 0 || names.length > colors.length) {
    throw new RangeError(
      `compareMixtures: mixtures must have 1 to ${colors.length} entries, got ${names.length}.`,
    );
  }
  const domains = options.order ?? [...new Set(names.flatMap((name) => Object.keys(mixtures[name])))];
  notEmpty("compareMixtures", "order", domains);
  const labels = domains.map((domain) => plainLabel(domainLabel(domain)));
  const data = names.map((name, at): BarTrace => {
    const shares = domains.map((domain) => mixtures[name][domain] ?? 0);
    const intervals = options.intervals?.[name];
    const bounds =
      intervals && domains.map((domain, k) => intervals[domain] ?? { low: shares[k], high: shares[k] });
    return {
      type: "bar",
      name: plainLabel(name),
      x: labels,
      y: shares,
      hovertemplate: "%{x}: %{y:.4f}",
      marker: { color: colors[at] },
      ...(bounds && {
        error_y: {
          type: "data",
          array: bounds.map(({ high }, k) => high - shares[k]),
          arrayminus: bounds.map(({ low }, k) => shares[k] - low),
          color: ink,
          thickness: 1.2,
          width: 3,
        },
      }),
    };
  });
  const largest = Math.max(
    ...data.flatMap(({ y, error_y }) => y.map((value, at) => Number(value) + (error_y?.array[at] ?? 0))),
  );
  const yaxis = linearAxis(
    [0, largest > smallShare ? 1.1 : largest * 1.1 || 1.1],
    "share of training tokens",
  );
  const left = Math.max(labelRoom(yaxis), tiltedReach(labels, groupWidth));
  const withIntervals = Object.keys(options.intervals ?? {});
  const note = withIntervals.length === 0 ? "" : ` Error bars on ${withIntervals.join(", ")}: 95 % interval.`;
  return compose({
    title: options.title ?? "Mixtures compared by domain",
    caption:
      options.caption ??
      `Computed here: share of training tokens per domain.${note} Drawn after the authors' repository (misc/prior_vs_regmix.pdf).`,
    width: Math.max(pageWidth, left + 16 + domains.length * groupWidth),
    plotHeight: 270,
    room: {
      left: left,
      right: 16,
      top: 26,
      bottom: tiltedRoom(labels),
    },
    data,
    axes: {
      xaxis: { ...nameAxis(labels), tickangle: -labelTilt },
      yaxis,
    },
    barmode: "group",
    bargap: 0.25,
    legend: legendAbove,
    numbers: table(
      domains.map((domain, at) => ({
        domain: domainLabel(domain),
        ...Object.fromEntries(data.map((trace, k) => [names[k], Number(trace.y[at])])),
      })),
      { columns: ["domain", ...names.map((name) => ({ name, format: 4 }))] },
    ),
  });
}
