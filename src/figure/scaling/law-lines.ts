import type { Line, NumberList, ScatterTrace } from "../spec.ts";
import { legendKey } from "./size-symbols.ts";

export interface LossLine {
  readonly flops: NumberList;
  readonly loss: NumberList;
  /** Between the fitted points, or beyond them. */
  readonly kind: "interpolated" | "extrapolated";
  /** The ratio that is the same all along the line, if one is. */
  readonly tokensPerParameter?: number;
}

export const lawGrey = "#8A8A8A";
const paleGrey = "#B4B4B4";

/** Grey within the fitted points, the colour of M where M is the same all along, pale where it grows. */
export const lawLineStyle = (
  { kind, tokensPerParameter }: Pick<LossLine, "kind" | "tokensPerParameter">,
  colorOf: (ratio: number) => string,
): Line =>
  kind === "interpolated"
    ? { color: lawGrey, width: 2.2 }
    : tokensPerParameter === undefined
      ? { color: paleGrey, width: 1, dash: "dot" }
      : { color: colorOf(tokensPerParameter), width: 1.6, dash: "dash" };

/** The legend's entries for the kinds of lines that occur. */
export function lineKeys(lines: readonly LossLine[]): ScatterTrace[] {
  const extrapolated = lines.filter(({ kind }) => kind === "extrapolated");
  const kinds: [string, boolean, Line][] = [
    ["fit, interpolated", lines.length > extrapolated.length, { color: lawGrey, width: 2.2 }],
    [
      "fit, extrapolated",
      extrapolated.some((line) => line.tokensPerParameter !== undefined),
      { color: lawGrey, width: 1.6, dash: "dash" },
    ],
    [
      "one size, M growing",
      extrapolated.some((line) => line.tokensPerParameter === undefined),
      { color: paleGrey, width: 1, dash: "dot" },
    ],
  ];
  return kinds
    .filter(([, occurs]) => occurs)
    .map(([name, , line]) => legendKey(name, { mode: "lines", line }));
}
