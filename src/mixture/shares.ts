import { exactPow } from "../random/index.ts";
import { shown, unknownName } from "../table/index.ts";
import { pairwiseSum } from "./pairwise-sum.ts";
import type { Mixture } from "./types.ts";

/** How far the shares of a mixture may sum from 1. */
const defaultTolerance = 1e-9;

/** What `validateMixture` asks beyond shares that are not negative. */
export interface ValidateOptions {
  /** The domains there may be; any if left out. */
  readonly domains?: readonly string[];
  /** How far the sum may be from 1. */
  readonly tolerance?: number;
}

/**
 * Checks that a mixture is a point on the simplex.
 *
 * @throws {RangeError} if a share is negative or no number, a domain is unknown, or the sum is off
 * @example validateMixture({ arxiv: 0.25, pile_cc: 0.75 }, { domains: ["arxiv", "pile_cc"] })
 */
export function validateMixture(
  mixture: Mixture,
  { domains, tolerance = defaultTolerance }: ValidateOptions = {},
): void {
  checkMixture("validateMixture", "mixture", mixture, tolerance);
  if (domains === undefined) return;
  const stranger = Object.keys(mixture).find((domain) => !domains.includes(domain));
  if (stranger !== undefined) throw unknownName("validateMixture", "domain", stranger, domains);
}

/** The check behind `validateMixture`, with the caller's name in its messages. */
export function checkMixture(
  where: string,
  argument: string,
  mixture: Mixture,
  tolerance: number = defaultTolerance,
): void {
  const sum = checkedSum(where, argument, mixture);
  if (!(Math.abs(sum - 1) <= tolerance))
    throw new RangeError(
      `${where}: ${argument} must sum to 1 within ${tolerance}, got a sum of ${sum}. Use normalise first.`,
    );
}

/** Sum of weights, each of which must be a number from 0 up, with at least one above it. */
export function checkedSum(where: string, argument: string, weights: Mixture): number {
  const entries = Object.entries(weights);
  if (entries.length === 0) throw new RangeError(`${where}: ${argument} must name a domain, got {}.`);
  for (const [domain, weight] of entries) {
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY))
      throw new RangeError(
        `${where}: ${argument} must hold numbers from 0 up, got ${shown(weight)} at ${shown(domain)}.`,
      );
  }
  const sum = pairwiseSum(Object.values(weights));
  if (!(sum > 0))
    throw new RangeError(`${where}: ${argument} must have a domain above 0, got a sum of ${sum}.`);
  return sum;
}

/**
 * Weights divided by their sum.
 *
 * @throws {RangeError} if a weight is negative or no number, or all are 0
 * @example normalise({ arxiv: 1, pile_cc: 3 }) // { arxiv: 0.25, pile_cc: 0.75 }
 */
export function normalise(weights: Mixture): Mixture {
  const sum = checkedSum("normalise", "weights", weights);
  return mapShares(weights, (weight) => weight / sum);
}

/**
 * The same share for every domain.
 *
 * @throws {RangeError} if there is no domain, or one stands twice
 */
export function uniform(domains: readonly string[]): Mixture {
  if (domains.length === 0) throw new RangeError("uniform: domains must not be empty, got [].");
  const twice = domains.find((domain, at) => domains.indexOf(domain) !== at);
  if (twice !== undefined) throw new RangeError(`uniform: domains must differ, got ${shown(twice)} twice.`);
  return Object.fromEntries(domains.map((domain) => [domain, 1 / domains.length]));
}

/**
 * Shares in proportion to the tokens there are, or evened out by a temperature: share^temperature, normalised.
 *
 * Units   tokens of each domain, or shares of them; temperature 1 keeps them, 0 makes them uniform
 * Source  Liu et al. 2024, arXiv:2407.01492, §3.1; the sampler's temperature is 0.5
 *
 * @throws {RangeError} if a count is negative or no number, or all are 0
 * @example proportional({ arxiv: 4e9, pile_cc: 16e9 }, { temperature: 0.5 }) // { arxiv: 0.333…, pile_cc: 0.667… }
 */
export function proportional(
  tokens: Mixture,
  { temperature = 1 }: { readonly temperature?: number } = {},
): Mixture {
  const sum = checkedSum("proportional", "tokens", tokens);
  if (!(temperature >= 0 && temperature < Number.POSITIVE_INFINITY))
    throw new RangeError(`proportional: temperature must be a number from 0 up, got ${shown(temperature)}.`);
  const shares = mapShares(tokens, (count) => count / sum);
  if (temperature === 1) return shares;
  const tempered = mapShares(shares, (share) => temperedShare(share, temperature));
  const total = pairwiseSum(Object.values(tempered));
  return mapShares(tempered, (share) => share / total);
}

/** A domain without tokens keeps 0 at every temperature. */
function temperedShare(share: number, temperature: number): number {
  if (share === 0) return 0;
  return temperature === 0.5 ? Math.sqrt(share) : exactPow(share, temperature);
}

const mapShares = (weights: Mixture, change: (weight: number) => number): Mixture =>
  Object.fromEntries(Object.entries(weights).map(([domain, weight]) => [domain, change(weight)]));
