import { type Matrix, shown } from "../table/index.ts";

/**
 * How the sampled weights of one domain are spread.
 *
 * Shape   edges [bins + 1], counts [bins]
 */
export interface WeightHistogram {
  readonly edges: Float64Array;
  readonly counts: Float64Array;
  /** Share of the mixtures that do not hold the domain at all. */
  readonly zeroShare: number;
}

/**
 * Counts how often each domain was given how much: the figure that shows what a swarm covers.
 *
 * Shape   mixtures [rows × domains] → one histogram a domain; the last bin holds its upper edge
 * Units   shares; exact zeros are in `zeroShare` and not in the counts
 * Source  sail-sg/regmix, misc/weight_distributions.png; numpy.histogram's edges and closed last bin
 *
 * @throws {RangeError} if a weight is negative, no number or above `upper`, or there are no bins
 * @example weightHistogram(swarm.train.mixtures, { bins: 20 })
 */
export function weightHistogram(
  mixtures: Matrix,
  { bins = 20, upper }: { readonly bins?: number; readonly upper?: number } = {},
): Readonly<Record<string, WeightHistogram>> {
  if (!Number.isInteger(bins) || bins < 1 || bins > 100_000)
    throw new RangeError(
      `weightHistogram: bins must be a whole number from 1 to 100000, got ${shown(bins)}.`,
    );
  if (upper !== undefined && !(upper > 0 && upper < Number.POSITIVE_INFINITY))
    throw new RangeError(`weightHistogram: upper must be a positive number, got ${shown(upper)}.`);
  return Object.fromEntries(
    mixtures.names.map((domain, at) => [domain, histogram(mixtures, domain, at, bins, upper)]),
  );
}

function histogram(
  { names, rows, values }: Matrix,
  domain: string,
  at: number,
  bins: number,
  upper: number | undefined,
): WeightHistogram {
  let largest = 0;
  for (let row = 0; row < rows; row++) {
    const weight = values[row * names.length + at];
    if (!(weight >= 0 && weight <= (upper ?? Number.MAX_VALUE)))
      throw new RangeError(
        `weightHistogram: mixtures must hold weights from 0${upper === undefined ? "" : ` to ${upper}`}, got ${shown(weight)} at ${shown(domain)}, row ${row}.`,
      );
    largest = Math.max(largest, weight);
  }
  const top = upper ?? (largest || 1);
  const edges = Float64Array.from({ length: bins + 1 }, (_, edge) =>
    edge === bins ? top : edge * (top / bins),
  );
  const counts = new Float64Array(bins);
  let zeros = 0;
  for (let row = 0; row < rows; row++) {
    const weight = values[row * names.length + at];
    if (weight === 0) {
      zeros += 1;
      continue;
    }
    let bin = Math.min(bins - 1, Math.floor((weight / top) * bins));
    while (bin > 0 && weight < edges[bin]) bin -= 1;
    while (bin < bins - 1 && weight >= edges[bin + 1]) bin += 1;
    counts[bin] += 1;
  }
  return { edges, counts, zeroShare: rows === 0 ? 0 : zeros / rows };
}
