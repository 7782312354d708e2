import { type Mixture, normalise, uniform } from "../mixture/index.ts";
import type { Surrogate } from "../regress/index.ts";
import { column, rowRecord, type Swarm, unknownName } from "../table/index.ts";
import { predictMixture, type Recommendation } from "./mean-of-best.ts";

/** One mixture and what the surrogate expects of it; `observed` where a proxy was really trained on it. */
export interface ComparedMixture {
  readonly name: string;
  readonly mixture: Mixture;
  readonly predicted: number;
  readonly observed?: number;
}

/**
 * Sets a recommendation beside what it must beat: the best proxy that was really trained, uniform shares, shares
 * proportional to the tokens there are, and any other mixture by name (the human choice, a competitor's).
 *
 * Trees cannot predict below the leaves they have seen, so the recommendation's prediction is often above the best
 * observed loss: that is no contradiction, and this table shows it.
 *
 * Shape   one mixture, swarm [runs × domains] → one record per mixture compared
 * Units   those of the target
 *
 * @throws {RangeError} if the swarm lacks the recommendation's target
 * @example compareBaselines(best, booster, swarm.train, { proportional: swarm.prior, others: { human } })
 */
export function compareBaselines(
  recommendation: Recommendation,
  surrogate: Surrogate,
  swarm: Swarm,
  {
    proportional,
    others = {},
  }: { readonly proportional: Mixture; readonly others?: Readonly<Record<string, Mixture>> },
): readonly ComparedMixture[] {
  if (!swarm.losses.names.includes(surrogate.target)) {
    throw unknownName("compareBaselines", "target", surrogate.target, swarm.losses.names);
  }
  const losses = column(swarm.losses, surrogate.target);
  const best = losses.indexOf(Math.min(...losses));
  const observed = rowRecord(swarm.mixtures, best);
  const compared = (name: string, mixture: Mixture): ComparedMixture => ({
    name,
    mixture,
    predicted: predictMixture(surrogate, mixture),
  });
  return [
    { name: "recommended", mixture: recommendation.mixture, predicted: recommendation.predicted },
    { ...compared(`best observed proxy (run ${swarm.ids[best]})`, observed), observed: losses[best] },
    compared("uniform", uniform(surrogate.features)),
    compared("proportional", normalise(proportional)),
    ...Object.entries(others).map(([name, mixture]) => compared(name, normalise(mixture))),
  ];
}
