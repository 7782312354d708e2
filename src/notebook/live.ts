import { randomUUID } from "node:crypto";
import { type Displayable, displaySymbol } from "../figure/types.ts";
import { type Display, kernelDisplay } from "./kernel-hook.ts";

/** A display that is drawn anew as its subject grows. */
export interface Live<Subject> {
  /** Draws the subject, unless it was drawn a moment ago; then the next call or `done` will. */
  readonly update: (subject: Subject) => void;
  /** Draws the last subject that was given. */
  readonly done: () => void;
}

/** Options of `live`. */
export interface LiveOptions {
  /** Least milliseconds between two drawings; more where drawing itself takes long. Default 500. */
  readonly everyMs?: number;
  /** Milliseconds; the clock is asked, never waited for. */
  readonly now?: () => number;
  /** Where to draw: by default the notebook this runs in; nothing is drawn where there is none. */
  readonly display?: Display;
}

/** Drawing takes at most this share of the time. */
const shareOfTime = 0.1;

/**
 * Shows a figure of something that grows, such as the loss of a model in training: one output of the cell, changed in
 * place. A subject that cannot be drawn yet (an empty log) is passed over in silence; the last one is drawn by `done`,
 * whose errors are the caller's.
 *
 * @example const curve = live((log) => figure.trainingCurves(scaling.trainingCurves([log]), "training tokens"));
 */
export function live<Subject>(
  draw: (subject: Subject) => Displayable,
  { everyMs = 500, now = Date.now, display = kernelDisplay() }: LiveOptions = {},
): Live<Subject> {
  const displayId = `live-${randomUUID()}`;
  let isShown = false;
  let next = Number.NEGATIVE_INFINITY;
  let waiting: { readonly subject: Subject } | undefined;
  const show = (subject: Subject): void => {
    const started = now();
    const bundle = draw(subject)[displaySymbol]();
    display?.(bundle, { displayId, update: isShown });
    isShown = true;
    waiting = undefined;
    const taken = now() - started;
    next = now() + Math.max(everyMs, taken / shareOfTime);
  };
  return {
    update(subject) {
      waiting = { subject };
      if (display === undefined || now() < next) return;
      try {
        show(subject);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        next = now() + everyMs;
      }
    },
    done() {
      if (display !== undefined && waiting !== undefined) show(waiting.subject);
    },
  };
}
