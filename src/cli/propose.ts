import { dataset, mixture, notebook, propose } from "../index.ts";
import { capsOf, mixtureOf, swarmOf, swarmOptions, warn } from "./inputs.ts";
import { fitterOf, modelOptions, qualityByFolds, warningsOf } from "./model.ts";
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
    ...modelOptions,
    prior: {
      type: "string",
      value: "FILE",
      help: "YAML mixture to simulate around, or regmix for The Pile (default)",
    },
    count: { type: "string", value: "N", help: "mixtures to simulate (default 100000)" },
    keep: { type: "string", value: "K", help: "best mixtures to average (default 128)" },
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
    const fit = await fitterOf(given);
    const model = fit(swarm);
    const quality = qualityByFolds(swarm, fit, seed);
    const candidates = mixture.simulate(prior, { count: given.number("count", 100_000), seed });
    const bar = notebook.progress(candidates.count, { label: "simulated", silent: candidates.count < slow });
    const best = propose.meanOfBest(candidates, model, {
      keep: given.number("keep", 128),
      caps,
      onProgress: (done) => bar.update(done),
    });
    bar.done();
    const compared = propose.compareBaselines(best, { model }, swarm, { proportional: prior, caps });
    const warnings = [...warningsOf(model, quality), ...doubts(best, compared)];
    warn(warnings);
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
            tied: best.tied,
            caps,
            quality: {
              on: quality.on,
              spearman: quality.spearman,
              meanAbsoluteError: quality.meanAbsoluteError,
            },
            warnings,
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
    if (best.rejected > 0) console.log(`\n${best.rejected} of ${best.candidates} candidates broke a cap`);
    console.log(`\npredicted ${best.target} (Spearman ${quality.spearman.toFixed(3)} on ${quality.on})`);
    for (const { mixture: name, predicted, observed, breaks } of compared) {
      const seen = observed === undefined ? "" : ` (observed ${observed.toFixed(4)})`;
      const over = breaks === undefined ? "" : ` (breaks the cap of ${breaks})`;
      console.log(`  ${name.padEnd(34)} ${predicted.model.toFixed(4)}${seen}${over}`);
    }
    console.log(`\n→ ${out}`);
    return 0;
  },
};

/** From so many candidates on, a run takes long enough to ask how far it is. */
const slow = 1_000_000;

/** What stands against a recommendation. */
function doubts(
  { tied, predicted }: propose.Recommendation,
  compared: readonly propose.ComparedMixture[],
): readonly string[] {
  const observed = compared.find((row) => row.observed !== undefined);
  return [
    ...(tied > 0
      ? [
          `${tied} more candidates are predicted as good as the last one kept: the model cannot tell them apart`,
        ]
      : []),
    ...(observed?.observed !== undefined && predicted > observed.observed
      ? [
          `predicted ${predicted.toFixed(4)}, above the ${observed.observed.toFixed(4)} that the ${observed.mixture} really reached: trees cannot predict below what they have seen, and a proxy's own loss is partly luck`,
        ]
      : []),
  ];
}
