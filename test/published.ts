import { existsSync } from "node:fs";
import { join } from "node:path";
import { defaultPlaces } from "../src/dataset/index.ts";

/** The folder that holds the published RegMix files, if this machine has them; tests that need them skip otherwise. */
export function publishedRegmix(): string | undefined {
  const { mirror, cache, neighbour } = defaultPlaces();
  return [mirror, cache, neighbour]
    .filter((folder) => folder !== undefined)
    .map((folder) => join(folder, "regmix"))
    .find((folder) => existsSync(join(folder, "test_pile_loss_1B.csv")));
}

/** Options of a test that reads the published data. */
export const needsPublished: { skip: string | false } = {
  skip: publishedRegmix() === undefined && "published data not here: mixlab data fetch",
};
