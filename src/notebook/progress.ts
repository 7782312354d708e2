import { randomUUID } from "node:crypto";
import { shown } from "../table/index.ts";
import { type Display, kernelDisplay } from "./kernel-hook.ts";

/** A running count of work. */
export interface Progress {
  /** Says how much is done in all. */
  update(done: number): void;
  /** Ends it; everything is done unless said otherwise by the last update. */
  done(): void;
}

/** Where progress is shown. */
export type ProgressSink =
  | { readonly kind: "notebook"; readonly display: Display }
  | { readonly kind: "terminal" | "log"; readonly write: (text: string) => void }
  | { readonly kind: "silent" };

export interface ProgressOptions {
  readonly label?: string;
  readonly unit?: string;
  readonly silent?: boolean;
  /** Milliseconds; the clock is asked, never waited for. */
  readonly now?: () => number;
  readonly sink?: ProgressSink;
}

const everyMs = { notebook: 100, terminal: 100, log: 10_000, silent: Number.POSITIVE_INFINITY };

/**
 * Shows how far a long piece of work is: a bar in a notebook and in a terminal, a line now and then in a log. What
 * stays in the notebook at the end holds no times, so that committed outputs stay the same.
 *
 * @throws {RangeError} if total is not a count
 * @example const bar = progress(512, { label: "proxies", unit: "runs" }); bar.update(1); bar.done();
 */
export function progress(
  total: number,
  {
    label = "progress",
    unit = "",
    silent = false,
    now = Date.now,
    sink = silent ? quiet : nearestSink(),
  }: ProgressOptions = {},
): Progress {
  if (!Number.isInteger(total) || total < 0)
    throw new RangeError(`progress: total must be a count, got ${shown(total)}.`);
  const started = now();
  const displayId = `progress-${randomUUID()}`;
  let count = 0;
  let shownAt = Number.NEGATIVE_INFINITY;
  let width = 0;
  let ended = false;
  const show = (last: boolean): void => {
    const counted = `${label}: ${count} of ${total}${unit === "" ? "" : ` ${unit}`}`;
    const left = last ? "" : timeLeft(now() - started, count, total);
    if (sink.kind === "notebook") {
      sink.display(bundle(counted + left, count, total), {
        displayId,
        update: shownAt > Number.NEGATIVE_INFINITY,
      });
    } else if (sink.kind === "terminal") {
      const line = `${bar(count, total)} ${counted}${left}`;
      sink.write(`\r${line.padEnd(width)}${last ? "\n" : ""}`);
      width = line.length;
    } else if (sink.kind === "log") sink.write(`${counted}${left}\n`);
    shownAt = now();
  };
  const advance = (done: number): void => {
    if (ended) return;
    count = Math.min(total, Math.max(0, done));
    if (now() - shownAt >= everyMs[sink.kind]) show(false);
  };
  if (sink.kind !== "silent" && sink.kind !== "log") show(false);
  else shownAt = started;
  return {
    update: advance,
    done() {
      if (ended) return;
      if (count === 0) count = total;
      ended = true;
      if (sink.kind !== "silent") show(true);
    },
  };
}

const quiet: ProgressSink = { kind: "silent" };

/** The notebook kernel's display where there is one, the terminal where there is one, otherwise the log. */
function nearestSink(): ProgressSink {
  const display = kernelDisplay();
  if (display !== undefined) return { kind: "notebook", display };
  const write = (text: string) => void process.stderr.write(text);
  return { kind: process.stderr.isTTY ? "terminal" : "log", write };
}

function timeLeft(elapsedMs: number, count: number, total: number): string {
  if (count === 0 || elapsedMs <= 0 || count >= total) return "";
  const seconds = Math.ceil((elapsedMs / 1000 / count) * (total - count));
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `, ${seconds} s left`;
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `, ${minutes} min ${seconds % 60} s left` : `, ${hours} h ${minutes % 60} min left`;
}

const bar = (count: number, total: number): string => {
  const filled = total === 0 ? 20 : Math.round((count / total) * 20);
  return `[${"#".repeat(filled)}${".".repeat(20 - filled)}]`;
};

function bundle(text: string, count: number, total: number): Readonly<Record<string, unknown>> {
  const safe = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return {
    "text/html": `<div><progress value="${count}" max="${Math.max(1, total)}"></progress> ${safe}</div>`,
    "text/plain": `${bar(count, total)} ${text}`,
  };
}
