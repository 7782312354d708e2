import { shown } from "../../table/index.ts";
import type { Panel } from "../panels.ts";
import type { Marker, ScatterTrace } from "../spec.ts";
import { ink, mutedInk } from "../style.ts";
import { plainLabel } from "../svg/rich-text.ts";
import type { RatioColors } from "./ratio-colors.ts";
import { legendKey, type SizeShape, sizeGroup } from "./size-symbols.ts";

/** Whether a law was fitted on a model, held out from it, or predicts it. */
export type PointRole = "fit" | "truth" | "prediction";

/** A model on the page. */
export interface ModelPoint {
  readonly x: number;
  readonly y: number;
  readonly size: string;
  readonly tokensPerParameter: number;
  readonly role: PointRole;
  /** The numbers said when the point is pointed at. */
  readonly note: string;
}

const roleWords: Readonly<Record<PointRole, string>> = {
  fit: "fitted on",
  truth: "held out, true",
  prediction: "held out, predicted",
};
const roles: readonly PointRole[] = ["fit", "truth", "prediction"];

const roleMarker = (role: PointRole, { symbol, hollow, scale }: SizeShape): Marker =>
  role === "prediction"
    ? { symbol: hollow, size: 14 * scale, line: { width: 1.8 } }
    : { symbol, size: 9 * scale, ...(role === "truth" ? { line: { color: ink, width: 1.4 } } : {}) };

/**
 * Refuses a role that no mark stands for.
 *
 * @throws {RangeError} if a role is none of fit, truth and prediction
 */
export function knownRole(where: string, role: PointRole): void {
  if (roles.includes(role)) return;
  throw new RangeError(`${where}: role must be one of ${roles.join(", ")}, got ${shown(role)}.`);
}

/** Points of one panel: shape by size, colour by M, filled where trained and hollow where predicted. */
export function modelPoints(
  points: readonly ModelPoint[],
  { xaxis, yaxis }: Pick<Panel, "xaxis" | "yaxis">,
  shapes: ReadonlyMap<string, SizeShape>,
  colors: RatioColors,
): ScatterTrace[] {
  return roles.flatMap((role) =>
    [...shapes].flatMap(([size, shape]): ScatterTrace[] => {
      const own = points.filter((point) => point.role === role && point.size === size);
      if (own.length === 0) return [];
      return [
        {
          type: "scatter",
          mode: "markers",
          showlegend: false,
          legendgroup: sizeGroup(size),
          x: own.map(({ x }) => x),
          y: own.map(({ y }) => y),
          xaxis,
          yaxis,
          customdata: own.map(
            (point) =>
              `${plainLabel(size)}, M = ${point.tokensPerParameter}, ${roleWords[role]}: ${point.note}`,
          ),
          hovertemplate: "%{customdata}<extra></extra>",
          marker: {
            ...roleMarker(role, shape),
            ...colors.marker(own.map((point) => point.tokensPerParameter)),
          },
        },
      ];
    }),
  );
}

const plain: SizeShape = { symbol: "circle", hollow: "circle-open", scale: 1 };

/** The legend's entries for the roles that occur. */
export const roleKeys = (points: readonly { readonly role: PointRole }[]): ScatterTrace[] =>
  roles
    .filter((role) => points.some((point) => point.role === role))
    .map((role) =>
      legendKey(roleWords[role], {
        mode: "markers",
        marker: { ...roleMarker(role, plain), color: mutedInk },
      }),
    );
