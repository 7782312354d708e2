import type { BatchWindow } from "../tokens/types.ts";

/** A run stopped because a number was not finite. The last state that was is saved. */
export class DivergedError extends Error {
  /** The step that could not be taken, counted from 1 as in the log. */
  readonly step: number;
  /** The first tensor that was not finite. */
  readonly tensor: string;
  /** Sequences of the batch that are to blame, or all of it. */
  readonly windows: readonly BatchWindow[];
  /** Folder of the state before that step, if it could be saved. */
  readonly checkpoint: string | undefined;

  constructor(
    message: string,
    about: {
      readonly step: number;
      readonly tensor: string;
      readonly windows: readonly BatchWindow[];
      readonly checkpoint?: string | undefined;
    },
  ) {
    super(message);
    this.name = "DivergedError";
    this.step = about.step;
    this.tensor = about.tensor;
    this.windows = about.windows;
    this.checkpoint = about.checkpoint;
  }
}
