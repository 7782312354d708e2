import { makePool, toShared } from "../../parallel/index.ts";
import type { Matrix, Swarm } from "../../table/index.ts";
import { type Booster, boosterOf } from "./booster.ts";
import { type FitSettings, planFit, requireTargets } from "./fit.ts";
import { fitOneTask } from "./fit-task.ts";
import { unpackBooster } from "./packed.ts";

/** How far fitting of several targets has come. */
export interface FitProgress {
  readonly target: string;
  readonly done: number;
  readonly total: number;
}

/** What `fitBoosters` takes beside the settings of each fit. */
export interface FitBoostersOptions extends FitSettings {
  /** Loss columns of the swarm; all of them if left out. */
  readonly targets?: readonly string[] | undefined;
  /** As many as the machine has cores if left out; the boosters are the same for any number. */
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: FitProgress) => void) | undefined;
}

/**
 * Fits one booster for each target, on several threads at once; the same bits as `fitBooster` for each.
 *
 * Shape   swarm [runs × domains] → target → booster
 * Random  as `fitBooster`
 * Source  Liu et al. 2024, arXiv:2407.01492, §3.2: the notebook's loop over 13 losses
 *
 * @throws {RangeError} as `fitBooster`, or if there are no targets
 * @example const boosters = await fitBoosters(swarm.train, { stopOn: swarm.test })
 */
export async function fitBoosters(
  swarm: Swarm,
  options: FitBoostersOptions = {},
): Promise<Readonly<Record<string, Booster>>> {
  const { targets = swarm.losses.names, threads, signal, onProgress, ...settings } = options;
  if (targets.length === 0) throw new RangeError("fitBoosters: targets must name loss columns, got none.");
  planFit("fitBoosters", swarm, settings);
  requireTargets("fitBoosters", swarm, settings, targets);
  const shared = sharedSwarm(swarm);
  const { stopOn } = settings;
  const sharedSettings =
    typeof stopOn === "object" && "mixtures" in stopOn
      ? { ...settings, stopOn: sharedSwarm(stopOn) }
      : settings;
  const pool = await makePool(threads === undefined ? {} : { threads });
  try {
    let done = 0;
    const fitNext = async (target: string): Promise<readonly [string, Booster]> => {
      const input = { swarm: shared, settings: sharedSettings, target };
      const booster = boosterOf(unpackBooster(await pool.run(fitOneTask, input, signal ? { signal } : {})));
      done += 1;
      onProgress?.({ target, done, total: targets.length });
      return [target, booster];
    };
    if (pool.threads > 1) return Object.fromEntries(await Promise.all(targets.map(fitNext)));
    const fitted: (readonly [string, Booster])[] = [];
    for (const target of targets) {
      fitted.push(await fitNext(target));
      await eventsHandled();
    }
    return Object.fromEntries(fitted);
  } finally {
    await pool.close();
  }
}

/** Lets timers, input and aborts through between two targets that are fitted on this thread. */
const eventsHandled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

const sharedMatrix = (source: Matrix): Matrix => ({ ...source, values: toShared(source.values) });

const sharedSwarm = (swarm: Swarm): Swarm => ({
  ...swarm,
  mixtures: sharedMatrix(swarm.mixtures),
  losses: sharedMatrix(swarm.losses),
});
