import type { FigureWords } from "../compose.ts";
import { notEmpty } from "../lengths.ts";
import { roundHalfUp } from "../round.ts";
import { type Table, table } from "../table.ts";
import type { Cell, Row } from "../table-cell.ts";
import { minus } from "../ticks.ts";
import { finiteAt, once } from "./checks.ts";
import { parameterSymbol } from "./parameter-symbols.ts";
import { trainSetLabel } from "./train-sets.ts";

/**
 * Parameters of the paper's two laws: E, a, b, eta (η) of L(C, M) = E + (a·M^η + b·M^−η)·C^−η,
 * and k, gamma (γ), epsilon (ε) of Err(L) = ε − k·e^(−γL).
 */
export type FitParameter = "E" | "a" | "b" | "eta" | "k" | "gamma" | "epsilon";

export interface FitParameters {
  /** Name or label of the train set, e.g. "rpj". */
  readonly trainSet: string;
  readonly computed: Readonly<Partial<Record<FitParameter, number>>>;
  /** As the paper prints them. */
  readonly printed?: Readonly<Partial<Record<FitParameter, number>>>;
  /** M* of Eq 10: the tokens per parameter that make the loss lowest. */
  readonly lossOptimalRatio?: number;
}

/** The decimals that Table 6 prints. */
const parameters: Readonly<Record<FitParameter, number>> = {
  E: 2,
  a: 0,
  b: 0,
  eta: 3,
  k: 2,
  gamma: 3,
  epsilon: 3,
};
/** Further decimals of what is computed here. */
const more = 3;

/**
 * Parameters of the scaling laws per train set, computed and printed below one another.
 *
 * Units   loss in nats per token, compute in FLOPs; error as a share
 * Source  Gadre et al. 2024, arXiv:2403.08540v2, Table 6
 *
 * @throws {RangeError} if there are no rows, a train set stands twice, or a parameter is no number
 * @example fitParametersTable([{ trainSet: "rpj", computed: { E: 1.836648 }, printed: { E: 1.84 } }])
 */
export function fitParametersTable(rows: readonly FitParameters[], words: FigureWords = {}): Table {
  const where = "fitParametersTable";
  const sets = rows.map(({ trainSet }) => trainSet);
  notEmpty(where, "rows", sets);
  once(where, "rows", sets);
  const names = (Object.keys(parameters) as FitParameter[]).filter((name) =>
    rows.some(({ computed }) => computed[name] !== undefined),
  );
  notEmpty(where, "parameters", names);
  const quoted = rows.some(({ printed }) => printed !== undefined);
  const optimal = rows.some(({ lossOptimalRatio }) => lossOptimalRatio !== undefined);
  return table(
    rows.flatMap((row) => linesOf(row, names)),
    {
      title: words.title ?? `Parameters of the fits${quoted ? " (Table 6)" : ""}`,
      caption:
        words.caption ??
        `Computed here: E, a, b, η of Eq 4 and k, γ, ε of Eq 5, fitted on the models of Table 1${optimal ? ", and M* of Eq 10" : ""}. ${quoted ? "Quoted: the lines “printed”, from Table 6. “Equal” says whether each number, rounded as the paper does, is the printed one." : ""}`.trim(),
      columns: [
        { name: "trainSet", label: "train set" },
        { name: "line", label: "" },
        ...names.map((name) => ({ name, label: parameterSymbol(name), align: "right" as const })),
        ...(quoted ? [{ name: "equal" }] : []),
        ...(optimal ? [{ name: "lossOptimalRatio", label: "M*", format: blankUnlessNumber }] : []),
      ],
    },
  );
}

const blankUnlessNumber = (value: Cell): string => (typeof value === "number" ? roundHalfUp(value, 2) : "");

function linesOf(
  { trainSet, computed, printed, lossOptimalRatio }: FitParameters,
  names: readonly FitParameter[],
): Row[] {
  const print = (values: FitParameters["computed"], extra: number): Record<string, string | undefined> =>
    Object.fromEntries(
      names.map((name) => {
        const value = values[name];
        if (value === undefined) return [name, undefined];
        finiteAt("fitParametersTable", name, value, trainSet);
        return [name, minus(roundHalfUp(value, parameters[name] + extra))];
      }),
    );
  if (lossOptimalRatio !== undefined)
    finiteAt("fitParametersTable", "lossOptimalRatio", lossOptimalRatio, trainSet);
  const first = {
    trainSet: trainSetLabel(trainSet),
    line: "computed",
    ...print(computed, more),
    lossOptimalRatio,
  };
  if (printed === undefined) return [first];
  const [ours, theirs] = [print(computed, 0), print(printed, 0)];
  const differing = names.filter(
    (name) => ours[name] !== undefined && theirs[name] !== undefined && ours[name] !== theirs[name],
  );
  const equal =
    differing.length === 0 ? "yes" : `not ${differing.map((name) => parameterSymbol(name)).join(", ")}`;
  return [
    { ...first, equal },
    { trainSet: "", line: "printed", ...theirs, equal: "" },
  ];
}
