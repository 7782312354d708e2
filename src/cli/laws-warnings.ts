import { scaling } from "../index.ts";
import type { LawTable } from "./laws-inputs.ts";
import { inWords } from "./words.ts";

/** Residuals that scatter by more than so many standard errors tell of more than the measuring. */
const farScattered = 3;
/** No model of a sweep has fewer parameters, or sees fewer tokens. */
const leastSize = 100;

/** What a careful reader should know about a fit to a table, beside what the library says of the fit itself. */
export function tableWarnings(fit: scaling.AnyFit, table: LawTable): readonly string[] {
  const { places, standardErrors } = table;
  const far = scaling.outlier(fit);
  const times = standardErrors && scaling.scatterOverErrors(fit, standardErrors);
  return [
    ...(far === undefined
      ? []
      : [
          `largest residual: ${fit.law.output} ${significant(far.observed)} measured, ${significant(far.predicted)} by the law at ${places[far.at]}, ${significant(far.times, 2)} × the median residual: look whether the run is sound`,
        ]),
    ...(times !== undefined && times > farScattered
      ? [
          `the runs scatter ${significant(times, 2)} × their standard errors about this law: the law does not fit, or seeds matter`,
        ]
      : []),
  ];
}

/** Sizes that must have been meant in billions. */
export function unitHints(
  rows: readonly Readonly<Partial<Record<"parameters" | "tokens", number>>>[],
  places: readonly string[],
): readonly string[] {
  return (["parameters", "tokens"] as const).flatMap((name) => {
    const small = rows.flatMap((row, at) => ((row[name] ?? leastSize) < leastSize ? [at] : []));
    if (small.length === 0) return [];
    const value = rows[small[0]][name];
    const place = places.length === 0 ? "" : ` at ${places[small[0]]}`;
    const more = small.length === 1 ? "" : ` and in ${small.length - 1} more`;
    return [`${name} ${value}${place}${more}: write ${value}B for billions`];
  });
}

/** What stands against a law that was read from a file, in short: `laws fit` has said it at length. */
export function fileWarnings<Input, Point extends Input, Name extends string>(
  file: string,
  fit: scaling.FittedLaw<Input, Point, Name>,
): readonly string[] {
  return scaling.fitWarnings(fit).map((warning) => `${file}: ${inWords(warning).split(/: |; /)[0]}`);
}

const beyond = /^(.*?) [\d.e-]+ is ([\d.e]+) × ((?:the largest|below the least) fitted) \(/;
const anyNumber = /-?\d[\d.]*(?:e-?\d+)?/g;

/** Warnings of many rows, those of one kind summed up; of one row, as they are. */
export function summedUp(rows: readonly (readonly string[])[], places: readonly string[]): readonly string[] {
  if (rows.length === 1) return rows[0].map(inWords);
  const kinds = new Map<string, { readonly at: number; readonly text: string }[]>();
  rows.forEach((warnings, at) => {
    for (const text of warnings.map(inWords)) {
      const kind = text.replace(anyNumber, "#");
      kinds.set(kind, [...(kinds.get(kind) ?? []), { at, text }]);
    }
  });
  return [...kinds.values()].map((found) => {
    const [{ at, text }] = found;
    if (found.length === 1) return `${text}, at ${places[at]}`;
    const parts = found.flatMap((each) => {
      const [, what, times, side] = beyond.exec(each.text) ?? [];
      return what === undefined ? [] : [{ what, times, side }];
    });
    if (parts.length < found.length) return `${found.length} rows: ${text} (first at ${places[at]})`;
    const sorted = parts.toSorted((one, other) => Number(one.times) - Number(other.times));
    const [{ what, times: least, side }, { times: most }] = [sorted[0], sorted[sorted.length - 1]];
    return `${found.length} rows: ${what} ${least === most ? most : `${least} to ${most}`} × ${side === "the largest fitted" ? "beyond the largest fitted" : side}`;
  });
}

const significant = (value: number, digits = 4): string => String(Number(value.toPrecision(digits)));
