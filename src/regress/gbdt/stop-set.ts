import { type Swarm, selectColumns, selectRows, shown } from "../../table/index.ts";
import type { StopSet } from "./booster.ts";
import { lcg } from "./lcg.ts";

/** Where early stopping looks: a hold-out of the swarm itself, another swarm, or nowhere. */
export type StopOn = Swarm | { readonly holdOut: number; readonly seed: number } | "none";

/** Runs to fit on, runs to stop on, and what to say about them. */
export interface SplitRuns {
  readonly fit: Pick<Swarm, "mixtures" | "losses">;
  readonly stop: Pick<Swarm, "mixtures" | "losses"> | undefined;
  readonly stopSet: StopSet;
}

/**
 * Parts a swarm into runs to fit on and runs to stop on.
 *
 * Shape   swarm [runs] → fit [runs - held out], stop [held out]; both in the swarm's order
 * Random  the hold-out reads only its seed
 *
 * @throws {RangeError} if the hold-out is not a share below 1 or a whole number of runs that leaves some
 */
export function splitRuns(where: string, swarm: Swarm, stopOn: StopOn): SplitRuns {
  const runs = swarm.mixtures.rows;
  if (stopOn === "none") return { fit: swarm, stop: undefined, stopSet: noStopSet("not asked for") };
  if ("mixtures" in stopOn) {
    const stop = { ...stopOn, mixtures: selectColumns(stopOn.mixtures, swarm.mixtures.names) };
    const description = `all ${stopOn.mixtures.rows} runs of ${stopOn.name}`;
    return {
      fit: swarm,
      stop,
      stopSet: { kind: "given", swarm: stopOn.name, runs: stopOn.mixtures.rows, description },
    };
  }
  const { holdOut, seed } = stopOn;
  const held = holdOut < 1 ? Math.floor(runs * holdOut) : holdOut;
  if (!(held >= 0) || !Number.isInteger(held) || (held >= runs && runs > 0)) {
    throw new RangeError(
      `${where}: stopOn.holdOut must be a share below 1 or a number of runs below ${runs}, got ${shown(holdOut)}.`,
    );
  }
  if (held === 0) {
    const reason = holdOut === 0 ? "not asked for" : `${runs} runs are too few`;
    return { fit: swarm, stop: undefined, stopSet: noStopSet(reason) };
  }
  const heldRows = Array.from(lcg(seed).sample(runs, held));
  const isHeld = new Set(heldRows);
  const rest = Array.from({ length: runs }, (_, row) => row).filter((row) => !isHeld.has(row));
  const pick = (rows: readonly number[]) => ({
    mixtures: selectRows(swarm.mixtures, rows),
    losses: selectRows(swarm.losses, rows),
  });
  const description = `${held} of ${runs} runs of ${swarm.name}, drawn with seed ${seed}`;
  return {
    fit: pick(rest),
    stop: pick(heldRows),
    stopSet: { kind: "hold-out", swarm: swarm.name, runs: held, description },
  };
}

const noStopSet = (reason: string): StopSet => ({
  kind: "none",
  swarm: "",
  runs: 0,
  description: `no early stopping: ${reason}`,
});
