import type { SourceSettings } from "./source.ts";
import { parameterCount } from "./student.ts";
import type { RunSettings } from "./train.ts";

/** The language of the runs. */
export const language: SourceSettings = { seed: 1, features: 512, decay: 0.75, strength: 3, width: 16 };

/** Text that runs are measured on: 2^20 tokens. */
export const validation = { blocks: 1024, seed: 2 } as const;

/** One run of the plan. */
export interface PlannedRun extends RunSettings {
  readonly name: string;
  readonly parameters: number;
  readonly tokens: number;
}

/**
 * Learning rate by width: where two or three tried rates were best, at 5, 20 and 80 tokens a parameter (32 wide: 5 and
 * 20; 64 wide: 5). The ratios agree about it, since the batch grows with the run.
 */
const rates: readonly (readonly [number, number])[] = [
  [4, 0.04],
  [8, 0.025],
  [16, 0.015],
  [32, 0.007],
  [64, 0.0033],
];

const ratios = [5, 10, 20, 40, 80, 160, 320];

/** The largest students are trained at few ratios: a run costs as the square of its parameters. */
const largestRatio = (width: number): number => (width === 64 ? 20 : 320);

/** Tokens of a step: √D / 6 to the nearest multiple of 4, so that long runs see less noise without a lower rate. */
const batchOf = (tokens: number): number => 4 * Math.round(Math.sqrt(tokens) / 24);

/** All runs, cheapest widths first. */
export const plan: readonly PlannedRun[] = rates.flatMap(([width, rate]) =>
  ratios
    .filter((ratio) => ratio <= largestRatio(width))
    .map((ratio) => {
      const parameters = parameterCount(width);
      const batch = batchOf(parameters * ratio);
      const steps = Math.round((parameters * ratio) / batch);
      return {
        name: `w${width}-m${ratio}`,
        width,
        parameters,
        tokens: steps * batch,
        steps,
        batch,
        learningRate: rate,
        seed: 1000 * width + ratio,
      };
    }),
);

/** Runs whose logs are kept in the repository. */
export const keptLogs: readonly string[] = ["w4-m20", "w8-m20", "w8-m320", "w16-m20", "w32-m20", "w64-m20"];
