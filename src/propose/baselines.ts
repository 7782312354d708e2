import { type Mixture, normalise, uniform } from "../mixture/index.ts";
import type { Surrogate } from "../regress/index.ts";
import { column, placeOfSmallest, rowRecord, type Swarm, unknownName } from "../table/index.ts";
import { boundsTest, type ShareBounds } from "./constraints.ts";
import { predictMixture, type Recommendation } from "./mean-of-best.ts";

/** One mixture and what the surrogates expect of it; `observed` where a proxy was really trained on it. */
export interface ComparedMixture {
  readonly mixture: string;
  readonly shares: Mixture;
  /** Name of the surrogate → its prediction. */
  readonly predicted: Readonly<Record<string, number>>;
  readonly observed?: number;
  readonly recommended?: boolean;
  /** The first domain whose cap or floor this mixture breaks, where there are bounds. */
  readonly breaks?: string;
}

/** What a recommendation is compared with, and the bounds it had to obey. */
export interface BaselineOptions extends ShareBounds {
  /** Shares proportional to the tokens there are. */
  readonly proportional: Mixture;
  /** Other mixtures by name: the human choice, a competitor's. */
  readonly others?: Readonly<Record<string, Mixture>>;
}

/**
 * Sets a recommendation beside what it must beat: the best proxy that was really trained, uniform shares, shares
 * proportional to the tokens there are, and any other mixture by name.
 *
 * Trees cannot predict below the leaves they have seen, so the recommendation's prediction is often above the best
 * observed loss: that is no contradiction, and this table shows it.
 *
 * Shape   swarm [runs × domains] → one record per mixture compared
 * Units   those of the target
 *
 * @throws {RangeError} if the swarm lacks the recommendation's target
 * @example compareBaselines(best, { boosting: booster }, swarm.train, { proportional: swarm.prior, others: { human } })
 */
export function compareBaselines(
  recommendation: Recommendation,
  surrogates: Readonly<Record<string, Surrogate>>,
  swarm: Swarm,
  { proportional, others = {}, caps = {}, floors = {} }: BaselineOptions,
): readonly ComparedMixture[] {
  const { target } = recommendation;
  if (!swarm.losses.names.includes(target)) {
    throw unknownName("compareBaselines", "target", target, swarm.losses.names);
  }
  const losses = column(swarm.losses, target);
  const best = placeOfSmallest(losses);
  const domains = swarm.mixtures.names;
  const bounds = boundsTest(domains, { caps, floors });
  const compared = (mixture: string, shares: Mixture): ComparedMixture => {
    const broken = bounds.firstBroken(
      Float64Array.from(domains, (domain) => shares[domain] ?? 0),
      0,
    );
    return {
      mixture,
      shares,
      predicted: Object.fromEntries(
        Object.entries(surrogates).map(([name, surrogate]) => [name, predictMixture(surrogate, shares)]),
      ),
      ...(broken < 0 ? {} : { breaks: domains[broken] }),
    };
  };
  return [
    { ...compared("recommended", recommendation.mixture), recommended: true },
    {
      ...compared(`best observed proxy (run ${swarm.ids[best]})`, rowRecord(swarm.mixtures, best)),
      observed: losses[best],
    },
    compared("uniform", uniform(swarm.mixtures.names)),
    compared("proportional", normalise(proportional)),
    ...Object.entries(others).map(([name, mixture]) => compared(name, normalise(mixture))),
  ];
}

/** Predicted losses by mixture, and the observed loss of the best proxy: reference lines for a histogram. */
export function referenceLosses(
  compared: readonly ComparedMixture[],
  surrogate: string,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    compared.map(({ mixture, predicted, observed }) =>
      observed === undefined ? [mixture, predicted[surrogate]] : [`${mixture}, measured`, observed],
    ),
  );
}
