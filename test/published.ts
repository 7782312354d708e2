import { existsSync } from "node:fs";
import { join } from "node:path";
import { defaultPlaces } from "../src/dataset/index.ts";

function published(name: string, file: string): string | undefined {
  const { mirror, cache, neighbour } = defaultPlaces();
  return [mirror, cache, neighbour]
    .filter((folder) => folder !== undefined)
    .map((folder) => join(folder, name))
    .find((folder) => existsSync(join(folder, file)));
}

const missing = "published data not here: mixlab data fetch";

/** The folder that holds the published RegMix files, if this machine has them; tests that need them skip otherwise. */
export const publishedRegmix = (): string | undefined => published("regmix", "test_pile_loss_1B.csv");

/** The folder that holds the published testbed of 104 models, if this machine has it. */
export const publishedScaling = (): string | undefined => published("scaling", "grid.json");

/** Options of a test that reads the published data of RegMix. */
export const needsPublished: { skip: string | false } = { skip: publishedRegmix() === undefined && missing };

/** Options of a test that reads the published testbed of 104 models. */
export const needsScaling: { skip: string | false } = { skip: publishedScaling() === undefined && missing };
