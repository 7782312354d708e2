import { type Matrix, shown, unknownName } from "../table/index.ts";

/** Smallest and largest shares allowed, by domain; a domain without a bound may have any share. */
export interface ShareBounds {
  /** Largest shares, e.g. from tokens × epochs ÷ target tokens (`mixture.caps`). */
  readonly caps?: Readonly<Record<string, number>>;
  readonly floors?: Readonly<Record<string, number>>;
}

/** A test of whole rows, and which domain it was that failed. */
export interface BoundsTest {
  /** Position of the first domain out of bounds in this row, or -1. */
  readonly firstBroken: (values: Float64Array, offset: number) => number;
}

/** Shares that only just exceed a bound through rounding pass. */
const slack = 1e-12;

/**
 * Turns bounds by name into a test of rows.
 *
 * @throws {RangeError} if a bound is no share, names no domain, or no mixture can obey them all; says why
 */
export function boundsTest(domains: readonly string[], { caps = {}, floors = {} }: ShareBounds): BoundsTest {
  const upper = bounds("caps", caps, domains, 1);
  const lower = bounds("floors", floors, domains, 0);
  domains.forEach((domain, at) => {
    if (lower[at] > upper[at]) {
      throw new RangeError(
        `boundsTest: the floor of ${shown(domain)} must not exceed its cap, got ${lower[at]} over ${upper[at]}. Lower the floor or raise the cap.`,
      );
    }
  });
  const room = upper.reduce((sum, cap) => sum + cap, 0);
  if (room < 1 - slack) {
    throw new RangeError(
      `boundsTest: caps must leave room for a whole mixture, got caps that sum to ${Number(room.toPrecision(6))} over ${domains.length} domains. Allow more epochs or fewer target tokens; smallest caps: ${extremes(domains, upper, 1)}.`,
    );
  }
  const claimed = lower.reduce((sum, floor) => sum + floor, 0);
  if (claimed > 1 + slack) {
    throw new RangeError(
      `boundsTest: floors must fit in one mixture, got floors that sum to ${Number(claimed.toPrecision(6))}. Lower the largest: ${extremes(domains, lower, -1)}.`,
    );
  }
  return {
    firstBroken(values, offset) {
      for (let at = 0; at < upper.length; at++) {
        const share = values[offset + at];
        if (share > upper[at] + slack || share < lower[at] - slack) return at;
      }
      return -1;
    },
  };
}

function bounds(
  argument: string,
  given: Readonly<Record<string, number>>,
  domains: readonly string[],
  absent: number,
): Float64Array {
  const out = new Float64Array(domains.length).fill(absent);
  for (const [domain, bound] of Object.entries(given)) {
    const at = domains.indexOf(domain);
    if (at < 0) throw unknownName("boundsTest", argument, domain, domains);
    if (!(bound >= 0 && bound <= 1)) {
      throw new RangeError(
        `boundsTest: ${argument} must be shares from 0 to 1, got ${shown(bound)} for ${shown(domain)}.`,
      );
    }
    out[at] = bound;
  }
  return out;
}

function extremes(domains: readonly string[], shares: Float64Array, direction: 1 | -1): string {
  return domains
    .map((domain, at) => ({ domain, share: shares[at] }))
    .toSorted((a, b) => direction * (a.share - b.share))
    .slice(0, 3)
    .map(({ domain, share }) => `${domain} ${Number(share.toPrecision(3))}`)
    .join(", ");
}

/** How often each domain's bound turned a candidate away, most often first. */
export function rejectionReport(matrix: Pick<Matrix, "names">, rejections: Int32Array): string {
  return matrix.names
    .map((domain, at) => ({ domain, count: rejections[at] }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count)
    .slice(0, 3)
    .map(({ domain, count }) => `${domain} (${count})`)
    .join(", ");
}
