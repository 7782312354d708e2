import { dataset, mixture, propose, regress } from "../index.ts";
import { capsOf, mixtureOf, stopOptions, stopSwarmOf, swarmOf, swarmOptions, warn } from "./inputs.ts";
import { leaveReceipt } from "./receipt.ts";
import type { Verb } from "./verb.ts";

/** `mixlab propose`: simulates mixtures, keeps the best and recommends their mean. */
export const verb: Verb = {
  summary: "simulate mixtures, keep the best and recommend their mean",
  usage: [
    "propose --mixtures mixtures.csv --losses losses.csv --target pile_cc --prior prior.yaml --out optimal_mixture.yaml",
    "propose --mixtures regmix --target pile_cc --tokens tokens.csv --epochs 4 --target-tokens 25e9",
  ],
  details:
    "The recommendation is shown beside the best proxy that was really trained, uniform shares and shares proportional to the prior. With --tokens no domain gets more than tokens × epochs ÷ target tokens.",
  options: {
    ...swarmOptions,
    target: { type: "string", value: "NAME", help: "loss column to lower" },
    ...stopOptions,
    prior: {
      type: "string",
      value: "FILE",
      help: "YAML mixture to simulate around, or regmix for The Pile (default)",
    },
    count: { type: "string", value: "N", help: "mixtures to simulate (default 100000)" },
    keep: { type: "string", value: "K", help: "best mixtures to average (default 128)" },
    seed: { type: "string", value: "N", help: "seed (default 42)" },
    tokens: { type: "string", value: "FILE", help: "CSV of domain,tokens, for caps" },
    epochs: { type: "string", value: "E", help: "most passes over a domain's tokens (default 4)" },
    "target-tokens": { type: "string", value: "N", help: "tokens the large model will be trained on" },
    out: { type: "string", value: "FILE", help: "write the mixture as YAML (default optimal_mixture.yaml)" },
    json: { type: "boolean", help: "print JSON" },
  },
  async run(given) {
    const swarm = await swarmOf(given);
    const { shares: prior, prefixes } = await mixtureOf(given.text("prior") ?? "regmix");
    const seed = given.number("seed", 42);
    const caps = await capsOf(given, swarm.mixtures.names);
    const booster = regress.fitBooster(swarm, {
      target: given.required("target"),
      stopOn: (await stopSwarmOf(given)) ?? { holdOut: 0.2, seed },
    });
    warn(booster.warnings);
    const candidates = mixture.simulate(prior, { count: given.number("count", 100_000), seed });
    const best = propose.meanOfBest(candidates, booster, { keep: given.number("keep", 128), caps });
    const compared = propose.compareBaselines(best, { boosting: booster }, swarm, {
      proportional: prior,
      caps,
    });
    const out = given.text("out") ?? "optimal_mixture.yaml";
    await dataset.writeWhole(out, mixture.toYaml(best.mixture, { prefixes }));
    await leaveReceipt(out, given, seed);
    if (given.flag("json")) {
      console.log(
        JSON.stringify(
          {
            target: best.target,
            mixture: best.mixture,
            predicted: best.predicted,
            candidates: best.candidates,
            rejected: best.rejected,
            warnings: booster.warnings,
            compared,
            file: out,
          },
          undefined,
          2,
        ),
      );
      return 0;
    }
    for (const [domain, share] of Object.entries(best.mixture).toSorted(([, a], [, b]) => b - a)) {
      console.log(`${domain.padEnd(24)} ${share.toFixed(6)}`);
    }
    console.log(`\npredicted ${best.target}`);
    for (const { mixture: name, predicted, observed, breaks } of compared) {
      const seen = observed === undefined ? "" : ` (observed ${observed.toFixed(4)})`;
      const over = breaks === undefined ? "" : ` (breaks the cap of ${breaks})`;
      console.log(`  ${name.padEnd(34)} ${predicted.boosting.toFixed(4)}${seen}${over}`);
    }
    console.log(`\n→ ${out}`);
    return 0;
  },
};
