import { shown } from "../table/index.ts";
import { checkedSum, checkMixture } from "./shares.ts";
import type { Mixture } from "./types.ts";

/** Largest share of each domain. */
export type Caps = Readonly<Record<string, number>>;

/**
 * The largest share each domain may have, so that none of its tokens is read more than `epochs` times.
 *
 * Units   tokens of each domain; targetTokens of the run the mixture is for
 * Source  min(tokens × epochs ÷ targetTokens, 1); 4 epochs are the usual limit (Muennighoff et al. 2023,
 *         arXiv:2305.16264)
 *
 * @throws {RangeError} if an argument is no positive number, or the caps leave no room for a whole mixture
 * @example caps({ arxiv: 4e9, pile_cc: 16e9 }, { epochs: 4, targetTokens: 25e9 }) // { arxiv: 0.64, pile_cc: 1 }
 */
export function caps(
  tokens: Readonly<Record<string, number>>,
  { epochs, targetTokens }: { readonly epochs: number; readonly targetTokens: number },
): Caps {
  checkedSum("caps", "tokens", tokens);
  requirePositive("caps", "epochs", epochs);
  requirePositive("caps", "targetTokens", targetTokens);
  return requireRoom(
    "caps",
    limited(tokens, (count) => (count * epochs) / targetTokens),
  );
}

/**
 * The sampler's form of the same: the run reads as many tokens as there are, so that a cap is epochs × share.
 *
 * Source  sail-sg/regmix, mixture_config/synthesize_mixture.py: 15 epochs, since The Pile is far larger than the 25B
 *         tokens of a 1B run
 *
 * @throws {RangeError} if the prior is no mixture, or the caps leave no room for a whole one
 * @example capsFromPrior(regmixSamplerPrior, { epochs: 15 })
 */
export function capsFromPrior(prior: Mixture, { epochs = 15 }: { readonly epochs?: number } = {}): Caps {
  checkMixture("capsFromPrior", "prior", prior, 1e-6);
  requirePositive("capsFromPrior", "epochs", epochs);
  return requireRoom(
    "capsFromPrior",
    limited(prior, (share) => share * epochs),
  );
}

const limited = (weights: Mixture, cap: (weight: number) => number): Caps =>
  Object.fromEntries(Object.entries(weights).map(([domain, weight]) => [domain, Math.min(cap(weight), 1)]));

function requirePositive(where: string, argument: string, value: number): void {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY))
    throw new RangeError(`${where}: ${argument} must be a positive number, got ${shown(value)}.`);
}

/** Passes caps on; refuses those that sum to less than 1. */
export function requireRoom(where: string, all: Caps): Caps {
  const sum = Object.values(all).reduce((total, cap) => total + cap, 0);
  if (sum >= 1 - 1e-9) return all;
  const smallest = Object.entries(all)
    .toSorted(([, left], [, right]) => left - right)
    .slice(0, 3)
    .map(([domain, cap]) => `${domain} ${Number(cap.toPrecision(3))}`);
  throw new RangeError(
    `${where}: caps must leave room for a whole mixture, got caps that sum to ${Number(sum.toPrecision(6))}. Allow more epochs or fewer target tokens; smallest: ${smallest.join(", ")}.`,
  );
}
