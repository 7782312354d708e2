import type { JsonObject } from "./wire/index.ts";

/** What the session (worker) asks of the evaluator (main thread). */
export type ToEvaluator =
  | { readonly kind: "bound" }
  | {
      readonly kind: "run";
      /** Names this execution on both sides; never used twice. */
      readonly cell: number;
      readonly count: number;
      readonly code: string;
      readonly silent: boolean;
      readonly expressions: Readonly<Record<string, string>>;
    }
  | { readonly kind: "interrupt" }
  | { readonly kind: "completeness"; readonly question: number; readonly code: string }
  | { readonly kind: "exit" };

/** What the evaluator tells the session. */
export type ToSession =
  | {
      readonly kind: "stream";
      readonly cell: number;
      readonly name: "stdout" | "stderr";
      readonly text: string;
    }
  | {
      readonly kind: "publish";
      readonly cell: number;
      readonly type: PublishedType;
      readonly content: JsonObject;
    }
  | { readonly kind: "done"; readonly cell: number; readonly outcome: Outcome }
  | { readonly kind: "answer"; readonly question: number; readonly content: JsonObject }
  | { readonly kind: "signal" }
  | { readonly kind: "interrupted" };

/** Types of message that a cell publishes. */
export type PublishedType =
  | "display_data"
  | "update_display_data"
  | "clear_output"
  | "execute_result"
  | "error";

/** How a cell ended; `text` is the plain text of its value, for the history. */
export type Outcome =
  | { readonly status: "ok"; readonly text?: string; readonly expressions: JsonObject }
  | { readonly status: "error"; readonly error: ErrorReport };

/** An error as Jupyter shows it. */
export type ErrorReport = {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
};

/** What the worker is started with. */
export interface WorkerData {
  readonly connectionFile: string;
  /** The process that started the kernel, looked up before anything else. */
  readonly parent: number;
  /**
   * Words shared by both threads: one through which an interrupt is agreed on, see session/interrupter.ts; one that is
   * 1 where the running cell has asked for the signal of its interrupt.
   */
  readonly interruptState: Int32Array;
}

/** Name of the function on the main thread's global object that the interrupter calls. */
export const interruptHook = "__mixlabInterrupt";

/** Place of the shared word that says whether the running cell heeds its signal. */
export const heedsSignal = 1;

/** Values of the shared interrupt word. */
export const interruptStates = { asked: 0, idle: 1, busy: 2, posted: 3, again: 4 } as const;
