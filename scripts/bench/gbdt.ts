import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { dataset, mixture, regress, table } from "../../src/index.ts";
import { type BenchRow, type Contender, compare, timed } from "./measure.ts";
import type { Peer } from "./peer.ts";

const parameters = { objective: "regression", metric: ["l1", "l2"], learning_rate: 0.01, seed: 42 };
const threadCounts = [...new Set([1, Math.min(2, availableParallelism())])];

/** Fits boosters to the published swarm, RegMix's notebook settings, stopping on its test runs as the notebook does. */
async function fitRow(peer: Peer, name: string, wanted: readonly string[] | undefined): Promise<BenchRow> {
  const { train, test } = await dataset.regmix("1m");
  const targets = wanted ?? train.losses.names;
  const features = train.mixtures.names;
  await peer.load("train", train.mixtures.values, features.length);
  await peer.load("stop", table.selectColumns(test.mixtures, features).values, features.length);
  for (const target of targets) {
    await peer.load(`train/${target}`, table.column(train.losses, target));
    await peer.load(`stop/${target}`, table.column(test.losses, target));
  }
  const ask = (threads: number) =>
    peer.call<{ seconds: number; texts: string[] }>({ call: "fit", targets, features, parameters, threads });
  const fit = (threads: number) => regress.fitBoosters(train, { stopOn: test, targets, threads });
  const boosters = await fit(1);
  const { texts } = await ask(1);
  targets.forEach((target, at) => {
    if (treesOf(boosters[target].toText()) !== treesOf(texts[at]))
      throw new Error(`bench: ${name}: the boosters of ${target} must have the same text on both sides`);
  });
  const ours: Contender[] = (targets.length === 1 ? [1] : threadCounts).map((threads) => ({
    threads,
    run: () => timed(() => fit(threads)),
  }));
  const theirs = threadCounts.map((threads) => ({
    threads,
    run: async () => (await ask(threads)).seconds,
  }));
  return compare(name, `lightgbm ${peer.version}, train`, ours, theirs, targets.length === 1 ? 15 : 5);
}

/** Header, trees and importances: what the boosters are, without how they were asked for. */
const treesOf = (text: string): string => text.split("\nparameters:\n")[0].trimEnd();

/** Predicts a million simulated mixtures with the notebook's Pile-CC booster. */
async function predictRow(peer: Peer): Promise<BenchRow> {
  const name = "gbdt-predict-1m";
  const count = 1_000_000;
  const { train, test } = await dataset.regmix("1m");
  const { ensemble } = regress.fitBooster(train, { target: "pile_cc", stopOn: test });
  const candidates = mixture.simulate(mixture.regmixNotebookPrior, { count, seed: 42 });
  const width = candidates.domains.length;
  const values = new Float64Array(count * width);
  let at = 0;
  for (const block of candidates.blocks()) {
    values.set(block.values, at);
    at += block.values.length;
  }
  const rows = table.selectColumns(table.matrix(candidates.domains, values), ensemble.featureNames);
  await peer.load("rows", rows.values, width);
  const model = join(peer.folder, "model.txt");
  writeFileSync(model, regress.writeModelText(ensemble));
  const out = join(peer.folder, "predicted.f64");
  const ask = (threads: number, file?: string) =>
    peer.call<{ seconds: number }>({ call: "predict", model, rows: "rows", threads, out: file });
  await ask(2, out);
  const theirBytes = readFileSync(out);
  for (const threads of threadCounts) {
    const ourBytes = Buffer.from((await regress.predictOnThreads(ensemble, rows, { threads })).buffer);
    if (!ourBytes.equals(theirBytes))
      throw new Error(`bench: ${name}: predictions must have the same bits on both sides`);
  }
  const ours = threadCounts.map((threads) => ({
    threads,
    run: () => timed(() => regress.predictOnThreads(ensemble, rows, { threads })),
  }));
  const theirs = threadCounts.map((threads) => ({
    threads,
    run: async () => (await ask(threads)).seconds,
  }));
  return compare(name, `lightgbm ${peer.version}, Booster.predict`, ours, theirs, 3);
}

/** Rows by name; each checks that both sides give the same bits before it times them. */
export const gbdtRows: Readonly<Record<string, (peer: Peer) => Promise<BenchRow>>> = {
  "gbdt-fit-13": (peer) => fitRow(peer, "gbdt-fit-13", undefined),
  "gbdt-fit-1": (peer) => fitRow(peer, "gbdt-fit-1", ["pile_cc"]),
  "gbdt-predict-1m": predictRow,
};
