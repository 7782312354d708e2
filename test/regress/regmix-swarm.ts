import { readFileSync } from "node:fs";
import { join } from "node:path";
import { matrix, type Swarm } from "../../src/table/index.ts";
import { publishedRegmix } from "../published.ts";

/** The published swarms of one scale, under bare names; tests that need them skip where the mirror is absent. */
export function publishedSwarm(part: "train" | "test", scale: "1m" | "60m" | "1B"): Swarm {
  const mixtures = table(`${part}_mixture_${scale}.csv`, /^train_the_pile_(.*)$/);
  const losses = table(`${part}_pile_loss_${scale}.csv`, /^metric\/the_pile_(.*)_val_loss$/);
  return { name: `${part} ${scale}`, ids: mixtures.ids, mixtures: mixtures.matrix, losses: losses.matrix };
}

function table(file: string, pattern: RegExp) {
  const [head, ...rows] = readFileSync(join(publishedRegmix()!, file), "utf8").trim().split("\n");
  const names = head
    .split(",")
    .slice(1)
    .map((name) => pattern.exec(name)![1]);
  const cells = rows.map((row) => row.split(","));
  return {
    ids: cells.map(([id]) => id),
    matrix: matrix(names, Float64Array.from(cells.flatMap((row) => row.slice(1).map(Number)))),
  };
}

export const skipUnpublished: string | false =
  publishedRegmix() === undefined && "published RegMix data absent";
