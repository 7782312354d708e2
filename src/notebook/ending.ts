import type { Execution } from "./execute.ts";
import type { Outcome, OutcomeWord } from "./outcome.ts";

/** What a reproduction came to. */
export interface Ending {
  readonly runs: readonly Execution[];
  readonly outcomes: readonly Outcome[];
  /** Notebooks left out because their data are not here. */
  readonly withoutData: number;
  /** Outputs that differ from the committed; undefined where they were not compared. */
  readonly differences: number | undefined;
  /** Path of the report. */
  readonly page: string;
}

/** The last lines of a reproduction, the tally at the very end, and how many things failed. */
export function endingOf({ runs, outcomes, withoutData, differences, page }: Ending): {
  readonly lines: readonly string[];
  readonly failed: number;
} {
  const of = (word: OutcomeWord) => outcomes.filter((outcome) => outcome.verdict === word).length;
  const broken = runs.filter((run) => run.failure !== undefined);
  const told = new Set(
    outcomes.filter(({ verdict }) => verdict === "not run").map(({ notebook }) => notebook),
  );
  // A notebook whose failure no target shows must not look like success in the tally.
  const silent = broken.filter((run) => !told.has(run.file)).length;
  const met = of("match") + of("close");
  const failed = of("differs") + of("not run") + silent + (differences ?? 0);
  const computed = outcomes.length - of("quoted");
  const targets = [
    ...(computed === 0
      ? []
      : [
          `${met} of ${counted(computed, "target")} that can be computed ${met === 1 ? "passes" : "pass"} (${of("match")} match, ${of("close")} close)`,
        ]),
    ...(["differs", "not run", "skipped"] as const)
      .filter((word) => of(word) > 0)
      .map((word) => `${of(word)} ${word === "differs" && of(word) > 1 ? "differ" : word}`),
    ...(of("quoted") === 0 ? [] : [`${of("quoted")} ${of("quoted") === 1 ? "is" : "are"} only quoted`]),
  ].join(", ");
  const checked =
    differences === undefined
      ? ""
      : `${counted(differences, "output")} ${differences === 1 ? "differs" : "differ"} from the committed`;
  const parts = [
    `${counted(runs.length, "notebook")} run, ${broken.length} failed`,
    targets,
    checked,
    `report: ${page}`,
  ];
  const skip =
    withoutData === 0
      ? []
      : [
          `${counted(withoutData, "notebook")} skipped: ${withoutData === 1 ? "its" : "their"} published data are not here. With a network: npx mixlab data fetch; without: MIXLAB_MIRROR=FOLDER npm run reproduce.`,
        ];
  const tally = `${met} passed, ${failed} failed, ${of("skipped")} skipped`;
  return { lines: [parts.filter((part) => part !== "").join("; "), ...skip, tally], failed };
}

const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? "" : "s"}`;
