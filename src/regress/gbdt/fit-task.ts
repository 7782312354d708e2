import type { Task } from "../../parallel/index.ts";
import type { Swarm } from "../../table/index.ts";
import { type FitSettings, fitTarget, prepareFit } from "./fit.ts";
import { type PackedBooster, packBooster } from "./packed.ts";

/** What a thread needs to fit one target. */
export interface FitOneInput {
  readonly swarm: Swarm;
  readonly settings: FitSettings;
  readonly target: string;
}

/** Where threads find `fitOne`. */
export const fitOneTask: Task<FitOneInput, PackedBooster> = {
  module: import.meta.url,
  name: fitOne.name,
};

/** Fits one target on whichever thread this runs. */
export function fitOne({ swarm, settings, target }: FitOneInput): PackedBooster {
  return packBooster(fitTarget(prepareFit("fitBoosters", swarm, settings), target));
}
