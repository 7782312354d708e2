import type { FittedLaw } from "./fitted-law.ts";
import type { Law } from "./law.ts";
import { brief } from "./show.ts";

/** From where to where something goes in the points of a fit. */
export interface Range {
  readonly least: number;
  readonly largest: number;
  /** Values that differ by more than 2 %. */
  readonly distinct: number;
}

/** What the points of a fit span: parameters, tokens, flops and tokensPerParameter; or loss; or x. */
export interface Support {
  readonly points: number;
  readonly ranges: Readonly<Record<string, Range>>;
}

/** Sizes this near are the same. */
const same = 1.02;
/** An input this little outside is not called so. */
const slack = 1.01;

/**
 * What the points of a fit span.
 *
 * Units   parameters, tokens, FLOPs (6·N·D), tokens per parameter; loss in nats per token
 *
 * @example support(fit).ranges.tokensPerParameter // { least: 20, largest: 320, distinct: 2 }
 */
export function support<Input, Point extends Input, Name extends string>(
  fit: Pick<FittedLaw<Input, Point, Name>, "law" | "points">,
): Support {
  const rows = fit.points.map((point) => quantities(fit.law, point));
  const names = Object.keys(rows[0] ?? {});
  const ranges = names.map((name): [string, Range] => {
    const sorted = rows.map((row) => row[name]).toSorted((one, other) => one - other);
    let last = 0;
    const distinct = sorted.filter((value) => {
      if (value <= last * same) return false;
      last = value;
      return true;
    }).length;
    return [name, { least: sorted[0], largest: sorted[sorted.length - 1], distinct }];
  });
  return { points: rows.length, ranges: Object.fromEntries(ranges) };
}

/**
 * In what an input lies beyond the points of a fit: a sentence each, none if in nothing.
 *
 * @example extrapolation(fit, { parameters: 1.4e9, tokens: 9e11 }) // ["tokensPerParameter 640 is 2.0 × the largest fitted (320)"]
 */
export function extrapolation<Input, Point extends Input, Name extends string>(
  fit: Pick<FittedLaw<Input, Point, Name>, "law" | "points">,
  input: Input,
): readonly string[] {
  const { ranges } = support(fit);
  return Object.entries(quantities(fit.law, input)).flatMap(([name, value]) => {
    const { least, largest } = ranges[name];
    // A loss has no natural zero: what counts is by how many nats it lies outside.
    if (name === "loss") {
      if (value < least / slack)
        return [
          `loss ${value.toFixed(3)} is ${(least - value).toFixed(3)} below the least fitted (${least.toFixed(3)})`,
        ];
      if (value > largest * slack)
        return [
          `loss ${value.toFixed(3)} is ${(value - largest).toFixed(3)} above the largest fitted (${largest.toFixed(3)})`,
        ];
      return [];
    }
    if (value > largest * slack)
      return [
        `${name} ${brief(value)} is ${times(value / largest)} × the largest fitted (${brief(largest)})`,
      ];
    if (value < least / slack)
      return [
        `${name} ${brief(value)} is ${times(least / value)} × below the least fitted (${brief(least)})`,
      ];
    return [];
  });
}

function quantities<Input, Point extends Input, Name extends string>(
  { inputs }: Law<Input, Point, Name>,
  input: Input,
): Record<string, number> {
  const values: Record<string, number> = {};
  for (const name of inputs) values[name] = Number(input[name]);
  const { parameters, tokens } = values;
  if (parameters === undefined || tokens === undefined) return values;
  return { ...values, flops: 6 * parameters * tokens, tokensPerParameter: tokens / parameters };
}

const times = (ratio: number): string =>
  ratio < 10
    ? ratio.toFixed(1)
    : ratio < 1e5
      ? String(Number(ratio.toPrecision(2)))
      : Number(ratio.toPrecision(2)).toExponential().replace("e+", "e");
